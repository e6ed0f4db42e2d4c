import type { Tx } from '#platform/db/tx.ts'
import type { MailState } from '../tables.ts'
import { outboxIn } from '../tables.ts'

export type MailCounts = Readonly<Record<MailState, number>>

const none: MailCounts = {
  queued: 0,
  sending: 0,
  sent: 0,
  kept: 0,
  later: 0,
  refused: 0,
  in_doubt: 0,
  lapsed: 0,
}

/** How many mails are in each state, of those that changed in the last thirty days. */
export async function countMail(tx: Tx, now: Temporal.Instant): Promise<MailCounts> {
  const rows = await outboxIn(tx)
    .selectFrom('platform.mail')
    .select(({ fn }) => ['state', fn.countAll<number>().as('count')])
    .where('changed_at', '>', now.subtract({ hours: 30 * 24 }))
    .groupBy('state')
    .execute()
  return { ...none, ...Object.fromEntries(rows.map(({ state, count }) => [state, count])) }
}
