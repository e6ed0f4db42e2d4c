import { z } from 'zod'
import { goToSaying, show } from '#platform/http/answers.ts'
import { id, line, optionalLine } from '#platform/http/forms.ts'
import { NotHere, Refusal } from '#platform/http/refusal.ts'
import { get, post } from '#platform/http/route.ts'
import type { Tx } from '#platform/db/tx.ts'
import { addArticle } from '../actions/change-article.ts'
import { makeEdition, saveEditionLines } from '../actions/change-edition.ts'
import { makeCorrection } from '../actions/correct-edition.ts'
import { cancelEdition } from '../actions/edition-state.ts'
import { publishEdition } from '../actions/publish.ts'
import { lockEdition } from '../actions/load-edition.ts'
import { events, permissions } from '../declarations.ts'
import { getApprovedSnapshot } from '../queries/approved-snapshot.ts'
import { findEdition } from '../queries/edition.ts'
import { findEditionView } from '../queries/edition-view.ts'
import { listEditions } from '../queries/list-editions.ts'
import { longestHeading } from '../rules/heading.ts'
import { editionPage } from '../views/edition.page.ts'
import { editionFilters, editionsPage, type EditionFilter } from '../views/editions.page.ts'
import { linesPage, newEditionPage } from '../views/edition-lines.page.ts'
import { dayBoxes, monthBoxes, optionalDay, readMonth, version } from './fields.ts'

export const editionParams = z.object({ editionId: id() })

const shows = Object.keys(editionFilters) as [EditionFilter, ...EditionFilter[]]

export const countShown = (answer: { kind: string; page?: { data: object } }): number =>
  answer.page && 'count' in answer.page.data ? Number(answer.page.data.count) : 0

const listRoute = get({
  url: '/editions',
  allow: permissions.write,
  audit: events.editions_viewed,
  query: z.object({
    show: z.enum(shows).default('all'),
    page: z.coerce.number().int().min(1).max(10_000).default(1),
  }),
  tells: (_context, answer) => ({ count: countShown(answer) }),
  show: async ({ tx, query }) =>
    show(
      editionsPage(
        await listEditions(tx, { states: editionFilters[query.show].states, page: query.page }),
        query,
      ),
    ),
})

const newRoute = get({
  url: '/editions/new',
  allow: permissions.write,
  audit: events.editions_viewed,
  tells: () => ({ count: 0 }),
  show: () => Promise.resolve(show(newEditionPage())),
})

const makeRoute = post({
  url: '/editions',
  allow: permissions.write,
  audit: events.edition_made,
  body: z.object({
    title: line('Enter a title for the edition', longestHeading),
    ...monthBoxes,
    ...dayBoxes('planned'),
  }),
  act: ({ tx, actor, input, now }) =>
    makeEdition(
      tx,
      actor,
      {
        title: input.title,
        month: readMonth(input),
        plannedOn: optionalDay(input, 'planned'),
        how: 'blank',
      },
      now,
    ),
  leadsTo: (edition) => `/editions/${edition.id}`,
  again: ({ form, errors }) => Promise.resolve(show(newEditionPage(form, errors))),
})

const editionRoute = get({
  url: '/editions/:editionId',
  allow: permissions.write,
  audit: events.edition_viewed,
  params: editionParams,
  tells: ({ params }) => ({ edition: params.editionId }),
  show: async ({ tx, params }) => {
    const view = await findEditionView(tx, params.editionId)
    return view && show(editionPage(view))
  },
})

/** The edition's page again, with what was typed and what is wrong. */
export async function editionAgain(
  tx: Tx,
  editionId: string,
  form: Parameters<typeof editionPage>[2],
  errors: Parameters<typeof editionPage>[1],
) {
  const view = await findEditionView(tx, editionId)
  if (!view) throw new NotHere('no such edition')
  return show(editionPage(view, errors, form))
}

const linesRoute = get({
  url: '/editions/:editionId/lines',
  allow: permissions.write,
  audit: events.edition_viewed,
  params: editionParams,
  tells: ({ params }) => ({ edition: params.editionId }),
  show: async ({ tx, params }) => {
    const edition = await findEdition(tx, params.editionId)
    return edition ? show(linesPage(edition)) : null
  },
})

const saveLinesRoute = post({
  url: '/editions/:editionId/lines',
  allow: permissions.write,
  audit: events.edition_changed,
  params: editionParams,
  body: z.object({
    version: version(),
    title: line('Enter a title for the edition', longestHeading),
    subject: line('Enter the subject of the mail', 200),
    preheader: optionalLine(200).transform((text) => text ?? ''),
    ...monthBoxes,
    ...dayBoxes('planned'),
  }),
  act: ({ tx, actor, params, input, now }) =>
    saveEditionLines(
      tx,
      actor,
      {
        ...input,
        editionId: params.editionId,
        baseVersion: input.version,
        month: readMonth(input),
        plannedOn: optionalDay(input, 'planned'),
      },
      now,
    ),
  leadsTo: (_done, { params }) => goToSaying(`/editions/${params.editionId}`, 'Title and mail are saved.'),
  again: async ({ tx, params, form, errors }) => {
    const edition = await findEdition(tx, params.editionId)
    if (!edition) throw new NotHere('no such edition')
    return show(linesPage(edition, form, errors))
  },
})

const addArticleRoute = post({
  url: '/editions/:editionId/articles',
  allow: permissions.write,
  audit: events.article_made,
  params: editionParams,
  body: z
    .object({
      part: z.enum(['article', 'introduction', 'closing']).default('article'),
      heading: optionalLine(longestHeading).transform((text) => text ?? ''),
    })
    .refine((input) => input.part !== 'article' || input.heading !== '', {
      error: 'Give the new article a heading',
      path: ['heading'],
    }),
  act: ({ tx, actor, params, input, now }) =>
    addArticle(tx, actor, { ...input, editionId: params.editionId, body: { type: 'doc', content: [] } }, now),
  leadsTo: (article) => `/articles/${article.id}`,
  again: ({ tx, params, form, errors }) => editionAgain(tx, params.editionId, form, errors),
})

const cancelRoute = post({
  url: '/editions/:editionId/cancellation',
  allow: permissions.write,
  audit: events.edition_cancelled,
  params: editionParams,
  body: z.object({}),
  act: ({ tx, actor, params, now }) => cancelEdition(tx, actor, params, now),
  leadsTo: (_done, { params }) => goToSaying(`/editions/${params.editionId}`, 'The edition is cancelled.'),
  again: ({ tx, params, form, errors }) => editionAgain(tx, params.editionId, form, errors),
})

const correctRoute = post({
  url: '/editions/:editionId/corrections',
  allow: permissions.write,
  audit: events.edition_made,
  params: editionParams,
  body: z.object({}),
  act: ({ tx, actor, params, now }) => makeCorrection(tx, actor, params, now),
  leadsTo: (correction) =>
    goToSaying(
      `/editions/${correction.id}`,
      'The correction begins with what was sent. Mend it, then ask for approval.',
    ),
  again: ({ tx, params, form, errors }) => editionAgain(tx, params.editionId, form, errors),
})

/** For an edition that is only to be read on the web, or is to stand there before it is sent. */
const publishRoute = post({
  url: '/editions/:editionId/publication',
  allow: permissions.write,
  strong: true,
  audit: events.published,
  params: editionParams,
  body: z.object({}),
  act: async ({ tx, actor, params, now }) => {
    await lockEdition(tx, params.editionId)
    const snapshot = await getApprovedSnapshot(tx, params.editionId)
    if (!snapshot)
      throw new Refusal('not_approved', 'This edition has not been approved. Ask for approval first.')
    await publishEdition(tx, actor, snapshot.content, now)
    return snapshot.content.slug
  },
  leadsTo: (slug) =>
    goToSaying(`/bulletins/${slug}`, 'It is on the web now. Anyone can read it at this address.'),
  again: ({ tx, params, form, errors }) => editionAgain(tx, params.editionId, form, errors),
})

export const editionRoutes = [
  listRoute,
  newRoute,
  makeRoute,
  editionRoute,
  linesRoute,
  saveLinesRoute,
  addArticleRoute,
  cancelRoute,
  correctRoute,
  publishRoute,
]
