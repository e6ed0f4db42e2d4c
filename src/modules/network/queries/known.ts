import { sql } from 'kysely'
import type { Tx } from '#platform/db/tx.ts'
import type { Known } from '../rules/import/types.ts'
import { networkIn } from '../tables.ts'

/** Stands where a list gave no job title: a post has to be called something. It reads as none when lists are compared. */
export const unknownPost = 'Not known'

type Day = Temporal.PlainDate

/** The whole register as an import compares a list with it: who is or was here, where and as what. */
export async function loadKnown(tx: Tx, today: Temporal.PlainDate): Promise<Known> {
  const network = networkIn(tx)
  const live = sql<boolean>`(to_on is null or to_on >= ${today})`
  const areas = await network.selectFrom('network.area').select(['id', 'name']).where(live).execute()
  const kinds = await network
    .selectFrom('network.organisation_kind')
    .select(['key as id', 'name'])
    .orderBy('position')
    .execute()
  const organisations = await network
    .selectFrom('network.organisation')
    .select(['id', 'name', 'kind', 'area_id as areaId', 'parent_id as parentId'])
    .where(live)
    .orderBy('id')
    .execute()
  const { rows: people } = await sql<{
    id: string
    title: string | null
    given: string
    family: string
    email: string | null
    champion: boolean
  }>`
    select p.id, p.title, p.given_name as given, p.family_name as family, p.work_email as email,
      exists (select from network.role_grant g where g.person_id = p.id and g.role = 'champion'
        and g.state = 'granted' and g.from_on <= ${today} and (g.to_on is null or g.to_on >= ${today})) as champion
    from network.person p order by p.id`.execute(network)
  const { rows: posts } = await sql<{
    id: string
    personId: string
    organisationId: string
    jobTitle: string
    areaId: string | null
    phone: string | null
    from: Day
    to: Day | null
  }>`
    select q.id, q.person_id as "personId", q.organisation_id as "organisationId", q.title as "jobTitle",
      coalesce(q.area_id, o.area_id) as "areaId", q.phone, q.from_on as "from", q.to_on as "to"
    from network.post q join network.organisation o on o.id = q.organisation_id order by q.id`.execute(
    network,
  )
  return {
    areas,
    kinds,
    organisations,
    people: people.map(({ id, title, given, family, email, champion }) => ({
      id,
      name: { title, given, family },
      email,
      champion,
    })),
    posts: posts.map((post) => ({
      ...post,
      jobTitle: post.jobTitle === unknownPost ? null : post.jobTitle,
      from: post.from.toString(),
      to: post.to?.toString() ?? null,
    })),
  }
}
