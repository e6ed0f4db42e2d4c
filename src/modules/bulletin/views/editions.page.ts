import { pagesFor } from '#platform/views/pages.ts'
import type { Page } from '#platform/views/render.ts'
import type { EditionListed } from '../queries/list-editions.ts'
import { editionTags, section, writingTabs } from './state-words.ts'

export const editionFilters = {
  all: { text: 'All', states: [] },
  writing: { text: 'Being written', states: ['draft', 'in_approval', 'approved'] },
  going: { text: 'Going out', states: ['scheduled', 'sending'] },
  sent: { text: 'Sent', states: ['sent'] },
  cancelled: { text: 'Cancelled', states: ['cancelled'] },
} as const

export type EditionFilter = keyof typeof editionFilters

const hrefOf = (show: EditionFilter, page = 1): string => {
  const search = new URLSearchParams({
    ...(show === 'all' ? {} : { show }),
    ...(page > 1 ? { page: String(page) } : {}),
  }).toString()
  return `/editions${search === '' ? '' : `?${search}`}`
}

export function editionsPage(
  list: { readonly rows: readonly EditionListed[]; readonly total: number },
  filter: { readonly show: EditionFilter; readonly page: number },
): Page {
  return {
    template: 'bulletin/editions.njk',
    title: 'Editions',
    section,
    data: {
      writingTabs: writingTabs('editions'),
      filters: Object.entries(editionFilters).map(([key, { text }]) => ({
        text,
        href: hrefOf(key as EditionFilter),
        current: key === filter.show,
      })),
      isAll: filter.show === 'all',
      count: list.rows.length,
      columns: [
        { text: 'Edition' },
        { text: 'Stands' },
        { text: 'Goes out' },
        { text: 'Articles', numeric: true },
        { text: 'Made by' },
      ],
      rows: list.rows.map((row) => ({
        cells: [
          { text: row.title, href: `/editions/${row.id}` },
          { tag: editionTags[row.state] },
          { day: row.sentAt ?? row.goesOut ?? undefined, otherwise: 'No day yet' },
          { number: row.articles },
          { text: row.madeBy ?? undefined, otherwise: 'Holdfast' },
        ],
      })),
      pages: pagesFor({
        page: filter.page,
        total: list.total,
        hrefOf: (page) => hrefOf(filter.show, page),
      }),
    },
  }
}
