import { z } from 'zod'
import { show } from '#platform/http/answers.ts'
import { many, optionalLine } from '#platform/http/forms.ts'
import { get, post } from '#platform/http/route.ts'
import { searchDirectory } from '../actions/search-directory.ts'
import { events, permissions } from '../declarations.ts'
import { findSearch } from '../queries/find-search.ts'
import { countOrganisations, listOrganisations } from '../queries/list-organisations.ts'
import { countPeople, listPeople } from '../queries/list-people.ts'
import { listAreas, listKinds } from '../queries/places.ts'
import { londonDay } from '../rules/london-day.ts'
import { addressOf } from '../views/address.ts'
import { organisationsPage } from '../views/organisations.page.ts'
import { peoplePage } from '../views/people.page.ts'
import { idsShown } from '../views/shown.ts'
import { mayDecideRoles, mayExport, mayRun } from './may.ts'
import { organisationsQuery, peopleQuery } from './directory-query.ts'

const size = 25

export const directoryRoute = get({
  url: '/network',
  allow: permissions.see,
  audit: events.directory_viewed,
  query: peopleQuery,
  tells: (_context, answer) => ({ people: idsShown(answer) }),
  show: async ({ tx, actor, now, query }) => {
    const today = londonDay(now)
    const words = await findSearch(tx, query.search)
    const filter = { ...query, words }
    const total = await countPeople(tx, filter, today)
    const page = { sort: query.sort, order: query.order, offset: (query.page - 1) * size, limit: size }
    return show(
      peoplePage({
        rows: await listPeople(tx, filter, page, today),
        total,
        query: words === null ? { ...query, search: null } : query,
        words,
        areas: await listAreas(tx, today),
        kinds: await listKinds(tx),
        mayExport: mayExport(actor),
        mayRun: mayRun(actor),
        mayDecide: mayDecideRoles(actor),
      }),
    )
  },
})

export const organisationsRoute = get({
  url: '/network/organisations',
  allow: permissions.see,
  audit: events.organisations_viewed,
  query: organisationsQuery,
  tells: (_context, answer) => ({ organisations: idsShown(answer) }),
  show: async ({ tx, actor, now, query }) => {
    const today = londonDay(now)
    const words = await findSearch(tx, query.search)
    const filter = { ...query, words }
    const page = { sort: query.sort, order: query.order, offset: (query.page - 1) * size, limit: size }
    return show(
      organisationsPage({
        rows: await listOrganisations(tx, filter, page, today),
        total: await countOrganisations(tx, filter, today),
        query: words === null ? { ...query, search: null } : query,
        words,
        areas: await listAreas(tx, today),
        kinds: await listKinds(tx),
        mayExport: mayExport(actor),
        mayRun: mayRun(actor),
        now,
      }),
    )
  },
})

/** Names are searched by POST: the words are kept for the asker, and the address of the result holds only their id. */
export const searchRoute = post({
  url: '/network/searches',
  allow: permissions.see,
  audit: events.directory_searched,
  body: z.object({
    words: optionalLine(200),
    of: z.enum(['people', 'organisations']).default('people'),
    kinds: many(z.string().max(60)),
    areas: many(z.string().max(60)),
    roles: many(z.string().max(60)),
  }),
  act: async ({ tx, actor, input, now }) => ({
    ...input,
    search: await searchDirectory(tx, actor, input, now),
  }),
  leadsTo: ({ of, kinds, areas, roles, search }) =>
    addressOf(of === 'people' ? '/network' : '/network/organisations', {
      kinds,
      areas,
      roles: of === 'people' ? roles : [],
      search,
    }),
})

export const directoryRoutes = [directoryRoute, organisationsRoute, searchRoute]
