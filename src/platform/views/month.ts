import { monthInFull } from './format.ts'

export type MonthEntry = {
  on: Temporal.PlainDate
  text: string
  href: string
  tone?: 'late' | 'due' | 'done' | 'info' | 'neutral'
  /** `9am`, where the entry has a time. */
  time?: string
  /** The state in a word, such as `Scheduled`: colour alone would not say it. */
  state?: string
}

export type MonthDay = {
  date: string
  number: number
  weekday: string
  monthName: string
  inMonth: boolean
  today: boolean
  /** Why nobody works that day, such as `Good Friday`. */
  closed: string | null
  entries: readonly MonthEntry[]
}

export type MonthGrid = {
  title: string
  weekdays: readonly { short: string; full: string }[]
  weeks: readonly (readonly MonthDay[])[]
  /** How many entries fall in the month itself. */
  entryCount: number
}

const weekdays = [
  { short: 'Mon', full: 'Monday' },
  { short: 'Tue', full: 'Tuesday' },
  { short: 'Wed', full: 'Wednesday' },
  { short: 'Thu', full: 'Thursday' },
  { short: 'Fri', full: 'Friday' },
  { short: 'Sat', full: 'Saturday' },
  { short: 'Sun', full: 'Sunday' },
] as const

/** Whole weeks from Monday that cover the month, each day with its entries in the order they were handed in. */
export function monthGrid(options: {
  month: Temporal.PlainYearMonth
  today: Temporal.PlainDate
  entries: readonly MonthEntry[]
  /** Names of closed days by ISO date. */
  closed?: ReadonlyMap<string, string>
}): MonthGrid {
  const { month, today, entries, closed } = options
  const byDay = Map.groupBy(entries, ({ on }) => on.toString())
  const first = month.toPlainDate({ day: 1 })
  const start = first.subtract({ days: first.dayOfWeek - 1 })
  const count = Math.ceil((first.dayOfWeek - 1 + month.daysInMonth) / 7)
  const weeks = Array.from({ length: count }, (_week, week) =>
    Array.from({ length: 7 }, (_day, day): MonthDay => {
      const date = start.add({ days: week * 7 + day })
      const iso = date.toString()
      return {
        date: iso,
        number: date.day,
        weekday: weekdays[day]?.short ?? '',
        monthName: monthInFull(date),
        inMonth: date.month === month.month,
        today: date.equals(today),
        closed: closed?.get(iso) ?? null,
        entries: byDay.get(iso) ?? [],
      }
    }),
  )
  const entryCount = entries.filter(({ on }) => on.toPlainYearMonth().equals(month)).length
  return { title: monthInFull(first), weekdays, weeks, entryCount }
}
