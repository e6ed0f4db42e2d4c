import { z } from 'zod'
import { id, many } from '#platform/http/forms.ts'

const order = z.enum(['ascending', 'descending']).default('ascending')
const page = z.coerce.number().int().min(1).max(10_000).default(1)
const key = z.string().regex(/^[a-z][a-z0-9_-]{0,60}$/)

/** What may stand in the address of the directory of people. */
export const peopleQuery = z.object({
  kinds: many(key),
  areas: many(key),
  roles: many(key),
  search: id().nullable().default(null),
  sort: z.enum(['name', 'organisation', 'post', 'since']).default('name'),
  order,
  page,
})
export type PeopleQuery = z.output<typeof peopleQuery>

/** What may stand in the address of the list of organisations. */
export const organisationsQuery = z.object({
  kinds: many(key),
  areas: many(key),
  ended: z
    .literal('yes')
    .optional()
    .transform((value) => value === 'yes'),
  search: id().nullable().default(null),
  standing: z.enum(['late', 'alone']).nullable().default(null),
  sort: z.enum(['name', 'kind', 'area', 'people']).default('name'),
  order,
  page,
})
export type OrganisationsQuery = z.output<typeof organisationsQuery>
