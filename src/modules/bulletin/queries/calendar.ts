import { sql } from 'kysely'
import type { Tx } from '#platform/db/tx.ts'
import type { EditionState } from '../rules/state.ts'
import { bulletinIn, type PostState } from '../tables.ts'

export type Planned = {
  readonly id: string
  readonly kind: 'edition' | 'post'
  readonly title: string
  readonly state: EditionState | PostState
  readonly at: Temporal.Instant | null
  readonly on: Temporal.PlainDate | null
}

/**
 * What goes out, is planned or went out between two days: an edition at the moment it was sent or is scheduled for, else on the
 * day it is planned for.
 */
export async function listPlanned(
  tx: Tx,
  from: Temporal.PlainDate,
  until: Temporal.PlainDate,
): Promise<Planned[]> {
  const { rows } = await sql<Planned>`
    select * from (
      select e.id, 'edition' as kind, e.title, e.state, coalesce(e.sending_at, e.scheduled_for) as at, e.planned_on as on
      from bulletin.edition e where e.state <> 'cancelled'
      union all
      select p.id, 'post', a.heading, p.state, p.published_at, p.planned_on
      from bulletin.post p join bulletin.article a on a.post_id = p.id) found
    where coalesce((at at time zone 'Europe/London')::date, "on") between ${from} and ${until}
    order by at nulls last, title`.execute(bulletinIn(tx))
  return rows
}
