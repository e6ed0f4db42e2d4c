import { sql, type Selectable } from 'kysely'
import { record } from '#platform/audit/record.ts'
import type { Actor } from '#platform/auth/actor.ts'
import { personOf } from '#platform/auth/actor.ts'
import type { Tx } from '#platform/db/tx.ts'
import { NotHere, Refusal } from '#platform/http/refusal.ts'
import { events } from '../declarations.ts'
import { bulletinIn, type PostTable } from '../tables.ts'
import { voidApproval } from './edition-state.ts'

export type PostRow = Selectable<PostTable>

/** The post, locked until the transaction ends: as with editions, every change and decision takes this lock first. */
export async function lockPost(tx: Tx, postId: string): Promise<PostRow> {
  await sql`set local lock_timeout = '3s'`.execute(bulletinIn(tx))
  const post = await bulletinIn(tx)
    .selectFrom('bulletin.post')
    .selectAll()
    .where('id', '=', postId)
    .forUpdate()
    .executeTakeFirst()
  if (!post) throw new NotHere('no such post')
  return post
}

/**
 * The post, locked and open for a change. What was asked for is void; what is published stays on the web as it is until the
 * new words have been approved.
 */
export async function openPost(
  tx: Tx,
  actor: Actor,
  postId: string,
  now: Temporal.Instant,
): Promise<PostRow> {
  const post = await lockPost(tx, postId)
  if (post.state !== 'draft') await voidApproval(tx, actor, { postId }, now)
  await bulletinIn(tx)
    .updateTable('bulletin.post')
    .set({ state: 'draft', changed_at: now })
    .where('id', '=', postId)
    .execute()
  return { ...post, state: 'draft' }
}

/** Saves who a post is by, its summary and its plan. Refused when somebody saved newer ones since the form was opened. */
export async function savePostLines(
  tx: Tx,
  actor: Actor,
  input: {
    readonly postId: string
    readonly baseVersion: number
    readonly author: string
    readonly summary: string
    readonly plannedOn: Temporal.PlainDate | null
  },
  now: Temporal.Instant,
): Promise<void> {
  const post = await openPost(tx, actor, input.postId, now)
  if (post.version !== input.baseVersion)
    throw new Refusal(
      'newer_version',
      'Somebody changed this post after you opened the form. Compare with what stands now, then save again.',
    )
  const version = post.version + 1
  await bulletinIn(tx)
    .updateTable('bulletin.post')
    .set({
      author_name: input.author,
      author_id: input.author === post.author_name ? post.author_id : null,
      summary: input.summary,
      planned_on: input.plannedOn,
      version,
    })
    .where('id', '=', post.id)
    .execute()
  await bulletinIn(tx)
    .insertInto('bulletin.post_version')
    .values({
      post_id: post.id,
      number: version,
      author_name: input.author,
      summary: input.summary,
      saved_by: personOf(actor),
      saved_at: now,
    })
    .execute()
  await record(tx, actor, events.post_changed, { post: post.id, version })
}

/** Takes a published post off the blog. Its address then answers that there is nothing; published again, it has the same one. */
export async function withdrawPost(
  tx: Tx,
  actor: Actor,
  input: { readonly postId: string },
  now: Temporal.Instant,
): Promise<void> {
  const post = await lockPost(tx, input.postId)
  const publication = await bulletinIn(tx)
    .updateTable('bulletin.publication')
    .set({ withdrawn_at: now, changed_at: now })
    .where('post_id', '=', post.id)
    .where('withdrawn_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  if (!publication) throw new Refusal('not_published', 'This post is not on the blog.')
  await voidApproval(tx, actor, { postId: post.id }, now)
  await bulletinIn(tx)
    .updateTable('bulletin.post')
    .set({ state: 'withdrawn', withdrawn_at: now, changed_at: now })
    .where('id', '=', post.id)
    .execute()
  await record(tx, actor, events.withdrawn, { publication: publication.id, kind: 'post' })
}
