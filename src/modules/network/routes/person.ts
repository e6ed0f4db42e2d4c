import { z } from 'zod'
import { show } from '#platform/http/answers.ts'
import { id } from '#platform/http/forms.ts'
import { get } from '#platform/http/route.ts'
import { personOf } from '#platform/auth/actor.ts'
import { events, permissions } from '../declarations.ts'
import { findPerson, findPrivateContact, listGrantsOf, listPostsOf } from '../queries/find-person.ts'
import { keepsPerson } from '../queries/keeps.ts'
import { londonDay } from '../rules/london-day.ts'
import { personPage } from '../views/person.page.ts'

/** A person's own page: where they are and were in post, what they may do, and how to reach them. */
export const personRoute = get({
  url: '/network/people/:id',
  allow: permissions.see,
  audit: events.person_viewed,
  params: z.object({ id: id() }),
  tells: ({ params }) => ({ person: params.id }),
  show: async ({ tx, actor, params, now }) => {
    const person = await findPerson(tx, params.id)
    if (!person) return null
    return show(
      personPage({
        person,
        posts: await listPostsOf(tx, person.id),
        grants: await listGrantsOf(tx, person.id),
        contact: await findPrivateContact(tx, person.id),
        keeps: await keepsPerson(tx, person.id),
        own: personOf(actor) === person.id,
        today: londonDay(now),
      }),
    )
  },
})
