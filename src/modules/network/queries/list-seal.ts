import { createHash } from 'node:crypto'
import type { Tx } from '#platform/db/tx.ts'
import { networkIn } from '../tables.ts'

/**
 * A short mark of an organisation's list as it stands: whoever confirms it sends the mark of the list they saw, so that nobody
 * confirms a line that came in between.
 */
export async function sealList(
  tx: Tx,
  organisationId: string,
  today: Temporal.PlainDate,
): Promise<{ readonly seal: string; readonly people: number }> {
  const rows = await networkIn(tx)
    .selectFrom('network.post')
    .select(['id', 'person_id', 'version'])
    .where('organisation_id', '=', organisationId)
    .where('from_on', '<=', today)
    .where((by) => by.or([by('to_on', 'is', null), by('to_on', '>=', today)]))
    .orderBy('id')
    .execute()
  const text = rows.map(({ id, version }) => `${id}:${version}`).join(' ')
  return {
    seal: createHash('sha256').update(text).digest('hex').slice(0, 32),
    people: new Set(rows.map((row) => row.person_id)).size,
  }
}
