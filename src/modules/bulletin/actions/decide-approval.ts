import { record } from '#platform/audit/record.ts'
import type { Actor } from '#platform/auth/actor.ts'
import { personOf } from '#platform/auth/actor.ts'
import type { Tx } from '#platform/db/tx.ts'
import { NotHere, Refusal } from '#platform/http/refusal.ts'
import type { Selectable } from 'kysely'
import { events } from '../declarations.ts'
import { readFrozen } from '../queries/approved-snapshot.ts'
import { findMayDecide } from '../queries/may-decide.ts'
import { cannotDecide } from '../rules/approval.ts'
import { bulletinIn, type ApprovalTable } from '../tables.ts'
import { lockPost } from './change-post.ts'
import { decideStep, lockEdition } from './load-edition.ts'
import { publishPost } from './publish.ts'

type ApprovalRow = Selectable<ApprovalTable>

async function load(tx: Tx, approvalId: string): Promise<ApprovalRow> {
  const approval = await bulletinIn(tx)
    .selectFrom('bulletin.approval')
    .selectAll()
    .where('id', '=', approvalId)
    .executeTakeFirst()
  if (!approval) throw new NotHere('no such approval')
  return approval
}

/** The approval read under the lock of what it is of, so that no change and no other decision can pass it. */
async function lockApproval(tx: Tx, approvalId: string): Promise<ApprovalRow> {
  const { edition_id, post_id } = await load(tx, approvalId)
  if (edition_id) await lockEdition(tx, edition_id)
  if (post_id) await lockPost(tx, post_id)
  return load(tx, approvalId)
}

const ended: Readonly<Record<Exclude<ApprovalRow['state'], 'asked'>, string>> = {
  approved: 'Somebody approved this already.',
  rejected: 'Somebody sent this back already.',
  withdrawn: 'This was taken back by those who wrote it. There is nothing to decide.',
  void: 'This was changed after it was put before you. Wait until it is put before you again.',
}

/**
 * The second person's yes or no. A yes to an edition lets it be sent and published; a yes to a post publishes it at once. A no
 * says why and takes it back to its writers.
 */
export async function decideApproval(
  tx: Tx,
  actor: Actor,
  input: {
    readonly approvalId: string
    readonly decision: 'approve' | 'reject'
    readonly comments: string
  },
  now: Temporal.Instant,
): Promise<{ approved: boolean; editionId: string | null; postId: string | null }> {
  const approval = await lockApproval(tx, input.approvalId)
  const may = await findMayDecide(tx, actor, approval, now)
  if (!may.may && may.why === 'not_approver') throw new NotHere('not for this person')
  if (approval.state !== 'asked') throw new Refusal('nothing_to_decide', ended[approval.state])
  if (!may.may) throw new Refusal(may.why, cannotDecide[may.why])
  const approved = input.decision === 'approve'
  if (!approved && input.comments === '')
    throw new Refusal('no_comments', 'Say what should change, so that the writers can mend it', 'comments')
  if (approved) await checkGuard(tx, approval.id)
  await bulletinIn(tx)
    .updateTable('bulletin.approval')
    .set({
      state: approved ? 'approved' : 'rejected',
      decided_by: personOf(actor),
      decided_for: may.for,
      decided_at: now,
      comments: input.comments,
    })
    .where('id', '=', approval.id)
    .execute()
  await record(tx, actor, approved ? events.approval_given : events.approval_refused, {
    approval: approval.id,
    for: may.for,
  })
  if (approval.edition_id) await moveEdition(tx, approval.edition_id, approved ? 'approve' : 'reject', now)
  if (approval.post_id) await movePost(tx, actor, approval, approved, now)
  return { approved, editionId: approval.edition_id, postId: approval.post_id }
}

async function moveEdition(
  tx: Tx,
  editionId: string,
  step: 'approve' | 'reject' | 'withdraw',
  now: Temporal.Instant,
): Promise<void> {
  const edition = await lockEdition(tx, editionId)
  await bulletinIn(tx)
    .updateTable('bulletin.edition')
    .set({ state: decideStep(edition, step), changed_at: now })
    .where('id', '=', editionId)
    .execute()
}

async function movePost(
  tx: Tx,
  actor: Actor,
  approval: ApprovalRow,
  approved: boolean,
  now: Temporal.Instant,
): Promise<void> {
  const post = bulletinIn(tx)
    .updateTable('bulletin.post')
    .where('id', '=', approval.post_id ?? '')
  if (!approved) {
    await post.set({ state: 'draft', changed_at: now }).execute()
    return
  }
  await post
    .set((by) => ({
      state: 'published',
      changed_at: now,
      withdrawn_at: null,
      published_at: by.fn.coalesce('published_at', by.val(now)),
    }))
    .execute()
  const content = readFrozen(approval)
  if (content.kind !== 'post') throw new Error('the approval of a post holds something else')
  await publishPost(tx, actor, content, now)
}

/** Takes back what was put before somebody, or an approval that is not used yet. It can be changed and asked for again. */
export async function withdrawApproval(
  tx: Tx,
  actor: Actor,
  input: { readonly approvalId: string },
  now: Temporal.Instant,
): Promise<{ editionId: string | null; postId: string | null }> {
  const approval = await lockApproval(tx, input.approvalId)
  if (approval.state !== 'asked') throw new Refusal('nothing_to_withdraw', ended[approval.state])
  await bulletinIn(tx)
    .updateTable('bulletin.approval')
    .set({ state: 'withdrawn', ended_at: now, ended_by: personOf(actor) })
    .where('id', '=', approval.id)
    .execute()
  await record(tx, actor, events.approval_withdrawn, { approval: approval.id })
  if (approval.edition_id) await moveEdition(tx, approval.edition_id, 'withdraw', now)
  if (approval.post_id)
    await bulletinIn(tx)
      .updateTable('bulletin.post')
      .set({ state: 'draft', changed_at: now })
      .where('id', '=', approval.post_id)
      .execute()
  return { editionId: approval.edition_id, postId: approval.post_id }
}

/** Words at which the publication guard stopped hold the approval back until a person has decided that they may stay. */
async function checkGuard(tx: Tx, approvalId: string): Promise<void> {
  const hits = await bulletinIn(tx)
    .selectFrom('bulletin.guard_hit')
    .select('decision')
    .where('approval_id', '=', approvalId)
    .execute()
  if (hits.some((hit) => hit.decision === null))
    throw new Refusal(
      'guard_undecided',
      'The check before publication found words to look at. Decide on each of them first.',
    )
  if (hits.some((hit) => hit.decision === 'must_go'))
    throw new Refusal(
      'guard_must_go',
      'You decided that some words must go. Send this back, so that they are taken out.',
    )
}

/** Decides on one place at which the publication guard stopped, with the reason. */
export async function decideGuardHit(
  tx: Tx,
  actor: Actor,
  input: {
    readonly approvalId: string
    readonly hitId: string
    readonly decision: 'may_stay' | 'must_go'
    readonly reason: string
  },
  now: Temporal.Instant,
): Promise<void> {
  const approval = await lockApproval(tx, input.approvalId)
  const may = await findMayDecide(tx, actor, approval, now)
  if (!may.may && may.why === 'not_approver') throw new NotHere('not for this person')
  if (!may.may) throw new Refusal(may.why, cannotDecide[may.why])
  if (approval.state !== 'asked') throw new Refusal('nothing_to_decide', ended[approval.state])
  if (input.decision === 'may_stay' && input.reason === '')
    throw new Refusal('no_reason', 'Say why these words may stay')
  const hit = await bulletinIn(tx)
    .updateTable('bulletin.guard_hit')
    .set({
      decision: input.decision,
      reason: input.reason,
      decided_by: personOf(actor),
      decided_at: now,
    })
    .where('id', '=', input.hitId)
    .where('approval_id', '=', approval.id)
    .returning('id')
    .executeTakeFirst()
  if (!hit) throw new NotHere('no such place')
  await record(tx, actor, events.guard_decided, { hit: hit.id, decision: input.decision })
}
