import { sql } from 'kysely'
import { z } from 'zod'
import { id } from '#platform/http/forms.ts'
import { api } from '#platform/http/route.ts'
import { events } from '../declarations.ts'
import { setPost } from '../actions/set-post.ts'
import { londonDay } from '../rules/london-day.ts'
import { networkIn } from '../tables.ts'

const after = z
  .uuid()
  .default('00000000-0000-0000-0000-000000000000')
  .describe('The id of the last one of the page before')
const limit = z.coerce.number().int().min(1).max(500).default(100)

const organisation = z.object({
  id: z.uuid(),
  name: z.string(),
  kind: z.string(),
  area: z.string().nullable(),
  parentId: z.uuid().nullable(),
})

const organisations = api({
  method: 'GET',
  url: '/api/v1/organisations',
  says: 'The organisations of the network that have not ended, by id',
  scope: 'network.read',
  audit: events.organisations_read,
  query: z.object({ after, limit }),
  gives: z.object({ organisations: z.array(organisation), next: z.uuid().nullable() }),
  tells: (_context, { organisations: shown }) => ({ rows: shown.length }),
  answer: async ({ tx, now, query }) => {
    const today = londonDay(now)
    const { rows } = await sql<z.input<typeof organisation>>`
      select o.id, o.name, o.kind, a.key as area, o.parent_id as "parentId"
      from network.organisation o left join network.area a on a.id = o.area_id
      where o.id > ${query.after} and (o.to_on is null or o.to_on >= ${today})
      order by o.id limit ${query.limit}`.execute(networkIn(tx))
    return { organisations: rows, next: rows.length === query.limit ? (rows.at(-1)?.id ?? null) : null }
  },
})

const person = z.object({
  postId: z.uuid(),
  personId: z.uuid(),
  name: z.string(),
  email: z.string().nullable(),
  organisationId: z.uuid(),
  organisation: z.string(),
  jobTitle: z.string(),
  area: z.string().nullable(),
  telephone: z.string().nullable(),
  from: z.string(),
  to: z.string().nullable(),
})

type PersonRow = Omit<z.input<typeof person>, 'from' | 'to'> & {
  from: Temporal.PlainDate
  to: Temporal.PlainDate | null
}

const people = api({
  method: 'GET',
  url: '/api/v1/people',
  says: 'People in post today, one for each post, by the post’s id',
  scope: 'network.read',
  audit: events.people_read,
  query: z.object({ after, limit, organisation: id().optional() }),
  gives: z.object({ people: z.array(person), next: z.uuid().nullable() }),
  tells: (_context, { people: shown }) => ({ rows: shown.length }),
  answer: async ({ tx, now, query }) => {
    const today = londonDay(now)
    const { rows } = await sql<PersonRow>`
      select q.id as "postId", p.id as "personId", p.name, p.work_email as email, o.id as "organisationId",
        o.name as organisation, q.title as "jobTitle", a.key as area, q.phone as telephone,
        q.from_on as "from", q.to_on as "to"
      from network.post q
      join network.person p on p.id = q.person_id and p.left_at is null
      join network.organisation o on o.id = q.organisation_id
      left join network.area a on a.id = coalesce(q.area_id, o.area_id)
      where q.id > ${query.after} and q.from_on <= ${today} and (q.to_on is null or q.to_on >= ${today})
        ${query.organisation ? sql`and o.id = ${query.organisation}` : sql``}
      order by q.id limit ${query.limit}`.execute(networkIn(tx))
    return {
      people: rows.map((row) => ({ ...row, from: row.from.toString(), to: row.to?.toString() ?? null })),
      next: rows.length === query.limit ? (rows.at(-1)?.postId ?? null) : null,
    }
  },
})

const putPost = api({
  method: 'PUT',
  url: '/api/v1/posts/:id',
  says: 'Sets the job title and telephone of a post in the token’s own organisation',
  scope: 'network.write',
  audit: events.post_changed,
  params: z.object({ id: id() }),
  body: z.object({
    jobTitle: z.string().trim().min(1).max(200),
    telephone: z.string().trim().max(40).nullable(),
  }),
  gives: z.object({ postId: z.uuid(), jobTitle: z.string(), telephone: z.string().nullable() }),
  answer: ({ tx, actor, params, input, now }) => setPost(tx, actor, { ...input, postId: params.id }, now),
})

export const apiRoutes = [organisations, people, putPost]
