import { pagesFor } from '#platform/views/pages.ts'
import type { Page } from '#platform/views/render.ts'
import type { ListedOrganisation } from '../queries/list-organisations.ts'
import { mostCounted } from '../queries/list-people.ts'
import type { AreaRow, KindRow } from '../queries/places.ts'
import type { OrganisationsQuery } from '../routes/directory-query.ts'
import { londonDay } from '../rules/london-day.ts'
import { addressOf, sortBy, tagsOf } from './address.ts'
import { directoryTabs, nameIn } from './people.page.ts'

type Given = {
  readonly rows: readonly ListedOrganisation[]
  readonly total: number
  readonly query: OrganisationsQuery
  readonly words: string | null
  readonly areas: readonly AreaRow[]
  readonly kinds: readonly KindRow[]
  readonly mayExport: boolean
  readonly mayRun: boolean
  readonly now: Temporal.Instant
}

const path = '/network/organisations'

/** The organisations of the network. Those who run it also see whose list is confirmed. */
export function organisationsPage(given: Given): Page {
  const { query, words, areas, kinds } = given
  const filters = {
    kinds: query.kinds,
    areas: query.areas,
    search: query.search,
    ended: query.ended ? 'yes' : null,
    standing: query.standing,
  }
  const chosen = {
    ...filters,
    sort: query.sort === 'name' ? null : query.sort,
    order: query.order === 'descending' ? query.order : null,
  }
  const column = (text: string, sort: string, numeric = false) => ({
    text,
    numeric,
    sort: sortBy(path, filters, query, sort),
  })
  return {
    template: 'network/organisations.njk',
    title: 'Organisations',
    section: 'Network',
    data: {
      tabList: directoryTabs('organisations'),
      shown: given.rows.map(({ id }) => id),
      pages: pagesFor({
        page: query.page,
        total: Math.min(given.total, mostCounted),
        atLeast: given.total > mostCounted,
        hrefOf: (page) => addressOf(path, { ...chosen, page: page === 1 ? null : page }),
      }),
      words: words ?? '',
      form: {
        values: { kinds: query.kinds, areas: query.areas, ended: query.ended ? ['yes'] : [] },
        errors: {},
      },
      filterCount: query.kinds.length + query.areas.length + (query.ended ? 1 : 0),
      keep: [
        ...(query.search ? [{ name: 'search', value: query.search }] : []),
        ...(query.standing ? [{ name: 'standing', value: query.standing }] : []),
      ],
      tags: [
        ...tagsOf(path, chosen, [
          { name: 'areas', category: 'Area', values: query.areas, textOf: nameIn(areas) },
          { name: 'kinds', category: 'Kind', values: query.kinds, textOf: nameIn(kinds) },
          {
            name: 'ended',
            category: 'Show',
            values: query.ended ? ['yes'] : [],
            textOf: () => 'those that ended',
          },
          {
            name: 'standing',
            category: 'List of people',
            values: query.standing ? [query.standing] : [],
            textOf: (standing) => (standing === 'late' ? 'confirmation late' : 'no coordinator'),
          },
        ]),
        ...(words
          ? [{ category: 'Search', text: words, href: addressOf(path, { ...chosen, search: null }) }]
          : []),
      ],
      areaOptions: areas.map(({ key, name }) => ({ value: key, text: name })),
      kindOptions: kinds.map(({ key, name }) => ({ value: key, text: name })),
      columns: [
        column('Name', 'name'),
        column('Kind', 'kind'),
        column('Area', 'area'),
        column('People', 'people', true),
        ...(given.mayRun ? [{ text: 'List confirmed' }] : []),
      ],
      rows: given.rows.map((row) => ({
        cells: [
          {
            text: row.name,
            href: `${path}/${row.id}`,
            ...(row.parent ? { note: `Part of ${row.parent}` } : {}),
          },
          { text: row.kind },
          { text: row.area ?? 'Whole county' },
          { number: row.people },
          ...(given.mayRun ? [confirmedCell(row)] : []),
        ],
      })),
      links: given.mayExport
        ? [
            { text: 'Save as CSV', href: addressOf('/network/organisations.csv', filters), download: true },
            {
              text: 'Save for Excel',
              href: addressOf('/network/organisations.xlsx', filters),
              download: true,
            },
          ]
        : [],
      actions: given.mayRun
        ? [
            { text: 'Add an organisation', href: '/network/organisations/new', primary: true },
            { text: 'Bring in a list', href: '/network/imports' },
          ]
        : [],
    },
  }
}

function confirmedCell(row: ListedOrganisation): object {
  if (row.coordinators === 0) return { tag: { tone: 'late', text: 'No coordinator' } }
  return row.confirmedAt ? { day: londonDay(row.confirmedAt) } : { otherwise: 'Not yet' }
}
