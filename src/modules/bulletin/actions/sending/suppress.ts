import { record } from '#platform/audit/record.ts'
import { personOf, type Actor } from '#platform/auth/actor.ts'
import type { Tx } from '#platform/db/tx.ts'
import { NotHere, Refusal } from '#platform/http/refusal.ts'
import { mailboxKey, parseAddress } from '#platform/mail/address.ts'
import { sendingEvents } from '../../declarations-sending.ts'
import { liftRefusal } from '../../rules/sending/suppression.ts'
import { sendingIn } from '../../tables-sending.ts'
import { addMailbox } from './add-mailbox.ts'

/** Bars an address by hand: somebody rang and wants no more, or complained. From the next batch on nothing goes there. */
export async function suppressAddress(
  tx: Tx,
  actor: Actor,
  input: { readonly address: string; readonly reason: 'by_hand' | 'complaint'; readonly note: string },
  now: Temporal.Instant,
): Promise<void> {
  const check = parseAddress(input.address)
  if (!check.ok) throw new Refusal('address', check.problem, 'address')
  const key = mailboxKey(check.address)
  const { id } = await addMailbox(tx, check.address, key, now)
  const added = await bar(
    tx,
    { mailboxId: id, reason: input.reason, note: input.note, by: personOf(actor) },
    now,
  )
  if (!added) throw new Refusal('barred', 'This address is on the list already', 'address')
  await record(tx, actor, sendingEvents.suppressed, { mailbox: id, reason: input.reason })
}

type Bar = {
  readonly mailboxId: string
  readonly reason: 'bounced' | 'complaint' | 'by_hand'
  readonly note: string
  readonly by: string | null
}

/** Puts a mailbox on the list. False where it stands there already for more than a no to the bulletin alone. */
export async function bar(
  tx: Tx,
  { mailboxId, reason, note, by }: Bar,
  now: Temporal.Instant,
): Promise<boolean> {
  await sendingIn(tx)
    .updateTable('bulletin.suppression')
    .set({ lifted_at: now, lifted_by: by, lifted_because: 'A wider reason takes its place.' })
    .where('mailbox_id', '=', mailboxId)
    .where('lifted_at', 'is', null)
    .where('covers', '=', 'bulletin')
    .execute()
  const added = await sendingIn(tx)
    .insertInto('bulletin.suppression')
    .values({
      mailbox_id: mailboxId,
      reason,
      note,
      added_by: by,
      added_at: now,
      lifted_at: null,
      lifted_by: null,
      lifted_because: null,
    })
    .onConflict((conflict) => conflict.column('mailbox_id').where('lifted_at', 'is', null).doNothing())
    .returning('id')
    .executeTakeFirst()
  return added !== undefined
}

/** Takes a mailbox off the list, with the reason. What a reader said themselves, only they take back. */
export async function liftSuppression(
  tx: Tx,
  actor: Actor,
  input: { readonly suppressionId: string; readonly because: string },
  now: Temporal.Instant,
): Promise<void> {
  const found = await sendingIn(tx)
    .selectFrom('bulletin.suppression')
    .select(['id', 'mailbox_id', 'reason', 'lifted_at'])
    .where('id', '=', input.suppressionId)
    .forUpdate()
    .executeTakeFirst()
  if (!found) throw new NotHere('no such row')
  if (found.lifted_at) throw new Refusal('lifted', 'This address is off the list already.')
  const refusal = liftRefusal(found.reason)
  if (refusal) throw new Refusal('not_ours', refusal)
  await sendingIn(tx)
    .updateTable('bulletin.suppression')
    .set({ lifted_at: now, lifted_by: personOf(actor), lifted_because: input.because })
    .where('id', '=', found.id)
    .execute()
  // What was counted against the address counts no more, or the next temporary failure would bar it again.
  await sendingIn(tx)
    .updateTable('bulletin.report')
    .set({ set_aside_at: now })
    .where('mailbox_id', '=', found.mailbox_id)
    .where('set_aside_at', 'is', null)
    .execute()
  await record(tx, actor, sendingEvents.suppression_lifted, {
    mailbox: found.mailbox_id,
    reason: found.reason,
  })
}
