import { sql } from 'kysely'
import type { Actor } from '#platform/auth/actor.ts'
import type { Tx } from '#platform/db/tx.ts'
import type { Asker, RoleRule } from '../rules/granting.ts'
import { networkIn } from '../tables.ts'
import { listCoordinated } from './keeps.ts'
import type { GrantFacts } from './find-person.ts'

/** Who may ask for each role and whose decision it is. */
export async function listRoleRules(tx: Tx): Promise<readonly RoleRule[]> {
  const rows = await networkIn(tx).selectFrom('network.role_rule').selectAll().orderBy('role').execute()
  return rows.map(({ role, asked_by, decided_by, decision, opens }) => ({
    role,
    askedBy: asked_by,
    decidedBy: decided_by,
    decision,
    opens,
  }))
}

/** The actor as the rules of granting see them. Only a person who has signed in asks and decides. */
export async function askerOf(tx: Tx, actor: Actor, today: Temporal.PlainDate): Promise<Asker | null> {
  if (actor.kind !== 'person') return null
  const coordinated = await listCoordinated(tx, actor.personId, today)
  return { personId: actor.personId, held: actor.roles, coordinates: coordinated.map(({ id }) => id) }
}

export type RoleRequest = GrantFacts & {
  readonly personId: string
  readonly person: string
  readonly post: string | null
  readonly worksAt: string | null
}

const columns = sql`
  select g.id, g.person_id as "personId", p.name as person, g.role, g.area_id as "areaId", a.name as area,
    g.organisation_id as "organisationId", o.name as organisation, g.state, g.from_on as "from", g.to_on as "to",
    g.reason, g.requested_by as "requestedBy", asker.name as requester, g.requested_at as "requestedAt",
    decider.name as decider, g.decided_at as "decidedAt", g.ended_at as "endedAt", g.ended_because as "endedBecause",
    post.title as post, post.organisation as "worksAt"
  from network.role_grant g
  join network.person p on p.id = g.person_id
  left join network.area a on a.id = g.area_id
  left join network.organisation o on o.id = g.organisation_id
  left join network.person asker on asker.id = g.requested_by
  left join network.person decider on decider.id = g.decided_by
  left join lateral (
    select q.title, w.name as organisation from network.post q join network.organisation w on w.id = q.organisation_id
    where q.person_id = p.id order by coalesce(q.to_on, 'infinity') desc, q.from_on desc limit 1) post on true`

/** Every request that waits for an answer, the oldest first. */
export async function listRequests(tx: Tx): Promise<readonly RoleRequest[]> {
  const { rows } = await sql<RoleRequest>`
    ${columns} where g.state = 'requested' and p.left_at is null order by g.requested_at, g.id`.execute(
    networkIn(tx),
  )
  return rows
}

export async function findRequest(tx: Tx, id: string, lock = false): Promise<RoleRequest | null> {
  const { rows } = await sql<RoleRequest>`
    ${columns} where g.id = ${id} ${lock ? sql`for update of g` : sql``}`.execute(networkIn(tx))
  return rows[0] ?? null
}

/** The organisations in which a person is in post on a day. */
export async function listOrganisationsOf(
  tx: Tx,
  personId: string,
  today: Temporal.PlainDate,
): Promise<readonly { id: string; name: string }[]> {
  return networkIn(tx)
    .selectFrom('network.post as q')
    .innerJoin('network.organisation as o', 'o.id', 'q.organisation_id')
    .select(['o.id', 'o.name'])
    .where('q.person_id', '=', personId)
    .where('q.from_on', '<=', today)
    .where((by) => by.or([by('q.to_on', 'is', null), by('q.to_on', '>=', today)]))
    .distinct()
    .orderBy('o.name')
    .execute()
}
