import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '#platform/db/tx.ts'
import { anywhere, searchWords } from '../rules/search-words.ts'
import { networkIn } from '../tables.ts'
import { notOver } from './not-over.ts'
import { isAlone } from './organisations-alone.ts'
import { mostCounted, type Direction } from './list-people.ts'

export type OrganisationsFilter = {
  readonly kinds: readonly string[]
  readonly areas: readonly string[]
  readonly words: string | null
  /** Ended ones too, for the officer who looks for what was. */
  readonly ended: boolean
  /** Those whose list is late, or that nobody keeps. */
  readonly standing: 'late' | 'alone' | null
}
export type OrganisationsSort = 'name' | 'kind' | 'area' | 'people'

export type ListedOrganisation = {
  readonly id: string
  readonly name: string
  readonly kind: string
  readonly area: string | null
  readonly parent: string | null
  readonly people: number
  readonly coordinators: number
  readonly to: Temporal.PlainDate | null
  readonly confirmedAt: Temporal.Instant | null
}

const orders: Record<OrganisationsSort, RawBuilder<unknown>> = {
  name: sql`o.name`,
  kind: sql`k.position`,
  area: sql`a.name`,
  people: sql`people`,
}

function organisations(filter: OrganisationsFilter, today: Temporal.PlainDate): RawBuilder<unknown> {
  const wanted = [filter.ended ? sql`o.to_on < ${today}` : sql`(o.to_on is null or o.to_on >= ${today})`]
  if (filter.kinds.length > 0) wanted.push(sql`o.kind = any(${[...filter.kinds]}::text[])`)
  if (filter.areas.length > 0) wanted.push(sql`a.key = any(${[...filter.areas]}::text[])`)
  if (filter.standing === 'alone') wanted.push(isAlone(today))
  // As the rule of confirmation counts: a year from the last, or thirty days from the beginning.
  if (filter.standing === 'late')
    wanted.push(sql`coalesce(
      (select max((c.confirmed_at at time zone 'Europe/London')::date) + interval '1 year'
        from network.confirmation c where c.organisation_id = o.id),
      o.from_on + 30) < ${today}`)
  for (const word of searchWords(filter.words ?? '')) wanted.push(sql`o.name ilike ${anywhere(word)}`)
  return sql`
    from network.organisation o
    join network.organisation_kind k on k.key = o.kind
    left join network.area a on a.id = o.area_id
    left join network.organisation parent on parent.id = o.parent_id
    where ${sql.join(wanted, sql` and `)}`
}

/** One page of the organisations, with how many people each has in post and when its list was last confirmed. */
export async function listOrganisations(
  tx: Tx,
  filter: OrganisationsFilter,
  page: { sort: OrganisationsSort; order: Direction; offset: number; limit: number },
  today: Temporal.PlainDate,
): Promise<readonly ListedOrganisation[]> {
  const order = page.order === 'descending' ? sql`desc` : sql`asc`
  const { rows } = await sql<ListedOrganisation>`
    select o.id, o.name, k.name as kind, a.name as area, parent.name as parent, o.to_on as "to",
      (select count(distinct q.person_id)::int from network.post q
        where q.organisation_id = o.id and q.from_on <= ${today} and ${notOver(today)}) as people,
      (select count(distinct g.person_id)::int from network.role_grant g
        where g.organisation_id = o.id and g.role = 'coordinator' and g.state = 'granted'
          and g.from_on <= ${today} and (g.to_on is null or g.to_on >= ${today})) as coordinators,
      (select max(c.confirmed_at) from network.confirmation c where c.organisation_id = o.id) as "confirmedAt"
    ${organisations(filter, today)}
    order by ${orders[page.sort]} ${order}, o.name, o.id
    limit ${page.limit} offset ${page.offset}`.execute(networkIn(tx))
  return rows
}

/** How many organisations a filter finds, counting no further than one above `mostCounted`. */
export async function countOrganisations(
  tx: Tx,
  filter: OrganisationsFilter,
  today: Temporal.PlainDate,
): Promise<number> {
  const { rows } = await sql<{ found: number }>`
    select count(*) as found from (select 1 ${organisations(filter, today)} limit ${mostCounted + 1}) found`.execute(
    networkIn(tx),
  )
  return rows[0]?.found ?? 0
}
