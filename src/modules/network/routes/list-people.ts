import { z } from 'zod'
import { show, type Answer } from '#platform/http/answers.ts'
import type { FieldError, RawForm } from '#platform/http/forms.ts'
import { id } from '#platform/http/forms.ts'
import { NotHere } from '#platform/http/refusal.ts'
import { get } from '#platform/http/route.ts'
import type { Tx } from '#platform/db/tx.ts'
import { events, permissions } from '../declarations.ts'
import { findConfirmation } from '../queries/confirmations.ts'
import { findOrganisation, listPosts } from '../queries/find-organisation.ts'
import { findPerson, findPost } from '../queries/find-person.ts'
import { mustKeep } from '../queries/keeps.ts'
import { listLeavings } from '../queries/leavings.ts'
import { sealList } from '../queries/list-seal.ts'
import { listOrganisationChoices } from '../queries/organisation-choices.ts'
import { listPeopleAlike } from '../queries/people-alike.ts'
import { listAreas } from '../queries/places.ts'
import { londonDay } from '../rules/london-day.ts'
import { listPeoplePage, type Panel } from '../views/list-people.page.ts'
import { idsShown } from '../views/shown.ts'

export type Asked = {
  readonly organisationId: string
  readonly do: 'look' | 'start' | 'change' | 'move' | 'leave'
  readonly post: string | null
}

/** The coordinator's one screen, with the form that is open on it and, after a refusal, what was typed into it. */
export async function listPeopleAnswer(
  tx: Tx,
  now: Temporal.Instant,
  asked: Asked,
  again?: { readonly form: RawForm; readonly errors: readonly FieldError[] },
): Promise<Answer> {
  await mustKeep(tx, asked.organisationId)
  const today = londonDay(now)
  const organisation = await findOrganisation(tx, asked.organisationId)
  if (!organisation) throw new NotHere('no such organisation')
  return show(
    listPeoplePage({
      organisation,
      confirmation: await findConfirmation(tx, organisation, today),
      seal: await sealList(tx, organisation.id, today),
      posts: await listPosts(tx, organisation.id, 'present', today),
      leavings: await listLeavings(tx, organisation.id, now.subtract({ hours: 7 * 24 })),
      panel: await panelOf(tx, asked, today, again?.form),
      areas: await listAreas(tx, today),
      organisations: await listOrganisationChoices(tx, today),
      today,
      now,
      ...(again ? { again } : {}),
    }),
  )
}

async function panelOf(
  tx: Tx,
  asked: Asked,
  today: Temporal.PlainDate,
  form: RawForm | undefined,
): Promise<Panel | null> {
  if (asked.do === 'start') {
    const text = (name: string) => String(form?.[name] ?? '').trim()
    const alike = form
      ? await listPeopleAlike(
          tx,
          { given: text('given'), family: text('family'), email: text('email') || null },
          today,
        )
      : []
    return { do: 'start', alike }
  }
  if (asked.do === 'look' || !asked.post) return null
  const post = await findPost(tx, asked.post)
  const person = post && (await findPerson(tx, post.personId))
  if (!person || post.organisationId !== asked.organisationId) return null
  return { do: asked.do, post, person }
}

export const listPeopleRoute = get({
  url: '/network/organisations/:id/people',
  allow: permissions.coordinate,
  audit: events.people_viewed,
  params: z.object({ id: id() }),
  query: z.object({
    post: id().nullable().default(null),
    do: z.enum(['look', 'start', 'change', 'move', 'leave']).optional(),
  }),
  tells: ({ params }, answer) => ({ organisation: params.id, people: idsShown(answer).slice(0, 2000) }),
  show: ({ tx, now, params, query }) =>
    listPeopleAnswer(tx, now, {
      organisationId: params.id,
      post: query.post,
      do: query.do ?? (query.post ? 'change' : 'look'),
    }),
})
