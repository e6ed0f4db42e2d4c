import type { Tx } from '#platform/db/tx.ts'
import { networkIn } from '../tables.ts'

/** Names of those among the ids who are or were people here, leavers too. Others are left out. */
export async function namesOf(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await networkIn(tx)
    .selectFrom('network.person')
    .select(['id', 'name'])
    .where('id', 'in', [...new Set(ids)])
    .execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}
