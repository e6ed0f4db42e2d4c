import { sql } from 'kysely'
import type { Tx } from '#platform/db/tx.ts'
import { confirmationState, type ConfirmationState } from '../rules/confirmation.ts'
import { londonDay } from '../rules/london-day.ts'
import { networkIn } from '../tables.ts'

export type ConfirmationFacts = ConfirmationState & {
  readonly confirmedAt: Temporal.Instant | null
  readonly confirmer: string | null
  readonly people: number | null
}

type Row = {
  readonly id: string
  readonly name: string
  readonly from: Temporal.PlainDate
  readonly confirmedAt: Temporal.Instant | null
  readonly confirmer: string | null
  readonly people: number | null
}

export type OrganisationToConfirm = { readonly id: string; readonly name: string } & ConfirmationFacts

/** How the list of one organisation stands: when it was last confirmed, by whom, and when it is due. */
export async function findConfirmation(
  tx: Tx,
  organisation: { readonly id: string; readonly from: Temporal.PlainDate },
  today: Temporal.PlainDate,
): Promise<ConfirmationFacts> {
  const [row] = await rowsOf(tx, sql`o.id = ${organisation.id}`)
  return factsOf(row ?? { from: organisation.from, confirmedAt: null, confirmer: null, people: null }, today)
}

/** How the lists of these organisations stand, or of all that have not ended. */
export async function listConfirmations(
  tx: Tx,
  today: Temporal.PlainDate,
  ids?: readonly string[],
): Promise<readonly OrganisationToConfirm[]> {
  const which = ids ? sql`o.id = any(${[...ids]}::uuid[])` : sql`(o.to_on is null or o.to_on >= ${today})`
  return (await rowsOf(tx, which)).map((row) => ({ id: row.id, name: row.name, ...factsOf(row, today) }))
}

async function rowsOf(tx: Tx, which: ReturnType<typeof sql>): Promise<readonly Row[]> {
  const { rows } = await sql<Row>`
    select o.id, o.name, o.from_on as "from", c.confirmed_at as "confirmedAt", p.name as confirmer, c.people
    from network.organisation o
    left join lateral (
      select * from network.confirmation c where c.organisation_id = o.id order by c.confirmed_at desc limit 1) c on true
    left join network.person p on p.id = c.confirmed_by
    where ${which} order by o.name, o.id`.execute(networkIn(tx))
  return rows
}

function factsOf(row: Omit<Row, 'id' | 'name'>, today: Temporal.PlainDate): ConfirmationFacts {
  const confirmedOn = row.confirmedAt ? londonDay(row.confirmedAt) : null
  return {
    ...confirmationState({ beganOn: row.from, confirmedOn }, today),
    confirmedAt: row.confirmedAt,
    confirmer: row.confirmer,
    people: row.people,
  }
}
