import { createHmac } from 'node:crypto'
import { sql } from 'kysely'
import type { Tx } from '#platform/db/tx.ts'
import { authIn } from './tables.ts'

/** The window in which tries are counted. */
export const tryMinutes = 15

/**
 * Counts one more try and tells how many there were in the running quarter of an hour. What was tried is hashed with a key
 * outside the database; whether it exists makes no difference to the statements or their time.
 */
export async function countTry(
  tx: Tx,
  kind: 'link' | 'code',
  what: string,
  key: Buffer,
  now: Temporal.Instant,
): Promise<number> {
  const hash = createHmac('sha256', key).update(`${kind} ${what}`).digest()
  const oldest = now.subtract({ minutes: tryMinutes })
  const { rows } = await sql<{ tries: number }>`
    insert into platform.sign_in_try as t (kind, key, since, tries) values (${kind}, ${hash}, ${now}, 1)
    on conflict (kind, key) do update set
      tries = case when t.since <= ${oldest} then 1 else t.tries + 1 end,
      since = case when t.since <= ${oldest} then excluded.since else t.since end
    returning tries`.execute(authIn(tx))
  return rows[0]?.tries ?? 1
}
