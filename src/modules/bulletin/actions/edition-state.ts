import { record } from '#platform/audit/record.ts'
import type { Actor } from '#platform/auth/actor.ts'
import type { Tx } from '#platform/db/tx.ts'
import { Refusal } from '#platform/http/refusal.ts'
import { events } from '../declarations.ts'
import { getApprovedSnapshot, type ApprovedSnapshot } from '../queries/approved-snapshot.ts'
import { bulletinIn, type EditionTable } from '../tables.ts'
import { decideStep, lockEdition } from './load-edition.ts'
import { publishEdition } from './publish.ts'
import type { Updateable } from 'kysely'

/**
 * The steps of an edition after its approval, for those who send it. Each locks the edition, refuses in words what cannot be
 * done from where it is, and writes its own audit line. Jobs call them as the system actor.
 */

const set = (tx: Tx, editionId: string, change: Updateable<EditionTable>) =>
  bulletinIn(tx).updateTable('bulletin.edition').set(change).where('id', '=', editionId).execute()

/** approved, or scheduled for another moment -> scheduled. The job that sends it then is the caller's. */
export async function scheduleEdition(
  tx: Tx,
  actor: Actor,
  input: { readonly editionId: string; readonly at: Temporal.Instant },
  now: Temporal.Instant,
): Promise<void> {
  const edition = await lockEdition(tx, input.editionId)
  const state = decideStep(edition, 'schedule')
  if (Temporal.Instant.compare(input.at, now) <= 0)
    throw new Refusal('in_the_past', 'Choose a day and time that is still to come', 'at')
  await set(tx, edition.id, { state, scheduled_for: input.at, changed_at: now })
  await record(tx, actor, events.edition_scheduled, { edition: edition.id, at: input.at.toString() })
}

/** scheduled -> approved: it stays approved and can be changed or sent again. */
export async function unscheduleEdition(
  tx: Tx,
  actor: Actor,
  input: { readonly editionId: string },
  now: Temporal.Instant,
): Promise<void> {
  const edition = await lockEdition(tx, input.editionId)
  const state = decideStep(edition, 'unschedule')
  await set(tx, edition.id, { state, scheduled_for: null, changed_at: now })
  await record(tx, actor, events.edition_unscheduled, { edition: edition.id })
}

/**
 * approved or scheduled -> sending. Gives exactly what was approved, held to its hash, and puts it on the web at the same
 * moment, since every mail leads there.
 */
export async function beginSending(
  tx: Tx,
  actor: Actor,
  input: { readonly editionId: string },
  now: Temporal.Instant,
): Promise<ApprovedSnapshot> {
  const edition = await lockEdition(tx, input.editionId)
  const state = decideStep(edition, 'send')
  const snapshot = await getApprovedSnapshot(tx, edition.id)
  if (!snapshot)
    throw new Refusal('not_approved', 'This edition has not been approved. Ask for approval first.')
  await set(tx, edition.id, { state, scheduled_for: null, sending_at: now, changed_at: now })
  await record(tx, actor, events.sending_begun, { edition: edition.id, approval: snapshot.approvalId })
  await publishEdition(tx, actor, snapshot.content, now)
  return snapshot
}

/** sending -> sent, once every reader's mail has its result. */
export async function finishSending(
  tx: Tx,
  actor: Actor,
  input: { readonly editionId: string },
  now: Temporal.Instant,
): Promise<void> {
  const edition = await lockEdition(tx, input.editionId)
  const state = decideStep(edition, 'finish')
  await set(tx, edition.id, { state, sent_at: now, changed_at: now })
  await record(tx, actor, events.sending_ended, { edition: edition.id })
}

/** Anything that has not begun to go out -> cancelled, for good. What was put before somebody is void with it. */
export async function cancelEdition(
  tx: Tx,
  actor: Actor,
  input: { readonly editionId: string },
  now: Temporal.Instant,
): Promise<void> {
  const edition = await lockEdition(tx, input.editionId)
  const state = decideStep(edition, 'cancel')
  await set(tx, edition.id, { state, scheduled_for: null, cancelled_at: now, changed_at: now })
  await voidApproval(tx, actor, { editionId: edition.id }, now)
  await record(tx, actor, events.edition_cancelled, { edition: edition.id })
}

/** Ends what was asked or approved, because what it was of has changed. */
export async function voidApproval(
  tx: Tx,
  actor: Actor,
  of: { readonly editionId: string } | { readonly postId: string },
  now: Temporal.Instant,
): Promise<void> {
  const voided = await bulletinIn(tx)
    .updateTable('bulletin.approval')
    .set({ state: 'void', ended_at: now, ended_by: actor.kind === 'person' ? actor.personId : null })
    .where('editionId' in of ? 'edition_id' : 'post_id', '=', 'editionId' in of ? of.editionId : of.postId)
    .where('state', 'in', ['asked', 'approved'])
    .returning('id')
    .executeTakeFirst()
  if (voided) await record(tx, actor, events.approval_voided, { approval: voided.id })
}
