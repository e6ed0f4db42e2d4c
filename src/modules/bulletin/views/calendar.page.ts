import { clock, toDay } from '#platform/views/format.ts'
import { monthGrid } from '#platform/views/month.ts'
import type { Page } from '#platform/views/render.ts'
import type { Planned } from '../queries/calendar.ts'
import { editionTags, postTags, section, writingTabs } from './state-words.ts'

const hrefOf = (month: Temporal.PlainYearMonth): string => `/editions/calendar?month=${month.toString()}`

/** A month of what goes out when. */
export function calendarPage(
  month: Temporal.PlainYearMonth,
  planned: readonly Planned[],
  today: Temporal.PlainDate,
): Page {
  const entries = planned.flatMap((one) => {
    const on = one.at ? toDay(one.at) : one.on
    if (!on) return []
    const tags: Record<string, { tone: 'late' | 'due' | 'done' | 'info' | 'neutral'; text: string }> =
      one.kind === 'edition' ? editionTags : postTags
    const tag = tags[one.state] ?? { tone: 'neutral' as const, text: one.state }
    const late = !one.at && Temporal.PlainDate.compare(on, today) < 0
    return [
      {
        on,
        text: one.kind === 'post' ? `Blog: ${one.title || 'a post without a title'}` : one.title,
        href: one.kind === 'post' ? `/posts/${one.id}` : `/editions/${one.id}`,
        tone: late ? ('late' as const) : tag.tone,
        state: late ? `Late. ${tag.text}` : tag.text,
        ...(one.at ? { time: clock(one.at) } : {}),
      },
    ]
  })
  return {
    template: 'bulletin/calendar.njk',
    title: 'What goes out when',
    section,
    data: {
      writingTabs: writingTabs('calendar'),
      month: monthGrid({ month, today, entries }),
      previous: hrefOf(month.subtract({ months: 1 })),
      next: hrefOf(month.add({ months: 1 })),
      today: hrefOf(today.toPlainYearMonth()),
    },
  }
}
