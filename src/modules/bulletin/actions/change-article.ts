import { record } from '#platform/audit/record.ts'
import type { Actor } from '#platform/auth/actor.ts'
import { personOf } from '#platform/auth/actor.ts'
import type { Tx } from '#platform/db/tx.ts'
import { NotHere, Refusal } from '#platform/http/refusal.ts'
import type { RichText } from '#platform/richtext/types.ts'
import type { Selectable } from 'kysely'
import { events } from '../declarations.ts'
import { pictureIds } from '../rules/content.ts'
import { movedTo, type Move } from '../rules/order.ts'
import { bulletinIn, type ArticlePart, type ArticleTable } from '../tables.ts'
import { keepEditionVersion, openEdition } from './change-edition.ts'
import { openPost } from './change-post.ts'

export type ArticleRow = Selectable<ArticleTable>

/** A new text at the end of an edition, or its introduction or closing words. Brings its first version with it. */
export async function addArticle(
  tx: Tx,
  actor: Actor,
  input: {
    readonly editionId: string
    readonly part: Exclude<ArticlePart, 'post'>
    readonly heading: string
    readonly body: RichText
    readonly imported?: boolean
  },
  now: Temporal.Instant,
): Promise<{ id: string }> {
  await openEdition(tx, actor, input.editionId, now)
  const last = await bulletinIn(tx)
    .selectFrom('bulletin.article')
    .select((by) => by.fn.coalesce(by.fn.max('position'), by.lit(0)).as('position'))
    .where('edition_id', '=', input.editionId)
    .executeTakeFirstOrThrow()
  const article = await insertArticle(
    tx,
    actor,
    { ...input, postId: null, position: last.position + 1, imported: input.imported ?? false },
    now,
  )
  await keepEditionVersion(tx, actor, input.editionId, now)
  return article
}

/** The row and its first version, inside an edition or post that is already locked. */
export async function insertArticle(
  tx: Tx,
  actor: Actor,
  input: {
    readonly editionId: string | null
    readonly postId: string | null
    readonly part: ArticlePart
    readonly position: number
    readonly heading: string
    readonly body: RichText
    readonly imported: boolean
  },
  now: Temporal.Instant,
): Promise<{ id: string }> {
  const by = personOf(actor)
  const body = JSON.stringify(input.body)
  const article = await bulletinIn(tx)
    .insertInto('bulletin.article')
    .values({
      edition_id: input.editionId,
      post_id: input.postId,
      part: input.part,
      position: input.position,
      heading: input.heading,
      body,
      changed_by: by,
      changed_at: now,
      removed_at: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await bulletinIn(tx)
    .insertInto('bulletin.article_version')
    .values({
      article_id: article.id,
      number: 1,
      heading: input.heading,
      body,
      saved_by: by,
      saved_at: now,
      restores: null,
      imported: input.imported,
    })
    .execute()
  await record(tx, actor, events.article_made, { article: article.id, part: input.part })
  return article
}

/** The text, with its edition or post locked and open for a change. */
async function openArticle(
  tx: Tx,
  actor: Actor,
  articleId: string,
  now: Temporal.Instant,
): Promise<ArticleRow> {
  const find = () =>
    bulletinIn(tx).selectFrom('bulletin.article').selectAll().where('id', '=', articleId).executeTakeFirst()
  const found = await find()
  if (!found) throw new NotHere('no such text')
  if (found.edition_id) await openEdition(tx, actor, found.edition_id, now)
  else if (found.post_id) await openPost(tx, actor, found.post_id, now)
  // Read again under the lock: somebody may have saved in between.
  const article = await find()
  if (!article) throw new NotHere('no such text')
  return article
}

/**
 * Saves a text as its next version. When somebody saved a newer one since this one was opened, nothing is written: the route
 * shows both with the difference, and what was typed stays in the form.
 */
export async function saveArticle(
  tx: Tx,
  actor: Actor,
  input: {
    readonly articleId: string
    readonly baseVersion: number
    readonly heading: string
    readonly body: RichText
    readonly restores?: number
  },
  now: Temporal.Instant,
): Promise<{ version: number }> {
  const article = await openArticle(tx, actor, input.articleId, now)
  if (article.removed_at)
    throw new Refusal('removed', 'This article was taken out of the edition. Put it back first.')
  if (article.version !== input.baseVersion) throw new Refusal('newer_version', newerVersion)
  if (input.heading === '' && article.part === 'article')
    throw new Refusal('no_heading', 'Give the article a heading', 'heading')
  await checkPictures(tx, article, input.body)
  const version = article.version + 1
  const heading = article.part === 'introduction' || article.part === 'closing' ? '' : input.heading
  const by = personOf(actor)
  const body = JSON.stringify(input.body)
  await bulletinIn(tx)
    .updateTable('bulletin.article')
    .set({ heading, body, version, changed_by: by, changed_at: now })
    .where('id', '=', article.id)
    .execute()
  await bulletinIn(tx)
    .insertInto('bulletin.article_version')
    .values({
      article_id: article.id,
      number: version,
      heading,
      body,
      saved_by: by,
      saved_at: now,
      restores: input.restores ?? null,
    })
    .execute()
  if (by)
    await bulletinIn(tx)
      .deleteFrom('bulletin.autosave')
      .where('article_id', '=', article.id)
      .where('person_id', '=', by)
      .execute()
  await (input.restores === undefined
    ? record(tx, actor, events.article_saved, { article: article.id, version })
    : record(tx, actor, events.article_restored, { article: article.id, version, from: input.restores }))
  return { version }
}

export const newerVersion =
  'Somebody saved this text after you opened it. Both are below: bring them together, then save again.'

/** A text shows only pictures that were brought in for its own edition or post, so that no other file can be published by it. */
async function checkPictures(tx: Tx, article: ArticleRow, body: RichText): Promise<void> {
  const wanted = pictureIds([body])
  if (wanted.length === 0) return
  const rows = await bulletinIn(tx)
    .selectFrom('bulletin.picture')
    .select('file_id')
    .where(article.edition_id ? 'edition_id' : 'post_id', '=', article.edition_id ?? article.post_id)
    .execute()
  const known = new Set(rows.map((row) => row.file_id))
  if (!wanted.every((id) => known.has(id)))
    throw new Refusal(
      'unknown_picture',
      'The text names a picture that was not added here. Add the picture below the text, or take its line out.',
      'body',
    )
}

/** Brings an earlier version back as the newest one; nothing between is lost. */
export async function restoreVersion(
  tx: Tx,
  actor: Actor,
  input: { readonly articleId: string; readonly number: number; readonly baseVersion: number },
  now: Temporal.Instant,
): Promise<void> {
  const version = await bulletinIn(tx)
    .selectFrom('bulletin.article_version')
    .select(['heading', 'body'])
    .where('article_id', '=', input.articleId)
    .where('number', '=', input.number)
    .executeTakeFirst()
  if (!version) throw new NotHere('no such version')
  await saveArticle(tx, actor, { ...input, ...version, restores: input.number }, now)
}

/** Moves an article up or down among its neighbours, or to either end. */
export async function moveArticle(
  tx: Tx,
  actor: Actor,
  input: { readonly articleId: string; readonly to: Move },
  now: Temporal.Instant,
): Promise<void> {
  const article = await openArticle(tx, actor, input.articleId, now)
  const editionId = article.edition_id
  if (!editionId || article.part !== 'article') throw new NotHere('only articles have an order')
  const rows = await bulletinIn(tx)
    .selectFrom('bulletin.article')
    .select('id')
    .where('edition_id', '=', editionId)
    .where('part', '=', 'article')
    .where('removed_at', 'is', null)
    .orderBy('position')
    .orderBy('id')
    .execute()
  const order = movedTo(
    rows.map(({ id }) => id),
    article.id,
    input.to,
  )
  for (const [index, id] of order.entries())
    await bulletinIn(tx)
      .updateTable('bulletin.article')
      .set({ position: index + 1 })
      .where('id', '=', id)
      .execute()
  await record(tx, actor, events.article_moved, { article: article.id })
  await keepEditionVersion(tx, actor, editionId, now)
}

/** Takes a text out of its edition. Its words and versions stay and can be put back. */
export async function removeArticle(
  tx: Tx,
  actor: Actor,
  input: { readonly articleId: string },
  now: Temporal.Instant,
): Promise<{ editionId: string }> {
  const article = await openArticle(tx, actor, input.articleId, now)
  if (!article.edition_id) throw new NotHere('a post is its text')
  await bulletinIn(tx)
    .updateTable('bulletin.article')
    .set({ removed_at: article.removed_at ?? now })
    .where('id', '=', article.id)
    .execute()
  await record(tx, actor, events.article_removed, { article: article.id })
  await keepEditionVersion(tx, actor, article.edition_id, now)
  return { editionId: article.edition_id }
}

/** Puts a text that was taken out back at the end of its edition. */
export async function putArticleBack(
  tx: Tx,
  actor: Actor,
  input: { readonly articleId: string },
  now: Temporal.Instant,
): Promise<{ editionId: string }> {
  const article = await openArticle(tx, actor, input.articleId, now)
  if (!article.edition_id) throw new NotHere('a post is its text')
  const others = await bulletinIn(tx)
    .selectFrom('bulletin.article')
    .select(['part', 'position'])
    .where('edition_id', '=', article.edition_id)
    .where('removed_at', 'is', null)
    .execute()
  if (article.part !== 'article' && others.some((other) => other.part === article.part))
    throw new Refusal(
      'already_one',
      `The edition has another ${article.part === 'closing' ? 'closing' : 'introduction'} now. Take that out first.`,
    )
  await bulletinIn(tx)
    .updateTable('bulletin.article')
    .set({ removed_at: null, position: Math.max(0, ...others.map((other) => other.position)) + 1 })
    .where('id', '=', article.id)
    .execute()
  await record(tx, actor, events.article_moved, { article: article.id })
  await keepEditionVersion(tx, actor, article.edition_id, now)
  return { editionId: article.edition_id }
}
