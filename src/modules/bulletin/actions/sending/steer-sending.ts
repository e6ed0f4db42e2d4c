import { record } from '#platform/audit/record.ts'
import { personOf, type Actor } from '#platform/auth/actor.ts'
import type { Tx } from '#platform/db/tx.ts'
import { NotHere, Refusal } from '#platform/http/refusal.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { sendingEvents } from '../../declarations-sending.ts'
import { sendEditionsShape } from '../../jobs/shapes.ts'
import type { SendingRow } from '../../queries/sending/find-sending.ts'
import { sendingAfter, sendingRefusal, type SendingStep } from '../../rules/sending/sending-state.ts'
import { sendingIn } from '../../tables-sending.ts'
import { finishRun, leaveOut } from './finish-run.ts'

type Which = { readonly editionId: string; readonly number: number }

/** A worker sees within a second that it is to stop; mails under way end, the others go back into the queue. */
export async function pauseSending(tx: Tx, actor: Actor, input: Which, now: Temporal.Instant): Promise<void> {
  const sending = await step(tx, input, 'pause', now)
  await record(tx, actor, sendingEvents.sending_paused, { sending: sending.id })
}

export async function goOnSending(tx: Tx, actor: Actor, input: Which, now: Temporal.Instant): Promise<void> {
  const sending = await step(tx, input, 'go_on', now)
  await enqueue(tx, sendEditionsShape, {})
  await record(tx, actor, sendingEvents.sending_went_on, { sending: sending.id })
}

/** For good. Those it did not come to are left out, and can be sent to as failures. */
export async function stopSending(tx: Tx, actor: Actor, input: Which, now: Temporal.Instant): Promise<void> {
  const sending = await step(tx, input, 'stop', now)
  const left = await leaveOut(tx, sending.id, now)
  await record(tx, actor, sendingEvents.sending_stopped, { sending: sending.id, left_out: left })
  await finishRun(tx, actor, sending.id, now)
}

/**
 * Decides about mails that may or may not have arrived: `again` sends them once more, `leave` takes them for sent. Only rows
 * that are in doubt now are touched, so a second press changes nothing.
 */
export async function decideDoubts(
  tx: Tx,
  actor: Actor,
  input: Which & { readonly mailboxIds: readonly string[] | 'all'; readonly how: 'again' | 'leave' },
  now: Temporal.Instant,
): Promise<number> {
  if (input.mailboxIds.length === 0) throw new Refusal('none_chosen', 'Choose at least one mail', 'mailboxes')
  const sending = await lockSending(tx, input)
  if (input.how === 'again' && sending.state === 'stopped')
    throw new Refusal('stopped', 'This sending was stopped for good. Send to those it did not reach instead.')
  let which = sendingIn(tx)
    .updateTable('bulletin.delivery')
    .set({
      state: input.how === 'again' ? 'queued' : 'sent',
      decided_by: personOf(actor),
      decided_at: now,
      not_before: null,
    })
    .where('sending_id', '=', sending.id)
    .where('state', '=', 'in_doubt')
  if (input.mailboxIds !== 'all') which = which.where('mailbox_id', 'in', [...input.mailboxIds])
  const decided = await which.returning('mailbox_id').execute()
  if (input.how === 'again' && decided.length > 0) {
    await sendingIn(tx)
      .updateTable('bulletin.sending')
      .set({ state: 'running', ended_at: null })
      .where('id', '=', sending.id)
      .where('state', '=', 'done')
      .execute()
    await enqueue(tx, sendEditionsShape, {})
  }
  await record(tx, actor, sendingEvents.doubt_decided, {
    sending: sending.id,
    how: input.how,
    count: decided.length,
  })
  return decided.length
}

async function lockSending(tx: Tx, { editionId, number }: Which): Promise<SendingRow> {
  const sending = await sendingIn(tx)
    .selectFrom('bulletin.sending')
    .selectAll()
    .where('edition_id', '=', editionId)
    .where('number', '=', number)
    .where('kind', '<>', 'test')
    .forUpdate()
    .executeTakeFirst()
  if (!sending) throw new NotHere('no such sending')
  return sending
}

async function step(tx: Tx, which: Which, wanted: SendingStep, now: Temporal.Instant): Promise<SendingRow> {
  const sending = await lockSending(tx, which)
  const state = sendingAfter(sending.state, wanted)
  if (!state) throw new Refusal(`sending_${sending.state}`, sendingRefusal(sending.state))
  await sendingIn(tx)
    .updateTable('bulletin.sending')
    .set({ state, ended_at: state === 'stopped' ? now : null })
    .where('id', '=', sending.id)
    .execute()
  return sending
}
