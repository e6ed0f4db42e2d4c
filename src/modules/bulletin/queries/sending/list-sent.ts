import type { Tx } from '#platform/db/tx.ts'
import { bulletinIn } from '../../tables.ts'

export type SentEdition = { readonly id: string; readonly title: string; readonly sentAt: Temporal.Instant }

export const sentPageSize = 25

/** Editions that went out, the newest first. */
export async function listSent(
  tx: Tx,
  page: number,
): Promise<{ readonly rows: readonly SentEdition[]; readonly total: number }> {
  const sent = bulletinIn(tx).selectFrom('bulletin.edition').where('sent_at', 'is not', null)
  const { total } = await sent.select((by) => by.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  const rows = await sent
    .select(['id', 'title', 'sent_at as sentAt'])
    .orderBy('sent_at', 'desc')
    .limit(sentPageSize)
    .offset((page - 1) * sentPageSize)
    .$narrowType<{ sentAt: Temporal.Instant }>()
    .execute()
  return { rows, total }
}
