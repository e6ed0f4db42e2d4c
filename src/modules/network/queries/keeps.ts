import { sql } from 'kysely'
import type { Tx } from '#platform/db/tx.ts'
import { NotHere } from '#platform/http/refusal.ts'
import { networkIn } from '../tables.ts'

/** Whether the actor keeps this organisation's people right. The answer is the policies' own, so that pages and policies agree. */
export async function keepsOrganisation(tx: Tx, organisationId: string): Promise<boolean> {
  const { rows } = await sql<{
    keeps: boolean
  }>`select network.actor_keeps(${organisationId}) as keeps`.execute(networkIn(tx))
  return rows[0]?.keeps === true
}

/** @throws NotHere unless the actor keeps this organisation's people right */
export async function mustKeep(tx: Tx, organisationId: string): Promise<void> {
  if (!(await keepsOrganisation(tx, organisationId))) throw new NotHere('keeps another organisation')
}

/** Whether the actor keeps an organisation that this person is or lately was in. */
export async function keepsPerson(tx: Tx, personId: string): Promise<boolean> {
  const { rows } = await sql<{
    keeps: boolean
  }>`select network.actor_keeps_person(${personId}) as keeps`.execute(networkIn(tx))
  return rows[0]?.keeps === true
}

/** Whether the actor alone answers for this person, and so may change the address with which they sign in. */
export async function answersFor(tx: Tx, personId: string): Promise<boolean> {
  const { rows } = await sql<{
    answers: boolean
  }>`select network.actor_answers_for(${personId}) as answers`.execute(networkIn(tx))
  return rows[0]?.answers === true
}

/** The organisations that a person coordinates today, by name. */
export async function listCoordinated(
  tx: Tx,
  personId: string,
  today: Temporal.PlainDate,
): Promise<readonly { id: string; name: string }[]> {
  return networkIn(tx)
    .selectFrom('network.role_grant as g')
    .innerJoin('network.organisation as o', 'o.id', 'g.organisation_id')
    .select(['o.id', 'o.name'])
    .where('g.person_id', '=', personId)
    .where('g.role', '=', 'coordinator')
    .where('g.state', '=', 'granted')
    .where('g.from_on', '<=', today)
    .where((by) => by.or([by('g.to_on', 'is', null), by('g.to_on', '>=', today)]))
    .where((by) => by.or([by('o.to_on', 'is', null), by('o.to_on', '>=', today)]))
    .distinct()
    .orderBy('o.name')
    .execute()
}
