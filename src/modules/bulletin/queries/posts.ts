import type { Tx } from '#platform/db/tx.ts'
import type { PostRow } from '../actions/change-post.ts'
import { bulletinIn } from '../tables.ts'

/** The posts, the latest change first, with their titles. */
export const listPosts = (tx: Tx) =>
  bulletinIn(tx)
    .selectFrom('bulletin.post as p')
    .innerJoin('bulletin.article as a', 'a.post_id', 'p.id')
    .select([
      'p.id',
      'p.state',
      'p.author_name',
      'p.planned_on',
      'p.published_at',
      'p.changed_at',
      'a.heading as title',
    ])
    .orderBy('p.changed_at', 'desc')
    .limit(200)
    .execute()

export type PostWithText = PostRow & { readonly article: { readonly id: string; readonly heading: string } }

/** A post with its one text, or null. */
export async function findPost(tx: Tx, postId: string): Promise<PostWithText | null> {
  const post = await bulletinIn(tx)
    .selectFrom('bulletin.post')
    .selectAll()
    .where('id', '=', postId)
    .executeTakeFirst()
  if (!post) return null
  const article = await bulletinIn(tx)
    .selectFrom('bulletin.article')
    .select(['id', 'heading'])
    .where('post_id', '=', postId)
    .executeTakeFirstOrThrow()
  return { ...post, article }
}
