import type { Tx } from '#platform/db/tx.ts'
import type { PersonActor } from '../actor.ts'
import type { Directory } from '../directory.ts'
import { authIn } from '../tables.ts'
import { decidingProblem, type Check } from './decide-loss.ts'

export type ListedLoss = {
  readonly id: string
  readonly person: string
  readonly askedBy: string
  readonly askedAt: Temporal.Instant
  readonly state: 'asked' | 'approved' | 'refused'
  readonly checkedHow: Check | null
  readonly decidedAt: Temporal.Instant | null
  readonly mayDecide: boolean
}

const gone = 'somebody who has left'

/** What waits, then what was decided lately, as far as the policy shows it to this actor. */
export async function listLosses(
  tx: Tx,
  directory: Directory,
  actor: PersonActor,
  mayDecideAny: boolean,
  now: Temporal.Instant,
): Promise<ListedLoss[]> {
  const rows = await authIn(tx)
    .selectFrom('platform.device_loss')
    .leftJoin('platform.sign_in_hold as hold', 'hold.person_id', 'platform.device_loss.person_id')
    .selectAll('platform.device_loss')
    .select('hold.held_by')
    .orderBy((row) => row('state', '=', 'asked'), 'desc')
    .orderBy('asked_at', 'desc')
    .orderBy('id')
    .limit(50)
    .execute()
  const names = new Map<string, string>()
  for (const id of new Set(rows.flatMap((row) => [row.person_id, row.asked_by])))
    names.set(id, (await directory.findById(tx, id, now))?.name ?? gone)
  return rows.map((row) => ({
    id: row.id,
    person: names.get(row.person_id) ?? gone,
    askedBy: names.get(row.asked_by) ?? gone,
    askedAt: row.asked_at,
    state: row.state,
    checkedHow: row.checked_how,
    decidedAt: row.decided_at,
    mayDecide:
      mayDecideAny &&
      decidingProblem({
        deciderId: actor.personId,
        askedBy: row.asked_by,
        changedAddress: row.held_by ?? [],
        personId: row.person_id,
        state: row.state,
      }) === null,
  }))
}
