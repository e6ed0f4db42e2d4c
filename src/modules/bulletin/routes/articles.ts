import { z } from 'zod'
import type { Actor, PersonActor } from '#platform/auth/actor.ts'
import type { Tx } from '#platform/db/tx.ts'
import { prepareFile } from '#platform/files/prepare-file.ts'
import { bytes, goToSaying, show } from '#platform/http/answers.ts'
import { id, optionalLine, type Uploaded } from '#platform/http/forms.ts'
import { NotHere, Refusal } from '#platform/http/refusal.ts'
import { get, post } from '#platform/http/route.ts'
import type { RichText } from '#platform/richtext/types.ts'
import { addPicture } from '../actions/add-picture.ts'
import {
  moveArticle,
  putArticleBack,
  removeArticle,
  restoreVersion,
  saveArticle,
} from '../actions/change-article.ts'
import { dropDraft, keepDraft, notePresence } from '../actions/keep-draft.ts'
import { events, permissions } from '../declarations.ts'
import { findArticle, findVersion, listVersions, othersAt } from '../queries/article.ts'
import { findArticleView } from '../queries/article-view.ts'
import { nameTeller } from '../queries/edition.ts'
import { longestHeading } from '../rules/heading.ts'
import { articlePage } from '../views/article.page.ts'
import { versionPage, versionsPage } from '../views/versions.page.ts'
import { markdown, version } from './fields.ts'
import { editionAgain } from './editions.ts'

const params = z.object({ articleId: id() })

/** Only people write: a token or a job never has a text open. */
export function person(actor: Actor): PersonActor {
  if (actor.kind !== 'person') throw new NotHere('only for people')
  return actor
}

const articleRoute = get({
  url: '/articles/:articleId',
  allow: permissions.write,
  audit: events.article_viewed,
  params,
  query: z.object({ draft: z.enum(['yes', 'no']).default('no') }),
  tells: ({ params: { articleId } }) => ({ article: articleId }),
  show: async ({ tx, actor, params: { articleId }, query, platform, now }) => {
    const view = await findArticleView(tx, person(actor), articleId, platform.blocks, now)
    if (!view) return null
    await notePresence(tx, person(actor), articleId, now)
    const { draft } = view
    return show(
      query.draft === 'yes' && draft
        ? articlePage(view, {
            heading: draft.heading,
            body: draft.markdown,
            version: String(draft.base_version),
          })
        : articlePage(view),
    )
  },
})

type PictureInput = { readonly alt: string | null; readonly caption: string | null }

/** The picture of the form drawn anew, or null. Its words are asked for before anything is looked into. */
async function readPicture(files: readonly Uploaded[], input: PictureInput) {
  const [upload] = files
  if (!upload) return null
  if (input.alt === null)
    throw new Refusal('no_alt', 'Say in words what the picture shows, and choose the picture again', 'alt')
  return prepareFile(upload, { allowed: ['image'], field: 'picture' })
}

const withPicture = (body: RichText, fileId: string, alt: string, caption: string | null): RichText => ({
  type: 'doc',
  content: [...body.content, { type: 'image', attrs: { id: fileId, alt, caption } }],
})

const saveRoute = post({
  url: '/articles/:articleId',
  allow: permissions.write,
  audit: events.article_saved,
  params,
  files: { most: 1, each: 16_000_000 },
  body: z.object({
    version: version(),
    heading: optionalLine(longestHeading).transform((text) => text ?? ''),
    body: markdown(),
    alt: optionalLine(500),
    caption: optionalLine(500),
    leave: z.string().optional(),
  }),
  prepare: ({ files, input }) => readPicture(files, input),
  act: async ({ tx, actor, params: { articleId }, input, prepared, now }) => {
    const article = await findArticle(tx, articleId)
    if (!article) throw new NotHere('no such text')
    let body = input.body
    if (prepared && input.alt !== null) {
      const owner = article.edition_id ? { editionId: article.edition_id } : { postId: article.post_id ?? '' }
      const picture = await addPicture(tx, actor, { owner, file: prepared, alt: input.alt }, now)
      body = withPicture(body, picture.fileId, input.alt, input.caption)
    }
    await saveArticle(tx, actor, { articleId, baseVersion: input.version, heading: input.heading, body }, now)
    return article
  },
  leadsTo: (article, { input }) =>
    input.leave === 'yes'
      ? goToSaying(
          article.edition_id ? `/editions/${article.edition_id}` : `/posts/${article.post_id ?? ''}`,
          'Saved.',
        )
      : goToSaying(`/articles/${article.id}`, 'Saved.'),
  again: async ({ tx, actor, params: { articleId }, platform, now, form, errors }) => {
    const view = await findArticleView(tx, person(actor), articleId, platform.blocks, now)
    if (!view) throw new NotHere('no such text')
    return show(articlePage(view, form, errors))
  },
})

/** Sent by the page's script while somebody types. Answers who else has the text open and whether a newer version was saved. */
const keepDraftRoute = post({
  url: '/articles/:articleId/draft',
  allow: permissions.write,
  audit: events.draft_kept,
  params,
  body: z.object({
    version: version(),
    heading: z.string().max(1000).default(''),
    body: z.string().max(400_000).default(''),
    turn: z.string().max(20).optional(),
  }),
  act: async ({ tx, actor, params: { articleId }, input, now }) => {
    const me = person(actor)
    await keepDraft(
      tx,
      me,
      { articleId, heading: input.heading, markdown: input.body, baseVersion: input.version },
      now,
    )
    const article = await findArticle(tx, articleId)
    return {
      others: await othersAt(tx, articleId, me.personId, now),
      newer: article !== undefined && article.version !== input.version,
    }
  },
  leadsTo: (told) => bytes('application/json; charset=utf-8', JSON.stringify(told)),
})

const dropDraftRoute = post({
  url: '/articles/:articleId/draft/removal',
  allow: permissions.write,
  audit: events.draft_dropped,
  params,
  body: z.object({}),
  act: ({ tx, actor, params: { articleId } }) => dropDraft(tx, person(actor), { articleId }),
  leadsTo: (_done, { params: { articleId } }) => `/articles/${articleId}`,
})

const editionHref = ({ editionId }: { editionId: string }) => `/editions/${editionId}#articles`

async function editionOf(tx: Tx, articleId: string): Promise<string> {
  const editionId = (await findArticle(tx, articleId))?.edition_id
  if (!editionId) throw new NotHere('not in an edition')
  return editionId
}

const moveRoute = post({
  url: '/articles/:articleId/moves',
  allow: permissions.write,
  audit: events.article_moved,
  params,
  body: z.object({ to: z.enum(['up', 'down', 'first', 'last']) }),
  act: async ({ tx, actor, params: { articleId }, input, now }) => {
    await moveArticle(tx, actor, { articleId, to: input.to }, now)
    return { editionId: await editionOf(tx, articleId) }
  },
  leadsTo: editionHref,
  again: async ({ tx, params: { articleId }, form, errors }) =>
    editionAgain(tx, await editionOf(tx, articleId), form, errors),
})

const removeRoute = post({
  url: '/articles/:articleId/removal',
  allow: permissions.write,
  audit: events.article_removed,
  params,
  body: z.object({}),
  act: ({ tx, actor, params: { articleId }, now }) => removeArticle(tx, actor, { articleId }, now),
  leadsTo: editionHref,
  again: async ({ tx, params: { articleId }, form, errors }) =>
    editionAgain(tx, await editionOf(tx, articleId), form, errors),
})

const returnRoute = post({
  url: '/articles/:articleId/return',
  allow: permissions.write,
  audit: events.article_moved,
  params,
  body: z.object({}),
  act: ({ tx, actor, params: { articleId }, now }) => putArticleBack(tx, actor, { articleId }, now),
  leadsTo: editionHref,
  again: async ({ tx, params: { articleId }, form, errors }) =>
    editionAgain(tx, await editionOf(tx, articleId), form, errors),
})

const versionsRoute = get({
  url: '/articles/:articleId/versions',
  allow: permissions.write,
  audit: events.versions_viewed,
  params,
  tells: ({ params: { articleId } }) => ({ article: articleId }),
  show: async ({ tx, params: { articleId } }) => {
    const article = await findArticle(tx, articleId)
    if (!article) return null
    const versions = await listVersions(tx, articleId)
    const nameOf = await nameTeller(
      tx,
      versions.map((one) => one.saved_by),
    )
    return show(versionsPage(article, versions, nameOf))
  },
})

const numbered = z.object({ articleId: id(), number: z.coerce.number().int().min(1).max(100_000) })

const versionRoute = get({
  url: '/articles/:articleId/versions/:number',
  allow: permissions.write,
  audit: events.versions_viewed,
  params: numbered,
  query: z.object({ with: z.coerce.number().int().min(1).max(100_000).optional() }),
  tells: ({ params: { articleId } }) => ({ article: articleId }),
  show: async ({ tx, params: { articleId, number }, query }) => {
    const article = await findArticle(tx, articleId)
    const after = await findVersion(tx, articleId, number)
    if (!article || !after) return null
    const before = await findVersion(tx, articleId, query.with ?? number - 1)
    const nameOf = await nameTeller(tx, [after.saved_by, before?.saved_by ?? null])
    return show(versionPage(article, before ?? null, after, nameOf))
  },
})

const restoreRoute = post({
  url: '/articles/:articleId/versions/:number/return',
  allow: permissions.write,
  audit: events.article_restored,
  params: numbered,
  body: z.object({ version: version() }),
  act: ({ tx, actor, params: { articleId, number }, input, now }) =>
    restoreVersion(tx, actor, { articleId, number, baseVersion: input.version }, now),
  leadsTo: (_done, { params: { articleId, number } }) =>
    goToSaying(`/articles/${articleId}`, `Version ${number} stands again, as the newest version.`),
})

export const articleRoutes = [
  articleRoute,
  saveRoute,
  keepDraftRoute,
  dropDraftRoute,
  moveRoute,
  removeRoute,
  returnRoute,
  versionsRoute,
  versionRoute,
  restoreRoute,
]
