import { record } from '#platform/audit/record.ts'
import type { PersonActor } from '#platform/auth/actor.ts'
import type { Tx } from '#platform/db/tx.ts'
import { NotHere } from '#platform/http/refusal.ts'
import { events } from '../declarations.ts'
import { bulletinIn } from '../tables.ts'

/** Keeps what a person typed and has not saved, beside the text and for them alone. The text itself does not change. */
export async function keepDraft(
  tx: Tx,
  actor: PersonActor,
  input: {
    readonly articleId: string
    readonly heading: string
    readonly markdown: string
    readonly baseVersion: number
  },
  now: Temporal.Instant,
): Promise<void> {
  const article = await bulletinIn(tx)
    .selectFrom('bulletin.article')
    .select('id')
    .where('id', '=', input.articleId)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  if (!article) throw new NotHere('no such text')
  const draft = {
    heading: input.heading,
    markdown: input.markdown,
    base_version: input.baseVersion,
    saved_at: now,
  }
  await bulletinIn(tx)
    .insertInto('bulletin.autosave')
    .values({ article_id: article.id, person_id: actor.personId, ...draft })
    .onConflict((on) => on.columns(['article_id', 'person_id']).doUpdateSet(draft))
    .execute()
  await notePresence(tx, actor, article.id, now)
  await record(tx, actor, events.draft_kept, { article: article.id })
}

/** Throws away what a person typed and did not save. */
export async function dropDraft(
  tx: Tx,
  actor: PersonActor,
  input: { readonly articleId: string },
): Promise<void> {
  await bulletinIn(tx)
    .deleteFrom('bulletin.autosave')
    .where('article_id', '=', input.articleId)
    .where('person_id', '=', actor.personId)
    .execute()
  await record(tx, actor, events.draft_dropped, { article: input.articleId })
}

/** Says that a person has this text open now. */
export async function notePresence(
  tx: Tx,
  actor: PersonActor,
  articleId: string,
  now: Temporal.Instant,
): Promise<void> {
  await bulletinIn(tx)
    .insertInto('bulletin.presence')
    .values({ article_id: articleId, person_id: actor.personId, seen_at: now })
    .onConflict((on) => on.columns(['article_id', 'person_id']).doUpdateSet({ seen_at: now }))
    .execute()
}
