import { sql } from 'kysely'
import type { Tx } from '#platform/db/tx.ts'
import { networkIn } from '../tables.ts'

export type PersonFacts = {
  readonly id: string
  readonly title: string | null
  readonly given: string
  readonly family: string
  readonly name: string
  readonly email: string | null
  readonly signsIn: boolean
  readonly leftAt: Temporal.Instant | null
  readonly version: number
}

export type PostFacts = {
  readonly id: string
  readonly personId: string
  readonly organisationId: string
  readonly organisation: string
  readonly title: string
  readonly areaId: string | null
  readonly area: string | null
  readonly phone: string | null
  readonly from: Temporal.PlainDate
  readonly to: Temporal.PlainDate | null
  readonly endedBecause: string | null
  readonly changedAt: Temporal.Instant
  readonly version: number
}

export type GrantFacts = {
  readonly id: string
  readonly role: string
  readonly areaId: string | null
  readonly area: string | null
  readonly organisationId: string | null
  readonly organisation: string | null
  readonly state: 'requested' | 'granted' | 'refused' | 'ended'
  readonly from: Temporal.PlainDate
  readonly to: Temporal.PlainDate | null
  readonly reason: string | null
  readonly requestedBy: string | null
  readonly requester: string | null
  readonly requestedAt: Temporal.Instant
  readonly decider: string | null
  readonly decidedAt: Temporal.Instant | null
  readonly endedAt: Temporal.Instant | null
  readonly endedBecause: string | null
}

/** A person who is or was in the network. */
export async function findPerson(tx: Tx, id: string, lock = false): Promise<PersonFacts | null> {
  const { rows } = await sql<PersonFacts>`
    select p.id, p.title, p.given_name as given, p.family_name as family, p.name, p.work_email as email,
      p.signs_in as "signsIn", p.left_at as "leftAt", p.version
    from network.person p where p.id = ${id} ${lock ? sql`for update of p` : sql``}`.execute(networkIn(tx))
  return rows[0] ?? null
}

/** All posts of a person, past, present and to come, the newest first. */
export async function listPostsOf(tx: Tx, personId: string): Promise<readonly PostFacts[]> {
  const { rows } = await sql<PostFacts>`
    ${postColumns} where q.person_id = ${personId} order by q.from_on desc, q.id`.execute(networkIn(tx))
  return rows
}

export async function findPost(tx: Tx, id: string): Promise<PostFacts | null> {
  const { rows } = await sql<PostFacts>`${postColumns} where q.id = ${id}`.execute(networkIn(tx))
  return rows[0] ?? null
}

const postColumns = sql`
  select q.id, q.person_id as "personId", q.organisation_id as "organisationId", o.name as organisation, q.title,
    q.area_id as "areaId", a.name as area, q.phone, q.from_on as "from", q.to_on as "to",
    q.ended_because as "endedBecause", q.changed_at as "changedAt", q.version
  from network.post q
  join network.organisation o on o.id = q.organisation_id
  left join network.area a on a.id = coalesce(q.area_id, o.area_id)`

/** Every role that a person holds, held, or was to hold, the newest first. */
export async function listGrantsOf(tx: Tx, personId: string): Promise<readonly GrantFacts[]> {
  const { rows } = await sql<GrantFacts>`
    select g.id, g.role, g.area_id as "areaId", a.name as area, g.organisation_id as "organisationId",
      o.name as organisation, g.state, g.from_on as "from", g.to_on as "to", g.reason,
      g.requested_by as "requestedBy", asker.name as requester, g.requested_at as "requestedAt",
      decider.name as decider, g.decided_at as "decidedAt", g.ended_at as "endedAt", g.ended_because as "endedBecause"
    from network.role_grant g
    left join network.area a on a.id = g.area_id
    left join network.organisation o on o.id = g.organisation_id
    left join network.person asker on asker.id = g.requested_by
    left join network.person decider on decider.id = g.decided_by
    where g.person_id = ${personId}
    order by g.requested_at desc, g.role, g.id`.execute(networkIn(tx))
  return rows
}

export type PrivateContact = {
  readonly mobile: string | null
  readonly email: string | null
  readonly note: string | null
}

/** A person's private contact details, where the policy shows them to the actor; else null, as when there are none. */
export async function findPrivateContact(tx: Tx, personId: string): Promise<PrivateContact | null> {
  const row = await networkIn(tx)
    .selectFrom('network.private_contact')
    .select(['mobile', 'email', 'note'])
    .where('person_id', '=', personId)
    .executeTakeFirst()
  return row ?? null
}
