import { record } from '#platform/audit/record.ts'
import type { Actor } from '#platform/auth/actor.ts'
import type { Tx } from '#platform/db/tx.ts'
import { sendingEvents } from '../../declarations-sending.ts'
import { tallyOf } from '../../queries/sending/find-sending.ts'
import { everyoneTried, nothingWaits } from '../../rules/sending/sending-state.ts'
import { sendingIn } from '../../tables-sending.ts'
import { bulletinIn } from '../../tables.ts'
import { finishSending } from '../edition-state.ts'

/**
 * Looks how far a sending has come: an edition is sent once everybody was tried, and the sending is done once nothing of it
 * waits any more. Doing so again changes nothing.
 */
export async function finishRun(
  tx: Tx,
  actor: Actor,
  sendingId: string,
  now: Temporal.Instant,
): Promise<void> {
  const sending = await sendingIn(tx)
    .selectFrom('bulletin.sending')
    .select(['id', 'edition_id', 'kind', 'state'])
    .where('id', '=', sendingId)
    .forUpdate()
    .executeTakeFirstOrThrow()
  if (sending.state === 'stopped') await leaveOut(tx, sending.id, now)
  const tally = await tallyOf(tx, sending.id)
  const ended = sending.state === 'stopped' || sending.state === 'done'
  if (sending.state !== 'running' && !ended) return
  if (
    sending.edition_id &&
    (sending.kind === 'all' || sending.kind === 'correction') &&
    everyoneTried(tally)
  ) {
    const edition = await bulletinIn(tx)
      .selectFrom('bulletin.edition')
      .select('state')
      .where('id', '=', sending.edition_id)
      .executeTakeFirstOrThrow()
    if (edition.state === 'sending') await finishSending(tx, actor, { editionId: sending.edition_id }, now)
  }
  if (ended || !nothingWaits(tally)) return
  await sendingIn(tx)
    .updateTable('bulletin.sending')
    .set({ state: 'done', ended_at: now, trouble: null, trouble_at: null })
    .where('id', '=', sending.id)
    .execute()
  await record(tx, actor, sendingEvents.sending_finished, {
    sending: sending.id,
    sent: tally['sent'] ?? 0,
    refused: tally['refused'] ?? 0,
    in_doubt: tally['in_doubt'] ?? 0,
  })
}

/** After a stop: what still waits, or came back from a worker that had to put it down, is not sent any more. Gives how many. */
export async function leaveOut(tx: Tx, sendingId: string, now: Temporal.Instant): Promise<number> {
  const { numUpdatedRows } = await sendingIn(tx)
    .updateTable('bulletin.delivery')
    .set({ state: 'left_out', not_before: null, changed_at: now })
    .where('sending_id', '=', sendingId)
    .where('state', 'in', ['queued', 'later'])
    .executeTakeFirst()
  return Number(numUpdatedRows)
}
