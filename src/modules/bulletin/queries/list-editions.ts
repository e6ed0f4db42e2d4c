import type { Tx } from '#platform/db/tx.ts'
import { namesOf } from '#modules/network/public.ts'
import type { EditionState } from '../rules/state.ts'
import { bulletinIn } from '../tables.ts'

export type EditionListed = {
  readonly id: string
  readonly title: string
  readonly state: EditionState
  readonly month: Temporal.PlainDate | null
  readonly goesOut: Temporal.PlainDate | Temporal.Instant | null
  readonly sentAt: Temporal.Instant | null
  readonly articles: number
  readonly changedAt: Temporal.Instant
  readonly madeBy: string | null
}

const pageSize = 25

/** A page of the editions, newest first, of one state or all. */
export async function listEditions(
  tx: Tx,
  filter: { readonly states: readonly EditionState[]; readonly page: number },
): Promise<{ rows: EditionListed[]; total: number }> {
  const of = bulletinIn(tx)
    .selectFrom('bulletin.edition as e')
    .$if(filter.states.length > 0, (query) => query.where('e.state', 'in', filter.states))
  const { total } = await of.select((by) => by.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  const rows = await of
    .select([
      'e.id',
      'e.title',
      'e.state',
      'e.month_on',
      'e.planned_on',
      'e.scheduled_for',
      'e.sent_at',
      'e.changed_at',
      'e.created_by',
    ])
    .select((by) =>
      by
        .selectFrom('bulletin.article as a')
        .whereRef('a.edition_id', '=', 'e.id')
        .where('a.part', '=', 'article')
        .where('a.removed_at', 'is', null)
        .select((inner) => inner.fn.countAll<number>().as('articles'))
        .as('articles'),
    )
    .orderBy(
      (by) => by.fn.coalesce('e.month_on', by.cast<Temporal.PlainDate>('e.created_at', 'date')),
      'desc',
    )
    .orderBy('e.created_at', 'desc')
    .limit(pageSize)
    .offset((filter.page - 1) * pageSize)
    .execute()
  const names = await namesOf(
    tx,
    rows.flatMap((row) => row.created_by ?? []),
  )
  return {
    total,
    rows: rows.map((row) => ({
      id: row.id,
      title: row.title,
      state: row.state,
      month: row.month_on,
      goesOut: row.scheduled_for ?? row.planned_on,
      sentAt: row.sent_at,
      articles: row.articles ?? 0,
      changedAt: row.changed_at,
      madeBy: row.created_by ? (names.get(row.created_by) ?? null) : null,
    })),
  }
}
