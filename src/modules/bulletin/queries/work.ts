import type { Actor } from '#platform/auth/actor.ts'
import { holds } from '#platform/auth/actor.ts'
import type { Tx } from '#platform/db/tx.ts'
import type { WorkItem } from '#platform/declare/module.ts'
import { bulletinIn } from '../tables.ts'
import { listWaiting } from './approval.ts'
import { nameTeller } from './edition.ts'
import { findMayDecide, maySeeApprovals } from './may-decide.ts'

/** What of the bulletin waits for this person: decisions they may make, and what was sent back to those who write. */
export async function bulletinWork(
  tx: Tx,
  actor: Actor,
  now: Temporal.Instant,
): Promise<readonly WorkItem[]> {
  if (!(await maySeeApprovals(tx, actor, now))) return []
  const waiting = await listWaiting(tx)
  const nameOf = await nameTeller(
    tx,
    waiting.map((one) => one.asked_by),
  )
  const items: WorkItem[] = []
  for (const one of waiting) {
    const may = await findMayDecide(tx, actor, one, now)
    if (may.may)
      items.push({
        what: one.title,
        why: `${nameOf(one.asked_by)} asks for approval${may.for ? ', and you stand in for an approver' : ''}`,
        href: `/approvals/${one.id}`,
        action: 'Decide',
        due: null,
      })
  }
  if (holds(actor, 'officer')) items.push(...(await sentBack(tx)), ...(await planned(tx)))
  return items
}

async function sentBack(tx: Tx): Promise<WorkItem[]> {
  const rows = await bulletinIn(tx)
    .selectFrom('bulletin.edition as e')
    .select(['e.id', 'e.title'])
    .where('e.state', '=', 'draft')
    .where((by) =>
      by(
        by
          .selectFrom('bulletin.approval as a')
          .whereRef('a.edition_id', '=', 'e.id')
          .orderBy('a.number', 'desc')
          .limit(1)
          .select('a.state'),
        '=',
        'rejected',
      ),
    )
    .execute()
  return rows.map((row) => ({
    what: row.title,
    why: 'It was sent back with comments',
    href: `/editions/${row.id}`,
    action: 'Mend it',
    due: null,
  }))
}

async function planned(tx: Tx): Promise<WorkItem[]> {
  const rows = await bulletinIn(tx)
    .selectFrom('bulletin.edition')
    .select(['id', 'title', 'planned_on', 'state'])
    .where('state', 'in', ['draft', 'approved'])
    .where('planned_on', 'is not', null)
    .orderBy('planned_on')
    .execute()
  return rows.map((row) => ({
    what: row.title,
    why:
      row.state === 'approved' ? 'It is approved and can be sent' : 'It is planned and still being written',
    href: `/editions/${row.id}`,
    action: 'Open it',
    due: row.planned_on
      ? row.planned_on.toZonedDateTime({ timeZone: 'Europe/London', plainTime: '17:00' }).toInstant()
      : null,
  }))
}
