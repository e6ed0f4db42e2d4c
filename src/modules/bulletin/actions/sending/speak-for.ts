import { sql } from 'kysely'
import type { Tx } from '#platform/db/tx.ts'
import { sendingIn } from '../../tables-sending.ts'

/**
 * From here to the end of the transaction the actor may reach this mailbox and no other, whoever they are: what a signed link
 * proved, or an address somebody typed into the form that asks for the bulletin.
 */
export const speakFor = async (
  tx: Tx,
  mailbox: { readonly id: string } | { readonly key: string },
): Promise<void> => {
  await (
    'id' in mailbox
      ? sql`select set_config('holdfast.mailbox', ${mailbox.id}, true)`
      : sql`select set_config('holdfast.mailbox_key', ${mailbox.key}, true)`
  ).execute(sendingIn(tx))
}
