import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '#platform/db/tx.ts'
import { anywhere, searchWords } from '../rules/search-words.ts'
import { networkIn } from '../tables.ts'

export type PeopleFilter = {
  readonly kinds: readonly string[]
  readonly areas: readonly string[]
  readonly roles: readonly string[]
  readonly words: string | null
}
export type PeopleSort = 'name' | 'organisation' | 'post' | 'since'
export type Direction = 'ascending' | 'descending'

export type ListedPerson = {
  readonly id: string
  readonly name: string
  readonly title: string
  readonly organisationId: string
  readonly organisation: string
  readonly area: string | null
  readonly since: Temporal.PlainDate
  readonly others: number
  readonly roles: readonly string[]
}

/** Counting stops here: an exact count over many thousands costs more than it tells. */
export const mostCounted = 1000

const orders: Record<PeopleSort, RawBuilder<unknown>> = {
  name: sql`p.family_name`,
  organisation: sql`post.organisation`,
  post: sql`post.title`,
  since: sql`post.from_on`,
}

/** People in post on a day, each with their newest post that fits the filter. */
function people(filter: PeopleFilter, today: Temporal.PlainDate): RawBuilder<unknown> {
  const { kinds, areas, roles, words } = filter
  const posts = [
    sql`q.person_id = p.id and q.from_on <= ${today} and (q.to_on is null or q.to_on >= ${today})`,
  ]
  if (kinds.length > 0) posts.push(sql`o.kind = any(${[...kinds]}::text[])`)
  if (areas.length > 0) posts.push(sql`a.key = any(${[...areas]}::text[])`)
  const wanted = [sql`p.left_at is null`]
  if (roles.length > 0)
    wanted.push(sql`exists (
      select from network.role_grant g
      where g.person_id = p.id and g.state = 'granted' and g.role = any(${[...roles]}::text[])
        and g.from_on <= ${today} and (g.to_on is null or g.to_on >= ${today}))`)
  for (const word of searchWords(words ?? ''))
    wanted.push(
      word.includes('@')
        ? sql`lower(p.work_email) = lower(${word})`
        : sql`(p.name || ' ' || post.organisation || ' ' || post.title) ilike ${anywhere(word)}`,
    )
  return sql`
    from network.person p
    join lateral (
      select q.title, q.from_on, o.id as organisation_id, o.name as organisation, a.name as area,
        count(*) over () as posts
      from network.post q
      join network.organisation o on o.id = q.organisation_id
      left join network.area a on a.id = coalesce(q.area_id, o.area_id)
      where ${sql.join(posts, sql` and `)}
      order by q.from_on desc, q.id limit 1) post on true
    where ${sql.join(wanted, sql` and `)}`
}

/** One page of the directory. */
export async function listPeople(
  tx: Tx,
  filter: PeopleFilter,
  page: { sort: PeopleSort; order: Direction; offset: number; limit: number },
  today: Temporal.PlainDate,
): Promise<readonly ListedPerson[]> {
  const order = page.order === 'descending' ? sql`desc` : sql`asc`
  const { rows } = await sql<ListedPerson>`
    select p.id, p.name, post.title, post.organisation_id as "organisationId", post.organisation, post.area,
      post.from_on as since, (post.posts - 1)::int as others,
      array(select distinct g.role from network.role_grant g
        where g.person_id = p.id and g.state = 'granted' and g.from_on <= ${today}
          and (g.to_on is null or g.to_on >= ${today}) order by g.role) as roles
    ${people(filter, today)}
    order by ${orders[page.sort]} ${order}, p.family_name, p.given_name, p.id
    limit ${page.limit} offset ${page.offset}`.execute(networkIn(tx))
  return rows
}

/** How many people a filter finds, counting no further than one above `mostCounted`. */
export async function countPeople(tx: Tx, filter: PeopleFilter, today: Temporal.PlainDate): Promise<number> {
  const { rows } = await sql<{ people: number }>`
    select count(*) as people from (select 1 ${people(filter, today)} limit ${mostCounted + 1}) found`.execute(
    networkIn(tx),
  )
  return rows[0]?.people ?? 0
}

/** Every id that a filter finds, for an export of exactly what is shown. */
export async function listPeopleIds(
  tx: Tx,
  filter: PeopleFilter,
  today: Temporal.PlainDate,
): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`select p.id ${people(filter, today)}`.execute(networkIn(tx))
  return rows.map(({ id }) => id)
}
