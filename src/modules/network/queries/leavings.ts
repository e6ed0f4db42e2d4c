import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '#platform/db/tx.ts'
import { networkIn } from '../tables.ts'

export type LeavingFacts = {
  readonly id: string
  readonly personId: string
  readonly person: string
  readonly organisationId: string
  readonly organisation: string
  readonly lastOn: Temporal.PlainDate
  readonly posts: readonly string[]
  readonly noter: string | null
  readonly finishedAt: Temporal.Instant | null
  readonly undoneAt: Temporal.Instant | null
}

const columns = sql`
  select l.id, l.person_id as "personId", p.name as person, l.organisation_id as "organisationId",
    o.name as organisation, l.last_on as "lastOn", l.posts, noter.name as noter,
    l.finished_at as "finishedAt", l.undone_at as "undoneAt"
  from network.leaving l
  join network.person p on p.id = l.person_id
  join network.organisation o on o.id = l.organisation_id
  left join network.person noter on noter.id = l.noted_by`

const list = async (tx: Tx, rest: RawBuilder<unknown>): Promise<readonly LeavingFacts[]> => {
  const { rows } = await sql<LeavingFacts>`${columns} ${rest}`.execute(networkIn(tx))
  return rows
}

/** A leaving, locked until the transaction ends. */
export async function lockLeaving(tx: Tx, id: string): Promise<LeavingFacts | null> {
  const [row] = await list(tx, sql`where l.id = ${id} for update of l`)
  return row ?? null
}

/** Leavings of an organisation that are still to come, or were finished after a moment. */
export const listLeavings = (
  tx: Tx,
  organisationId: string,
  since: Temporal.Instant,
): Promise<readonly LeavingFacts[]> =>
  list(
    tx,
    sql`where l.organisation_id = ${organisationId} and l.undone_at is null
      and (l.finished_at is null or l.finished_at > ${since}) order by l.last_on, p.family_name, l.id`,
  )

/** Leavings whose last day has passed and which nobody has finished. */
export const listDueLeavings = (tx: Tx, today: Temporal.PlainDate): Promise<readonly LeavingFacts[]> =>
  list(
    tx,
    sql`where l.undone_at is null and l.finished_at is null and l.last_on < ${today} order by l.last_on, l.id limit 500`,
  )
