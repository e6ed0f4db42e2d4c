import { sql } from 'kysely'
import type { Tx } from '#platform/db/tx.ts'
import { networkIn } from '../tables.ts'
import { leftAlready, notOver } from './not-over.ts'

export type OrganisationFacts = {
  readonly id: string
  readonly name: string
  readonly kind: string
  readonly kindName: string
  readonly areaId: string | null
  readonly area: string | null
  readonly parentId: string | null
  readonly parent: string | null
  readonly from: Temporal.PlainDate
  readonly to: Temporal.PlainDate | null
  readonly version: number
}

export type NamedLink = { readonly id: string; readonly name: string }

export type PersonInPost = {
  readonly postId: string
  readonly personId: string
  readonly name: string
  readonly email: string | null
  readonly title: string
  readonly area: string | null
  readonly phone: string | null
  readonly from: Temporal.PlainDate
  readonly to: Temporal.PlainDate | null
  readonly endedBecause: string | null
  readonly roles: readonly string[]
}

export async function findOrganisation(tx: Tx, id: string, lock = false): Promise<OrganisationFacts | null> {
  const { rows } = await sql<OrganisationFacts>`
    select o.id, o.name, o.kind, k.name as "kindName", o.area_id as "areaId", a.name as area,
      o.parent_id as "parentId", parent.name as parent, o.from_on as "from", o.to_on as "to", o.version
    from network.organisation o
    join network.organisation_kind k on k.key = o.kind
    left join network.area a on a.id = o.area_id
    left join network.organisation parent on parent.id = o.parent_id
    where o.id = ${id} ${lock ? sql`for update of o` : sql``}`.execute(networkIn(tx))
  return rows[0] ?? null
}

/** Organisations that are part of this one, as far as they have not ended. */
export const listChildren = (tx: Tx, id: string, today: Temporal.PlainDate): Promise<NamedLink[]> =>
  networkIn(tx)
    .selectFrom('network.organisation')
    .select(['id', 'name'])
    .where('parent_id', '=', id)
    .where((by) => by.or([by('to_on', 'is', null), by('to_on', '>=', today)]))
    .orderBy('name')
    .execute()

/** Who coordinates an organisation today, by name. */
export async function listCoordinators(
  tx: Tx,
  organisationId: string,
  today: Temporal.PlainDate,
): Promise<readonly NamedLink[]> {
  const { rows } = await sql<NamedLink>`
    select distinct p.id, p.name from network.role_grant g
    join network.person p on p.id = g.person_id and p.left_at is null
    where g.organisation_id = ${organisationId} and g.role = 'coordinator' and g.state = 'granted'
      and g.from_on <= ${today} and (g.to_on is null or g.to_on >= ${today})
      and exists (select from network.post q where q.person_id = p.id and q.organisation_id = g.organisation_id
        and q.from_on <= ${today} and (q.to_on is null or q.to_on >= ${today}))
    order by p.name`.execute(networkIn(tx))
  return rows
}

/** Who is in post in an organisation (`present`, with those who start later), or was (`past`). One line a post. */
export async function listPosts(
  tx: Tx,
  organisationId: string,
  when: 'present' | 'past',
  today: Temporal.PlainDate,
  page: { offset: number; limit: number } = { offset: 0, limit: 5_000 },
): Promise<readonly PersonInPost[]> {
  const { rows } = await sql<PersonInPost>`
    select q.id as "postId", p.id as "personId", p.name, p.work_email as email, q.title, a.name as area, q.phone,
      q.from_on as "from", q.to_on as "to", q.ended_because as "endedBecause",
      array(select distinct g.role from network.role_grant g
        where g.person_id = p.id and g.state = 'granted' and g.from_on <= ${today}
          and (g.to_on is null or g.to_on >= ${today}) order by g.role) as roles
    from network.post q
    join network.person p on p.id = q.person_id
    left join network.area a on a.id = q.area_id
    where q.organisation_id = ${organisationId} and ${inTime(when, today)}
    order by p.family_name, p.given_name, q.from_on desc, q.id
    limit ${page.limit} offset ${page.offset}`.execute(networkIn(tx))
  return rows
}

export async function countPosts(
  tx: Tx,
  organisationId: string,
  when: 'present' | 'past',
  today: Temporal.PlainDate,
): Promise<number> {
  const { rows } = await sql<{ posts: number }>`
    select count(*) as posts from network.post q
    where q.organisation_id = ${organisationId} and ${inTime(when, today)}`.execute(networkIn(tx))
  return rows[0]?.posts ?? 0
}

const inTime = (when: 'present' | 'past', today: Temporal.PlainDate) =>
  when === 'present' ? notOver(today) : sql`(q.to_on < ${today} or (q.to_on = ${today} and ${leftAlready}))`
