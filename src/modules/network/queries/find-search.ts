import type { Tx } from '#platform/db/tx.ts'
import { networkIn } from '../tables.ts'

/** What the actor looked for under this id. Null for somebody else's search, by policy, and for one that is gone. */
export async function findSearch(tx: Tx, id: string | null): Promise<string | null> {
  if (!id) return null
  const row = await networkIn(tx)
    .selectFrom('network.search')
    .select('words')
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.words ?? null
}
