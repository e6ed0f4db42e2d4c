import type { PersonActor } from '#platform/auth/actor.ts'
import type { Tx } from '#platform/db/tx.ts'
import type { LiveBlock } from '#platform/declare/module.ts'
import { stateAfter, stepRefusal } from '../rules/state.ts'
import { bulletinIn } from '../tables.ts'
import type { ArticleView } from '../views/article.page.ts'
import { findArticle, findDraft, othersAt } from './article.ts'
import { findEdition, listPictures, nameTeller } from './edition.ts'

/** Everything the page of a text shows to this person, or null where there is no such text. */
export async function findArticleView(
  tx: Tx,
  actor: PersonActor,
  articleId: string,
  blocks: readonly LiveBlock[],
  now: Temporal.Instant,
): Promise<ArticleView | null> {
  const article = await findArticle(tx, articleId)
  if (!article) return null
  const home = article.edition_id
    ? await editionHome(tx, article.edition_id)
    : await postHome(tx, article.post_id ?? '')
  if (!home) return null
  return {
    article,
    ...home,
    changedBy: (await nameTeller(tx, [article.changed_by]))(article.changed_by),
    others: await othersAt(tx, article.id, actor.personId, now),
    draft: (await findDraft(tx, article.id, actor.personId)) ?? null,
    pictures: await listPictures(
      tx,
      article.edition_id ? { editionId: article.edition_id } : { postId: article.post_id ?? '' },
    ),
    blocks,
  }
}

async function editionHome(tx: Tx, editionId: string) {
  const edition = await findEdition(tx, editionId)
  if (!edition) return null
  const open = stateAfter(edition.state, 'change') !== null
  return {
    title: edition.title,
    href: `/editions/${edition.id}`,
    closed: open ? null : stepRefusal(edition.state, 'change'),
    changeVoids: edition.state === 'in_approval' || edition.state === 'approved',
  }
}

async function postHome(tx: Tx, postId: string) {
  const post = await bulletinIn(tx)
    .selectFrom('bulletin.post')
    .select(['id', 'state'])
    .where('id', '=', postId)
    .executeTakeFirst()
  if (!post) return null
  return {
    title: 'Post',
    href: `/posts/${post.id}`,
    closed: null,
    changeVoids: post.state === 'in_approval',
  }
}
