import { record } from '#platform/audit/record.ts'
import type { Actor } from '#platform/auth/actor.ts'
import { personOf } from '#platform/auth/actor.ts'
import type { Tx } from '#platform/db/tx.ts'
import { emptyRichText } from '#platform/richtext/plain-text.ts'
import type { RichText } from '#platform/richtext/types.ts'
import { events } from '../declarations.ts'
import { bulletinIn } from '../tables.ts'
import { insertArticle } from './change-article.ts'

/** A new post under a named author. Its words are its one article. */
export async function makePost(
  tx: Tx,
  actor: Actor,
  input: {
    readonly title: string
    readonly author: string
    readonly authorId?: string | null
    readonly body?: RichText
    readonly summary?: string
    readonly plannedOn?: Temporal.PlainDate | null
  },
  now: Temporal.Instant,
): Promise<{ id: string; articleId: string }> {
  const by = personOf(actor)
  const post = await bulletinIn(tx)
    .insertInto('bulletin.post')
    .values({
      author_name: input.author,
      author_id: input.authorId ?? null,
      summary: input.summary ?? '',
      slug: null,
      planned_on: input.plannedOn ?? null,
      created_by: by,
      created_at: now,
      changed_at: now,
      published_at: null,
      withdrawn_at: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await bulletinIn(tx)
    .insertInto('bulletin.post_version')
    .values({
      post_id: post.id,
      number: 1,
      author_name: input.author,
      summary: input.summary ?? '',
      saved_by: by,
      saved_at: now,
    })
    .execute()
  const article = await insertArticle(
    tx,
    actor,
    {
      editionId: null,
      postId: post.id,
      part: 'post',
      position: 1,
      heading: input.title,
      body: input.body ?? emptyRichText,
      imported: false,
    },
    now,
  )
  await record(tx, actor, events.post_made, { post: post.id })
  return { id: post.id, articleId: article.id }
}
