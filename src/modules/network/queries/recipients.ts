import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '#platform/db/tx.ts'
import { londonDay } from '../rules/london-day.ts'
import { networkIn } from '../tables.ts'

/**
 * Whom a list is for. An empty part asks for nothing: no roles, no kinds and no areas is everyone in post. Areas are ids. A post
 * or organisation without an area works in the whole county and so in every one of them.
 */
export type Audience = {
  readonly roles?: readonly string[]
  readonly kinds?: readonly string[]
  readonly areas?: readonly string[]
}

export type Recipient = {
  readonly personId: string
  readonly name: string
  readonly email: string
  readonly organisationId: string
  readonly organisation: string
  readonly organisationKind: string
}

const pageSize = 1000

function matching(audience: Audience, today: Temporal.PlainDate): RawBuilder<unknown> {
  const { roles = [], kinds = [], areas = [] } = audience
  const parts = [
    sql`p.left_at is null and p.work_email is not null`,
    sql`q.from_on <= ${today} and (q.to_on is null or q.to_on >= ${today})`,
    sql`(o.to_on is null or o.to_on >= ${today})`,
  ]
  if (kinds.length > 0) parts.push(sql`o.kind = any(${[...kinds]}::text[])`)
  if (areas.length > 0)
    parts.push(
      sql`(coalesce(q.area_id, o.area_id) is null or coalesce(q.area_id, o.area_id) = any(${[...areas]}::uuid[]))`,
    )
  if (roles.length > 0)
    parts.push(sql`exists (
      select from network.role_grant g
      where g.person_id = p.id and g.state = 'granted' and g.role = any(${[...roles]}::text[])
        and g.from_on <= ${today} and (g.to_on is null or g.to_on >= ${today}))`)
  return sql.join(parts, sql` and `)
}

/**
 * The people in post today whom an audience names, each once, by id, fetched a thousand at a time: taking the first ten costs
 * little, and a hundred thousand never stand in memory. Those without a work address are left out.
 */
export async function* listRecipients(
  tx: Tx,
  audience: Audience,
  now: Temporal.Instant,
): AsyncGenerator<Recipient, void, undefined> {
  const today = londonDay(now)
  let after = '00000000-0000-0000-0000-000000000000'
  while (true) {
    const { rows } = await sql<Recipient>`
      select distinct on (p.id) p.id as "personId", p.name, p.work_email as email,
        o.id as "organisationId", o.name as organisation, o.kind as "organisationKind"
      from network.person p
      join network.post q on q.person_id = p.id
      join network.organisation o on o.id = q.organisation_id
      where p.id > ${after} and ${matching(audience, today)}
      order by p.id, q.from_on desc, q.id
      limit ${pageSize}`.execute(networkIn(tx))
    yield* rows
    const last = rows.at(-1)
    if (!last || rows.length < pageSize) return
    after = last.personId
  }
}

/** How many people `listRecipients` would name. */
export async function countRecipients(tx: Tx, audience: Audience, now: Temporal.Instant): Promise<number> {
  const { rows } = await sql<{ people: number }>`
    select count(distinct p.id) as people
    from network.person p
    join network.post q on q.person_id = p.id
    join network.organisation o on o.id = q.organisation_id
    where ${matching(audience, londonDay(now))}`.execute(networkIn(tx))
  return rows[0]?.people ?? 0
}
