import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Tx } from '#platform/db/tx.ts'
import { networkIn } from '../tables.ts'
import { notOver } from './not-over.ts'

/**
 * A short mark of an organisation's list as it stands: whoever confirms it sends the mark of the list they saw, so that nobody
 * confirms a line that came in between.
 */
export async function sealList(
  tx: Tx,
  organisationId: string,
  today: Temporal.PlainDate,
): Promise<{ readonly seal: string; readonly people: number }> {
  const { rows } = await sql<{ id: string; person_id: string; version: number }>`
    select q.id, q.person_id, q.version from network.post q
    where q.organisation_id = ${organisationId} and q.from_on <= ${today} and ${notOver(today)}
    order by q.id`.execute(networkIn(tx))
  const text = rows.map(({ id, version }) => `${id}:${version}`).join(' ')
  return {
    seal: createHash('sha256').update(text).digest('hex').slice(0, 32),
    people: new Set(rows.map((row) => row.person_id)).size,
  }
}
