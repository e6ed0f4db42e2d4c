import { dayInFull } from '#platform/views/format.ts'
import { pagesFor } from '#platform/views/pages.ts'
import type { Page } from '#platform/views/render.ts'
import { sentPageSize, type SentEdition } from '../../queries/sending/list-sent.ts'

/** Every edition that went out, each with the way to its figures. */
export const sentPage = (
  list: { readonly rows: readonly SentEdition[]; readonly total: number },
  page: number,
): Page => ({
  template: 'bulletin/sending/sent.njk',
  title: 'Figures',
  section: 'Figures',
  data: {
    columns: [{ text: 'Edition' }, { text: 'Sent' }],
    rows: list.rows.map(({ id, title, sentAt }) => ({
      cells: [{ text: title, href: `/editions/${id}/figures` }, { text: dayInFull(sentAt) }],
    })),
    pages: pagesFor({
      page,
      pageSize: sentPageSize,
      total: list.total,
      hrefOf: (to) => (to > 1 ? `/figures?page=${to}` : '/figures'),
    }),
  },
})
