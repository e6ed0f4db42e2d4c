import type { Tx } from '#platform/db/tx.ts'
import { sendingIn } from '../../tables-sending.ts'

/** The mailbox of an address, made where there is none yet, and locked until the transaction ends. */
export async function addMailbox(tx: Tx, address: string, key: string, now: Temporal.Instant) {
  await sendingIn(tx)
    .insertInto('bulletin.mailbox')
    .values({
      address,
      address_key: key,
      asked_at: null,
      confirmed_at: null,
      left_at: null,
      blog_since: null,
      added_at: now,
      changed_at: now,
    })
    .onConflict((conflict) => conflict.column('address_key').doNothing())
    .execute()
  return sendingIn(tx)
    .selectFrom('bulletin.mailbox')
    .select(['id', 'asked_at', 'confirmed_at', 'left_at'])
    .where('address_key', '=', key)
    .forUpdate()
    .executeTakeFirstOrThrow()
}
