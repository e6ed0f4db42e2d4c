import { record } from '#platform/audit/record.ts'
import type { Actor } from '#platform/auth/actor.ts'
import type { Tx } from '#platform/db/tx.ts'
import { Refusal } from '#platform/http/refusal.ts'
import { events } from '../declarations.ts'
import { findOrganisation } from '../queries/find-organisation.ts'
import { findPerson, listPostsOf } from '../queries/find-person.ts'
import { mustKeep } from '../queries/keeps.ts'
import { listPeopleAlike } from '../queries/people-alike.ts'
import { inPost } from '../rules/in-post.ts'
import { londonDay } from '../rules/london-day.ts'
import { networkIn } from '../tables.ts'
import { mailboxIsTaken, readWorkEmail } from './work-email.ts'

export type Starter = {
  readonly organisationId: string
  readonly title: string | null
  readonly given: string
  readonly family: string
  readonly email: string | null
  readonly onlyPrivate: boolean
  readonly post: string
  readonly areaId: string | null
  readonly phone: string | null
  readonly startsOn: Temporal.PlainDate
  /** A person whom Holdfast knows, `new` when it is none of those it asked about, null when nobody was asked yet. */
  readonly who: string | null
}

/**
 * Adds somebody who starts. Where Holdfast knows somebody alike it asks first whether it is they: one who comes back, or works
 * in two places, keeps one history. Two people are never joined without being asked, nor one person made twice.
 */
export async function addStarter(
  tx: Tx,
  actor: Actor,
  starter: Starter,
  now: Temporal.Instant,
): Promise<{ personId: string; shares: boolean }> {
  await mustKeep(tx, starter.organisationId)
  const today = londonDay(now)
  const organisation = await findOrganisation(tx, starter.organisationId)
  if (organisation?.to) throw new Refusal('ended', 'This organisation has ended, so nobody can start there')
  const email = readWorkEmail(starter.email, starter.onlyPrivate)
  const alike = await listPeopleAlike(tx, { ...starter, email }, today)
  const known = alike.find(({ id }) => id === starter.who)
  if (alike.length > 0 && !known && starter.who !== 'new')
    throw new Refusal('maybe_known', 'Say whether it is one of these people', 'who')
  const person = known
    ? await comeBack(tx, { ...starter, personId: known.id }, today)
    : await makePerson(tx, { ...starter, email }, now)
  const { id: post } = await networkIn(tx)
    .insertInto('network.post')
    .values({
      person_id: person.id,
      organisation_id: starter.organisationId,
      title: starter.post,
      area_id: starter.areaId,
      phone: starter.phone,
      from_on: starter.startsOn,
      to_on: null,
      ended_because: null,
      changed_at: now,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  if (known)
    await networkIn(tx)
      .updateTable('network.person')
      .set({ left_at: null, changed_at: now })
      .where('id', '=', known.id)
      .where('left_at', 'is not', null)
      .execute()
  await record(tx, actor, events.starter_added, {
    person: person.id,
    post,
    organisation: starter.organisationId,
    known: known !== undefined,
  })
  return { personId: person.id, shares: person.shares }
}

type Made = { readonly id: string; readonly shares: boolean }

async function makePerson(tx: Tx, starter: Starter, now: Temporal.Instant): Promise<Made> {
  const shares = await mailboxIsTaken(tx, starter.email, null)
  const { id } = await networkIn(tx)
    .insertInto('network.person')
    .values({
      title: starter.title,
      given_name: starter.given,
      family_name: starter.family,
      work_email: starter.email,
      signs_in: !shares,
      added_at: now,
      changed_at: now,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return { id, shares }
}

/** Somebody known takes a post here. Their name and address stay as they are: they are changed where they are known. */
async function comeBack(
  tx: Tx,
  starter: { readonly personId: string; readonly organisationId: string; readonly post: string },
  today: Temporal.PlainDate,
): Promise<Made> {
  const person = await findPerson(tx, starter.personId)
  if (!person) throw new Refusal('gone', 'Say whether it is one of these people', 'who')
  const here = (await listPostsOf(tx, person.id)).find(
    (post) => post.organisationId === starter.organisationId && inPost(post, today) !== 'past' && !post.to,
  )
  if (here && here.title.toLowerCase() === starter.post.toLowerCase())
    throw new Refusal('in_post', `${person.name} is in post here already, as ${here.title}`, 'post')
  return { id: person.id, shares: false }
}
