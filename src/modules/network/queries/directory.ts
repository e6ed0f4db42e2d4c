import { sql } from 'kysely'
import { isRole } from '#platform/auth/roles.ts'
import type { HeldRole } from '#platform/auth/actor.ts'
import type { Directory, KnownPerson } from '#platform/auth/directory.ts'
import type { Tx } from '#platform/db/tx.ts'
import { networkIn } from '../tables.ts'
import { namesOf } from './names.ts'

type Found = {
  id: string
  name: string
  work_email: string | null
  organisation_id: string | null
  organisation: string | null
  roles: { role: string; areaId: string | null }[] | null
}

/**
 * One statement for the person, their present post and their roles, since it runs before every page. A role that an
 * organisation asked for ends with the post there.
 */
async function find(
  tx: Tx,
  by: 'email' | 'id',
  value: string,
  now: Temporal.Instant,
): Promise<KnownPerson | null> {
  const today = now.toZonedDateTimeISO('Europe/London').toPlainDate()
  const which = by === 'id' ? sql`p.id = ${value}` : sql`lower(p.work_email) = lower(${value}) and p.signs_in`
  const { rows } = await sql<Found>`
    select p.id, p.name, p.work_email, o.id as organisation_id, o.name as organisation,
      (select json_agg(json_build_object('role', g.role, 'areaId', g.area_id))
         from network.role_grant g
        where g.person_id = p.id and g.state = 'granted'
          and g.from_on <= ${today} and (g.to_on is null or g.to_on >= ${today})
          and (g.organisation_id is null or exists (
            select from network.post q where q.person_id = p.id and q.organisation_id = g.organisation_id
              and q.from_on <= ${today} and (q.to_on is null or q.to_on >= ${today})))) as roles
    from network.person p
    join lateral (
      select q.organisation_id from network.post q
      where q.person_id = p.id and q.from_on <= ${today} and (q.to_on is null or q.to_on >= ${today})
      order by q.from_on desc, q.id limit 1) post on true
    join network.organisation o on o.id = post.organisation_id
    where ${which} and p.left_at is null`.execute(networkIn(tx))
  const person = rows[0]
  if (!person) return null
  const roles = (person.roles ?? []).flatMap(({ role, areaId }): HeldRole[] =>
    isRole(role) ? [{ role, areaId }] : [],
  )
  return {
    personId: person.id,
    name: person.name,
    email: person.work_email ?? '',
    organisationId: person.organisation_id,
    organisation: person.organisation,
    roles,
  }
}

async function worksOnlyAt(
  tx: Tx,
  personId: string,
  organisationId: string,
  now: Temporal.Instant,
): Promise<boolean> {
  const today = now.toZonedDateTimeISO('Europe/London').toPlainDate()
  const { rows } = await sql<{ organisation_id: string }>`
    select distinct organisation_id from network.post
    where person_id = ${personId} and from_on <= ${today} and (to_on is null or to_on >= ${today})`.execute(
    networkIn(tx),
  )
  return rows.length === 1 && rows[0]?.organisation_id === organisationId
}

/** People as sign-in knows them: only those in post today. A leaver is nobody from the day after their last. */
export const directory: Directory = {
  findByEmail: (tx, email, now) => find(tx, 'email', email, now),
  findById: (tx, personId, now) => find(tx, 'id', personId, now),
  worksOnlyAt,
  namesOf,
}
