import type { Tx } from '#platform/db/tx.ts'
import { namesOf } from '#modules/network/public.ts'
import { bulletinIn } from '../tables.ts'
import type { ArticleRow } from '../actions/change-article.ts'

export const findArticle = (tx: Tx, articleId: string): Promise<ArticleRow | undefined> =>
  bulletinIn(tx).selectFrom('bulletin.article').selectAll().where('id', '=', articleId).executeTakeFirst()

/** What this person typed and did not save; row-level security shows nobody else's. */
export const findDraft = (tx: Tx, articleId: string, personId: string) =>
  bulletinIn(tx)
    .selectFrom('bulletin.autosave')
    .select(['heading', 'markdown', 'base_version', 'saved_at'])
    .where('article_id', '=', articleId)
    .where('person_id', '=', personId)
    .executeTakeFirst()

// Long enough for somebody who reads before they type, short enough that a closed lid is not taken for a person.
const presentFor = { minutes: 10 }

/** Names of others who have a text open now. */
export async function othersAt(
  tx: Tx,
  articleId: string,
  personId: string,
  now: Temporal.Instant,
): Promise<string[]> {
  const rows = await bulletinIn(tx)
    .selectFrom('bulletin.presence')
    .select('person_id')
    .where('article_id', '=', articleId)
    .where('person_id', '<>', personId)
    .where('seen_at', '>', now.subtract(presentFor))
    .orderBy('seen_at', 'desc')
    .execute()
  const names = await namesOf(
    tx,
    rows.map((row) => row.person_id),
  )
  return rows.flatMap((row) => names.get(row.person_id) ?? [])
}

/** The saved versions of a text, newest first, without their words. */
export const listVersions = (tx: Tx, articleId: string) =>
  bulletinIn(tx)
    .selectFrom('bulletin.article_version')
    .select(['number', 'heading', 'saved_by', 'saved_at', 'restores', 'imported'])
    .where('article_id', '=', articleId)
    .orderBy('number', 'desc')
    .execute()

export const findVersion = (tx: Tx, articleId: string, number: number) =>
  bulletinIn(tx)
    .selectFrom('bulletin.article_version')
    .select(['number', 'heading', 'body', 'saved_by', 'saved_at', 'restores', 'imported'])
    .where('article_id', '=', articleId)
    .where('number', '=', number)
    .executeTakeFirst()
