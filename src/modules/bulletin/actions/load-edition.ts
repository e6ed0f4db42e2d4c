import { sql } from 'kysely'
import type { Selectable } from 'kysely'
import type { Tx } from '#platform/db/tx.ts'
import { NotHere, Refusal } from '#platform/http/refusal.ts'
import { stateAfter, stepRefusal, type EditionState, type EditionStep } from '../rules/state.ts'
import { bulletinIn, type EditionTable } from '../tables.ts'

export type EditionRow = Selectable<EditionTable>

/**
 * The edition, locked until the transaction ends: every change of an edition or of anything in it takes this lock first, so
 * that an approval and a change can never pass each other.
 */
export async function lockEdition(tx: Tx, editionId: string): Promise<EditionRow> {
  await sql`set local lock_timeout = '3s'`.execute(bulletinIn(tx))
  const edition = await bulletinIn(tx)
    .selectFrom('bulletin.edition')
    .selectAll()
    .where('id', '=', editionId)
    .forUpdate()
    .executeTakeFirst()
  if (!edition) throw new NotHere('no such edition')
  return edition
}

/** The state after this step. @throws Refusal where it cannot be taken */
export function decideStep(edition: Pick<EditionRow, 'state'>, step: EditionStep): EditionState {
  const state = stateAfter(edition.state, step)
  if (!state) throw new Refusal(`edition_${edition.state}`, stepRefusal(edition.state, step))
  return state
}
