import { z } from 'zod'
import { show } from '#platform/http/answers.ts'
import { get } from '#platform/http/route.ts'
import { toDay } from '#platform/views/format.ts'
import { events, permissions } from '../declarations.ts'
import { listPlanned } from '../queries/calendar.ts'
import { calendarPage } from '../views/calendar.page.ts'

const month = z
  .string()
  .regex(/^20\d\d-(0[1-9]|1[0-2])$/)
  .transform((text) => Temporal.PlainYearMonth.from(text))

export const calendarRoute = get({
  url: '/editions/calendar',
  allow: permissions.write,
  audit: events.calendar_viewed,
  query: z.object({ month: month.optional() }),
  tells: ({ query, now }) => ({ month: (query.month ?? toDay(now).toPlainYearMonth()).toString() }),
  show: async ({ tx, query, now }) => {
    const today = toDay(now)
    const wanted = query.month ?? today.toPlainYearMonth()
    // The grid shows whole weeks, so up to six days of the months beside it.
    const from = wanted.toPlainDate({ day: 1 }).subtract({ days: 6 })
    const until = wanted.toPlainDate({ day: wanted.daysInMonth }).add({ days: 6 })
    return show(calendarPage(wanted, await listPlanned(tx, from, until), today))
  },
})
