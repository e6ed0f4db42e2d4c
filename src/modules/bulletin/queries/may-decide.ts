import type { Actor } from '#platform/auth/actor.ts'
import { holds } from '#platform/auth/actor.ts'
import type { Tx } from '#platform/db/tx.ts'
import { toDay } from '#platform/views/format.ts'
import { listRecipients } from '#modules/network/public.ts'
import { mayDecide, standsInFor, type MayDecide } from '../rules/approval.ts'
import { bulletinIn, type ApprovalTable } from '../tables.ts'
import { writersOf } from './writers.ts'
import type { Selectable } from 'kysely'

/** The approver in whose place this person decides today, or null. Both must be in post. */
export async function deputyFor(tx: Tx, personId: string, now: Temporal.Instant): Promise<string | null> {
  const today = toDay(now)
  const absences = await bulletinIn(tx)
    .selectFrom('bulletin.absence')
    .select(['person_id', 'deputy_id', 'from_on', 'to_on'])
    .where('deputy_id', '=', personId)
    .where('from_on', '<=', today)
    .where('to_on', '>=', today)
    .where('ended_at', 'is', null)
    .execute()
  if (absences.length === 0) return null
  const approvers = new Set<string>()
  for await (const person of listRecipients(tx, { roles: ['approver'] }, now)) approvers.add(person.personId)
  return standsInFor(
    personId,
    absences.map((absence) => ({
      personId: absence.person_id,
      deputyId: absence.deputy_id,
      from: absence.from_on.toString(),
      to: absence.to_on.toString(),
    })),
    approvers,
    today.toString(),
  )
}

/** Whether somebody may see what waits for approval: writers, approvers, and deputies while they stand in. */
export async function maySeeApprovals(tx: Tx, actor: Actor, now: Temporal.Instant): Promise<boolean> {
  if (holds(actor, 'officer') || holds(actor, 'approver')) return true
  return actor.kind === 'person' && (await deputyFor(tx, actor.personId, now)) !== null
}

/** Whether this actor may decide on this approval now, in whose place, and if not, why. */
export async function findMayDecide(
  tx: Tx,
  actor: Actor,
  approval: Pick<Selectable<ApprovalTable>, 'edition_id' | 'post_id' | 'asked_by'>,
  now: Temporal.Instant,
): Promise<MayDecide> {
  if (actor.kind !== 'person') return { may: false, why: 'not_approver' }
  return mayDecide({
    personId: actor.personId,
    isApprover: holds(actor, 'approver'),
    standsInFor: await deputyFor(tx, actor.personId, now),
    writers: await writersOf(tx, approval),
    askedBy: approval.asked_by,
  })
}
