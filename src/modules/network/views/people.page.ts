import { isRole, roles } from '#platform/auth/roles.ts'
import { plural } from '#platform/views/format.ts'
import { pagesFor } from '#platform/views/pages.ts'
import type { Page } from '#platform/views/render.ts'
import { mostCounted, type ListedPerson } from '../queries/list-people.ts'
import type { AreaRow, KindRow } from '../queries/places.ts'
import type { PeopleQuery } from '../routes/directory-query.ts'
import { addressOf, sortBy, tagsOf } from './address.ts'

type Given = {
  readonly rows: readonly ListedPerson[]
  readonly total: number
  readonly query: PeopleQuery
  readonly words: string | null
  readonly areas: readonly AreaRow[]
  readonly kinds: readonly KindRow[]
  readonly mayExport: boolean
  readonly mayRun: boolean
  readonly mayDecide: boolean
}

export const roleName = (role: string): string => (isRole(role) ? roles[role].name : role)

const path = '/network'

/** The directory of people. */
export function peoplePage(given: Given): Page {
  const { query, words, areas, kinds } = given
  const filters = { kinds: query.kinds, areas: query.areas, roles: query.roles, search: query.search }
  const chosen = { ...filters, sort: query.sort === 'name' ? null : query.sort, order: ordered(query.order) }
  const column = (text: string, sort: string) => ({ text, sort: sortBy(path, filters, query, sort) })
  const pages = pagesFor({
    page: query.page,
    total: Math.min(given.total, mostCounted),
    atLeast: given.total > mostCounted,
    hrefOf: (page) => addressOf(path, { ...chosen, page: page === 1 ? null : page }),
  })
  return {
    template: 'network/people.njk',
    title: 'Network',
    section: 'Network',
    data: {
      tabList: directoryTabs('people'),
      shown: given.rows.map(({ id }) => id),
      pages,
      words: words ?? '',
      form: { values: { ...filters, words: words ?? '' }, errors: {} },
      filterCount: query.kinds.length + query.areas.length + query.roles.length,
      keep: [
        ...(query.search ? [{ name: 'search', value: query.search }] : []),
        ...(chosen.sort ? [{ name: 'sort', value: chosen.sort }] : []),
        ...(chosen.order ? [{ name: 'order', value: chosen.order }] : []),
      ],
      tags: [
        ...tagsOf(path, chosen, [
          { name: 'areas', category: 'Area', values: query.areas, textOf: nameIn(areas) },
          { name: 'kinds', category: 'Kind', values: query.kinds, textOf: nameIn(kinds) },
          { name: 'roles', category: 'Role', values: query.roles, textOf: roleName },
        ]),
        ...(words
          ? [{ category: 'Search', text: words, href: addressOf(path, { ...chosen, search: null }) }]
          : []),
      ],
      clear: path,
      areaOptions: areas.map(({ key, name }) => ({ value: key, text: name })),
      kindOptions: kinds.map(({ key, name }) => ({ value: key, text: name })),
      roleOptions: Object.entries(roles)
        .map(([value, { name }]) => ({ value, text: name }))
        .toSorted((a, b) => a.text.localeCompare(b.text)),
      columns: [
        column('Name', 'name'),
        column('Organisation', 'organisation'),
        { text: 'Roles in the partnership' },
        column('Since', 'since'),
      ],
      rows: given.rows.map((row) => ({
        cells: [
          { text: row.name, href: `/network/people/${row.id}`, note: row.title },
          {
            text: row.organisation,
            href: `/network/organisations/${row.organisationId}`,
            note: placeNote(row),
          },
          { text: row.roles.map(roleName).join(', '), otherwise: 'None' },
          { day: row.since },
        ],
      })),
      links: given.mayExport
        ? [
            { text: 'Save as CSV', href: addressOf('/network/people.csv', filters), download: true },
            { text: 'Save for Excel', href: addressOf('/network/people.xlsx', filters), download: true },
          ]
        : [],
      actions: [
        ...(given.mayDecide ? [{ text: 'Roles asked for', href: '/network/roles' }] : []),
        ...(given.mayRun ? [{ text: 'Bring in a list', href: '/network/imports' }] : []),
      ],
    },
  }
}

function placeNote(row: ListedPerson): string {
  const area = row.area ?? 'Whole county'
  return row.others > 0 ? `${area}, and ${plural(row.others, 'other post')}` : area
}

const ordered = (order: string): string | null => (order === 'descending' ? order : null)

export const nameIn =
  (rows: readonly { readonly key: string; readonly name: string }[]) =>
  (key: string): string =>
    rows.find((row) => row.key === key)?.name ?? key

/** The three ways to look at the network. */
export const directoryTabs = (current: 'people' | 'organisations' | 'areas') => [
  { text: 'People', href: '/network', current: current === 'people' },
  { text: 'Organisations', href: '/network/organisations', current: current === 'organisations' },
  { text: 'Areas and kinds', href: '/network/areas', current: current === 'areas' },
]
