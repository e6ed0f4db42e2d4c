import { z } from 'zod'
import { show } from '#platform/http/answers.ts'
import { id } from '#platform/http/forms.ts'
import { get } from '#platform/http/route.ts'
import { events, permissions } from '../declarations.ts'
import {
  countPosts,
  findOrganisation,
  listChildren,
  listCoordinators,
  listPosts,
} from '../queries/find-organisation.ts'
import { findConfirmation } from '../queries/confirmations.ts'
import { keepsOrganisation } from '../queries/keeps.ts'
import { londonDay } from '../rules/london-day.ts'
import { organisationPage } from '../views/organisation.page.ts'
import { mayRun } from './may.ts'

const size = 25

export const organisationRoute = get({
  url: '/network/organisations/:id',
  allow: permissions.see,
  audit: events.organisation_viewed,
  params: z.object({ id: id() }),
  query: z.object({
    people: z.enum(['present', 'past']).default('present'),
    page: z.coerce.number().int().min(1).max(1000).default(1),
  }),
  tells: ({ params }) => ({ organisation: params.id }),
  show: async ({ tx, actor, params, query, now }) => {
    const today = londonDay(now)
    const organisation = await findOrganisation(tx, params.id)
    if (!organisation) return null
    const page = { offset: (query.page - 1) * size, limit: size }
    return show(
      organisationPage({
        organisation,
        coordinators: await listCoordinators(tx, organisation.id, today),
        children: await listChildren(tx, organisation.id, today),
        confirmation: await findConfirmation(tx, organisation, today),
        posts: await listPosts(tx, organisation.id, query.people, today, page),
        counts: {
          present: await countPosts(tx, organisation.id, 'present', today),
          past: await countPosts(tx, organisation.id, 'past', today),
        },
        query,
        keeps: await keepsOrganisation(tx, organisation.id),
        runs: mayRun(actor),
        today,
      }),
    )
  },
})
