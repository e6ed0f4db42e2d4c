import { sql } from 'kysely'
import { z } from 'zod'
import { listOf, nextPage, pageStart, pagingQuery } from '#platform/api/paging.ts'
import { id } from '#platform/http/forms.ts'
import { api } from '#platform/http/route.ts'
import { setPost } from '../actions/set-post.ts'
import { events } from '../declarations.ts'
import { londonDay } from '../rules/london-day.ts'
import { networkIn } from '../tables.ts'

const byId = z.tuple([z.uuid()])
const first = '00000000-0000-0000-0000-000000000000'

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
  says: 'Lists the organisations of the network that have not ended.',
  scope: 'network.read',
  audit: events.organisations_read,
  query: z.object(pagingQuery),
  gives: listOf(organisation),
  tells: (_context, { items }) => ({ rows: items.length }),
  answer: async (context) => {
    const today = londonDay(context.now)
    const start = pageStart(context, byId)
    const { rows } = await sql<z.input<typeof organisation>>`
      select o.id, o.name, o.kind, a.key as area, o.parent_id as "parentId"
      from network.organisation o left join network.area a on a.id = o.area_id
      where o.id > ${start?.[0] ?? first} and (o.to_on is null or o.to_on >= ${today})
      order by o.id limit ${context.query.limit + 1}`.execute(networkIn(context.tx))
    return nextPage(context, rows, (row) => [row.id])
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
  from: z.iso.date(),
  to: z.iso.date().nullable().describe('The last day in post, where one is known.'),
})

type PersonRow = Omit<z.input<typeof person>, 'from' | 'to'> & {
  from: Temporal.PlainDate
  to: Temporal.PlainDate | null
}

const people = api({
  method: 'GET',
  url: '/api/v1/people',
  says: 'Lists the people in post today, one item for each post.',
  scope: 'network.read',
  audit: events.people_read,
  query: z.object({
    ...pagingQuery,
    organisation: id().optional().describe('Only those of this organisation.'),
  }),
  gives: listOf(person),
  tells: (_context, { items }) => ({ rows: items.length }),
  answer: async (context) => {
    const today = londonDay(context.now)
    const start = pageStart(context, byId)
    const { organisation: only, limit } = context.query
    const { rows } = await sql<PersonRow>`
      select q.id as "postId", p.id as "personId", p.name, p.work_email as email, o.id as "organisationId",
        o.name as organisation, q.title as "jobTitle", a.key as area, q.phone as telephone,
        q.from_on as "from", q.to_on as "to"
      from network.post q
      join network.person p on p.id = q.person_id and p.left_at is null
      join network.organisation o on o.id = q.organisation_id
      left join network.area a on a.id = coalesce(q.area_id, o.area_id)
      where q.id > ${start?.[0] ?? first} and q.from_on <= ${today} and (q.to_on is null or q.to_on >= ${today})
        ${only ? sql`and o.id = ${only}` : sql``}
      order by q.id limit ${limit + 1}`.execute(networkIn(context.tx))
    const shown = rows.map((row) => ({
      ...row,
      from: row.from.toString(),
      to: row.to?.toString() ?? null,
    }))
    return nextPage(context, shown, (row) => [row.postId])
  },
})

const putPost = api({
  method: 'PUT',
  url: '/api/v1/posts/:id',
  says: 'Sets the job title and telephone of a post in the token’s own organisation.',
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
