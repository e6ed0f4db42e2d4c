import { record } from '#platform/audit/record.ts'
import { personOf, type Actor } from '#platform/auth/actor.ts'
import type { Tx } from '#platform/db/tx.ts'
import { NotHere, Refusal } from '#platform/http/refusal.ts'
import { queueMail } from '#platform/outbox/queue-mail.ts'
import { dayInFull } from '#platform/views/format.ts'
import { events } from '../declarations.ts'
import { findOrganisation, listCoordinators } from '../queries/find-organisation.ts'
import { findPerson, findPost, listPostsOf } from '../queries/find-person.ts'
import { mustKeep } from '../queries/keeps.ts'
import { inPost } from '../rules/in-post.ts'
import { londonDay } from '../rules/london-day.ts'
import { moveProblem } from '../rules/moving.ts'
import { networkIn } from '../tables.ts'

export type Move = {
  readonly postId: string
  readonly organisationId: string
  readonly toOrganisationId: string
  readonly lastOn: Temporal.PlainDate
  readonly startsOn: Temporal.PlainDate
  readonly post: string
  readonly phone: string | null
}

const problems = {
  same_organisation: ['toOrganisationId', 'Choose another organisation. A new job title here is a change.'],
  before_it_began: ['lastOn', 'Enter a last day that is not before the first day in post'],
  starts_before_it_ends: ['startsOn', 'Enter a first day there that is after the last day here'],
} as const

/**
 * Moves somebody from one organisation to another: the post here ends, one there begins, and both stay in their history. The
 * other organisation's coordinators are told. Roles that this organisation asked for end with the post here.
 */
export async function movePerson(tx: Tx, actor: Actor, move: Move, now: Temporal.Instant): Promise<string> {
  await mustKeep(tx, move.organisationId)
  const today = londonDay(now)
  const found = await findPost(tx, move.postId)
  if (!found || found.organisationId !== move.organisationId) throw new NotHere('no such post')
  // From here on two who move the same person take turns, and the second sees what the first did.
  const person = await findPerson(tx, found.personId, true)
  if (!person) throw new NotHere('no such person')
  const posts = await listPostsOf(tx, person.id)
  const post = posts.find(({ id }) => id === move.postId)
  if (!post || post.to || inPost(post, today) === 'past')
    throw new Refusal('gone', goneWords(person.name, posts))
  const there = await findOrganisation(tx, move.toOrganisationId)
  if (!there || there.to)
    throw new Refusal('no_organisation', 'Choose the organisation they move to', 'toOrganisationId')
  const problem = moveProblem({
    post,
    fromOrganisation: move.organisationId,
    toOrganisation: there.id,
    lastOn: move.lastOn,
    startsOn: move.startsOn,
  })
  if (problem) throw new Refusal(problem, problems[problem][1], problems[problem][0])
  if (posts.some((one) => one.organisationId === there.id && !one.to))
    throw new Refusal('in_post_there', `${person.name} is in post there already`, 'toOrganisationId')
  const network = networkIn(tx)
  await network
    .insertInto('network.post')
    .values({
      person_id: person.id,
      organisation_id: there.id,
      title: move.post,
      area_id: null,
      phone: move.phone,
      from_on: move.startsOn,
      to_on: null,
      ended_because: null,
      changed_at: now,
    })
    .execute()
  await network
    .updateTable('network.post')
    .set({ to_on: move.lastOn, ended_because: 'moved', changed_at: now, version: post.version + 1 })
    .where('id', '=', post.id)
    .execute()
  await tellOthers(tx, actor, { ...move, name: person.name, from: post.organisation, there: there.name }, now)
  await record(tx, actor, events.person_moved, {
    person: person.id,
    from_organisation: move.organisationId,
    to_organisation: there.id,
    last_on: move.lastOn.toString(),
  })
  return person.id
}

function goneWords(name: string, posts: Awaited<ReturnType<typeof listPostsOf>>): string {
  const next = posts.find((post) => !post.to)
  return next
    ? `Somebody else was quicker: ${name} now goes to ${next.organisation} from ${dayInFull(next.from)}. Nothing was changed by you.`
    : `Somebody else was quicker: the last day of ${name} here is noted already. Nothing was changed by you.`
}

async function tellOthers(
  tx: Tx,
  actor: Actor,
  move: Move & { readonly name: string; readonly from: string; readonly there: string },
  now: Temporal.Instant,
): Promise<void> {
  for (const coordinator of await listCoordinators(tx, move.toOrganisationId, londonDay(now))) {
    if (coordinator.id === personOf(actor)) continue
    await queueMail(
      tx,
      {
        to: { personId: coordinator.id },
        purpose: 'network.mover_told',
        subject: 'Somebody joins your organisation’s list – Holdfast',
        notice: {
          heading: 'Somebody joins your list',
          paragraphs: [
            `${move.name} moves from ${move.from} to ${move.there} and starts on ${dayInFull(move.startsOn)} as ${move.post}.`,
            'Check that this is right. You can change it, or note that they leave.',
          ],
          action: {
            label: 'See your list',
            href: `/network/organisations/${move.toOrganisationId}/people`,
          },
          why: `You get this because you keep the list of people of ${move.there} in Holdfast.`,
        },
      },
      now,
    )
  }
}
