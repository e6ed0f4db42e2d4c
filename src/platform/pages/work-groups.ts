import type { WorkItem } from '#platform/declare/module.ts'

export type WorkGroup = {
  readonly title: string
  readonly tone: 'late' | 'due' | 'info' | 'neutral'
  readonly items: readonly WorkItem[]
}

/** My work in the order in which it is needed: late, due today, this week, what has no day, and later. */
export function workGroups(items: readonly WorkItem[], now: Temporal.Instant): WorkGroup[] {
  const here = now.toZonedDateTimeISO('Europe/London')
  const tomorrow = here.startOfDay().add({ days: 1 }).toInstant()
  const nextWeek = here.startOfDay().add({ days: 7 }).toInstant()
  const before = (a: Temporal.Instant, b: Temporal.Instant) => Temporal.Instant.compare(a, b) < 0
  const sorted = items.toSorted((a, b) =>
    a.due && b.due ? Temporal.Instant.compare(a.due, b.due) : Number(!a.due) - Number(!b.due),
  )
  const pick = (fits: (item: WorkItem) => boolean) => sorted.filter(fits)
  const groups: WorkGroup[] = [
    { title: 'Late', tone: 'late', items: pick(({ due }) => due !== null && before(due, now)) },
    {
      title: 'Due today',
      tone: 'due',
      items: pick(({ due }) => due !== null && !before(due, now) && before(due, tomorrow)),
    },
    {
      title: 'This week',
      tone: 'info',
      items: pick(({ due }) => due !== null && !before(due, tomorrow) && before(due, nextWeek)),
    },
    { title: 'New', tone: 'info', items: pick(({ due }) => due === null) },
    { title: 'Later', tone: 'neutral', items: pick(({ due }) => due !== null && !before(due, nextWeek)) },
  ]
  return groups.filter((group) => group.items.length > 0)
}
