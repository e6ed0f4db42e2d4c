import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '#platform/db/tx.ts'
import { networkIn } from '../tables.ts'

/** Organisations (`o`) whose list nobody keeps today. */
export const isAlone = (today: Temporal.PlainDate): RawBuilder<unknown> => sql`not exists (
  select from network.role_grant g join network.post q on q.person_id = g.person_id and q.organisation_id = o.id
  where g.organisation_id = o.id and g.role = 'coordinator' and g.state = 'granted'
    and g.from_on <= ${today} and (g.to_on is null or g.to_on >= ${today})
    and q.from_on <= ${today} and (q.to_on is null or q.to_on >= ${today}))`

export async function countOrganisationsAlone(tx: Tx, today: Temporal.PlainDate): Promise<number> {
  const { rows } = await sql<{ alone: number }>`
    select count(*) as alone from network.organisation o
    where (o.to_on is null or o.to_on >= ${today}) and ${isAlone(today)}`.execute(networkIn(tx))
  return rows[0]?.alone ?? 0
}
