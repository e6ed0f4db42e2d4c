import type { Partnership } from '#platform/config/partnership.ts'
import { createHash } from 'node:crypto'
import { record } from '#platform/audit/record.ts'
import type { Actor } from '#platform/auth/actor.ts'
import { personOf } from '#platform/auth/actor.ts'
import type { Tx } from '#platform/db/tx.ts'
import type { LiveBlock } from '#platform/declare/module.ts'
import type { Guard, GuardedText } from '#platform/guard/guard.ts'
import { Refusal } from '#platform/http/refusal.ts'
import { plainWords } from '#platform/richtext/plain-text.ts'
import { events } from '../declarations.ts'
import { weighMail } from '../mail/edition-mail.ts'
import { editionContent, postContent } from '../queries/freeze.ts'
import { canonicalText, type Content, type EditionContent, type PostContent } from '../rules/content.ts'
import { missingFrom, missingFromPost } from '../rules/readiness.ts'
import { freeSlug, slugOf } from '../rules/slug.ts'
import { bulletinIn } from '../tables.ts'
import { lockPost } from './change-post.ts'
import { decideStep, lockEdition } from './load-edition.ts'

/** What other modules bring to a text that is about to go out. */
export type Surroundings = {
  readonly blocks: readonly LiveBlock[]
  readonly guard: Guard | null
  readonly partnership: Partnership
  readonly origin: string
}

/**
 * Freezes an edition as it stands and puts it before a second person. From here on it is these exact characters that are
 * approved, published and sent; its address on the web is fixed with it.
 */
export async function askForApproval(
  tx: Tx,
  actor: Actor,
  input: { readonly editionId: string; readonly note: string },
  around: Surroundings,
  now: Temporal.Instant,
): Promise<{ id: string }> {
  const edition = await lockEdition(tx, input.editionId)
  const state = decideStep(edition, 'ask')
  const slug = edition.slug ?? (await newEditionSlug(tx, edition.title))
  const content = await editionContent(tx, edition, slug, around.blocks, now)
  const [missing] = missingFrom(content)
  if (missing) throw new Refusal('not_ready', `${missing.sentence}, then ask for approval.`)
  const heavy = await weighMail(content, around)
  if (heavy) throw new Refusal('too_heavy', heavy)
  await bulletinIn(tx)
    .updateTable('bulletin.edition')
    .set({ state, slug, changed_at: now })
    .where('id', '=', edition.id)
    .execute()
  return freeze(tx, actor, { editionId: edition.id, postId: null }, content, input.note, around.guard, now)
}

/** The same for a post. */
export async function askForPostApproval(
  tx: Tx,
  actor: Actor,
  input: { readonly postId: string; readonly note: string },
  around: Surroundings,
  now: Temporal.Instant,
): Promise<{ id: string }> {
  const post = await lockPost(tx, input.postId)
  if (post.state === 'in_approval')
    throw new Refusal('already_asked', 'This post is waiting for approval already.')
  const first = await postContent(tx, post, post.slug ?? 'post', around.blocks, now)
  const [missing] = missingFromPost({ id: post.id, heading: first.title, body: first.body })
  if (missing) throw new Refusal('not_ready', `${missing.sentence}, then ask for approval.`)
  const slug = post.slug ?? (await newPostSlug(tx, first.title))
  await bulletinIn(tx)
    .updateTable('bulletin.post')
    .set({ state: 'in_approval', slug, changed_at: now })
    .where('id', '=', post.id)
    .execute()
  const content = { ...first, slug }
  return freeze(tx, actor, { editionId: null, postId: post.id }, content, input.note, around.guard, now)
}

async function newEditionSlug(tx: Tx, title: string): Promise<string> {
  const rows = await bulletinIn(tx)
    .selectFrom('bulletin.edition')
    .select('slug')
    .where('slug', 'is not', null)
    .execute()
  return freeSlug(slugOf(title, 'bulletin'), new Set(rows.flatMap(({ slug }) => slug ?? [])))
}

async function newPostSlug(tx: Tx, title: string): Promise<string> {
  const rows = await bulletinIn(tx)
    .selectFrom('bulletin.post')
    .select('slug')
    .where('slug', 'is not', null)
    .execute()
  return freeSlug(slugOf(title, 'post'), new Set(rows.flatMap(({ slug }) => slug ?? [])))
}

async function freeze(
  tx: Tx,
  actor: Actor,
  of: { readonly editionId: string | null; readonly postId: string | null },
  content: Content,
  note: string,
  guard: Guard | null,
  now: Temporal.Instant,
): Promise<{ id: string }> {
  const text = canonicalText(content)
  const earlier = await bulletinIn(tx)
    .selectFrom('bulletin.approval')
    .select((by) => by.fn.coalesce(by.fn.max('number'), by.lit(0)).as('number'))
    .where(of.editionId ? 'edition_id' : 'post_id', '=', of.editionId ?? of.postId)
    .executeTakeFirstOrThrow()
  // A post that was approved and published before is put before somebody anew: the earlier yes was of other words.
  const approval = await bulletinIn(tx)
    .insertInto('bulletin.approval')
    .values({
      edition_id: of.editionId,
      post_id: of.postId,
      number: earlier.number + 1,
      content: text,
      sha256: createHash('sha256').update(text).digest(),
      note,
      asked_by: personOf(actor),
      asked_at: now,
      decided_by: null,
      decided_for: null,
      decided_at: null,
      ended_by: null,
      ended_at: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const hits = guard ? await guard.check(tx, guardedTexts(content)) : []
  for (const hit of hits)
    await bulletinIn(tx)
      .insertInto('bulletin.guard_hit')
      .values({
        approval_id: approval.id,
        place: hit.where,
        kind: hit.kind,
        words: hit.words,
        decision: null,
        decided_by: null,
        decided_at: null,
      })
      .execute()
  await record(tx, actor, events.approval_asked, { approval: approval.id })
  return approval
}

/** Every word that would go out, by where it stands. */
export function guardedTexts(content: Content): GuardedText[] {
  return content.kind === 'edition' ? editionTexts(content) : postTexts(content)
}

const editionTexts = (content: EditionContent): GuardedText[] => [
  {
    where: 'Title, subject and preheader',
    text: `${content.title}\n${content.subject}\n${content.preheader}`,
  },
  ...(content.introduction ? [{ where: 'Introduction', text: plainWords(content.introduction) }] : []),
  ...content.articles.map((article) => ({
    where: article.heading,
    text: `${article.heading}\n${plainWords(article.body)}`,
  })),
  ...(content.closing ? [{ where: 'Closing words', text: plainWords(content.closing) }] : []),
]

const postTexts = (content: PostContent): GuardedText[] => [
  { where: content.title, text: `${content.title}\n${content.summary}\n${plainWords(content.body)}` },
]
