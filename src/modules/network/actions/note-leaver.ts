import { record } from '#platform/audit/record.ts'
import { personOf, type Actor } from '#platform/auth/actor.ts'
import type { Tx } from '#platform/db/tx.ts'
import { NotHere, Refusal } from '#platform/http/refusal.ts'
import { events } from '../declarations.ts'
import { findPerson, listPostsOf } from '../queries/find-person.ts'
import { mustKeep } from '../queries/keeps.ts'
import { lockLeaving } from '../queries/leavings.ts'
import { decideLeaving, decideUndo, endsNow, lastDayOf } from '../rules/leaving.ts'
import { londonDay } from '../rules/london-day.ts'
import { networkIn } from '../tables.ts'
import { endLeaver } from './end-leaver.ts'

type Noted = {
  readonly personId: string
  readonly organisationId: string
  /** `now`: they have left, their access ends with this transaction. `on`: at the end of that day. */
  readonly when: 'now' | 'on'
  readonly lastOn: Temporal.PlainDate
}

/** Notes that somebody leaves an organisation: at once, or after a last day from which their posts and rights end by themselves. */
export async function noteLeaver(tx: Tx, actor: Actor, noted: Noted, now: Temporal.Instant): Promise<void> {
  await mustKeep(tx, noted.organisationId)
  const network = networkIn(tx)
  const today = londonDay(now)
  const person = await findPerson(tx, noted.personId, true)
  if (!person) throw new NotHere('no such person')
  if (person.id === personOf(actor))
    throw new Refusal('oneself', 'Ask the partnership officer or another coordinator to note that you leave')
  const posts = (await listPostsOf(tx, person.id)).filter(
    (post) => post.organisationId === noted.organisationId,
  )
  const lastOn = noted.when === 'now' ? today : noted.lastOn
  const decision = decideLeaving(posts, lastOn, today)
  if (!decision.ok)
    throw decision.reason === 'gone'
      ? new Refusal(
          'gone',
          `${person.name} is not in post here any more. Somebody noted it before you.`,
          'when',
        )
      : new Refusal('before_it_began', 'Enter a last day that is not before the first day in post', 'lastOn')
  // One who had a last day already gets the new one.
  await network
    .updateTable('network.leaving')
    .set({ undone_at: now, undone_by: personOf(actor) })
    .where('person_id', '=', person.id)
    .where('organisation_id', '=', noted.organisationId)
    .where('undone_at', 'is', null)
    .where('finished_at', 'is', null)
    .execute()
  const ends = decision.ends
  const { id: leavingId } = await network
    .insertInto('network.leaving')
    .values({
      person_id: person.id,
      organisation_id: noted.organisationId,
      last_on: lastOn,
      posts: ends.map(({ id }) => id),
      noted_by: personOf(actor),
      noted_at: now,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  if (endsNow(noted.when, lastOn, today)) {
    const leaver = { leavingId, personId: person.id, organisationId: noted.organisationId }
    await endLeaver(tx, actor, { ...leaver, posts: ends.map(({ id }) => id) }, now)
  }
  for (const post of ends)
    await network
      .updateTable('network.post')
      .set(({ eb }) => ({
        to_on: lastDayOf(post, lastOn),
        ended_because: 'left',
        changed_at: now,
        version: eb('version', '+', 1),
      }))
      .where('id', '=', post.id)
      .execute()
  await record(tx, actor, events.leaver_noted, {
    person: person.id,
    organisation: noted.organisationId,
    last_on: lastOn.toString(),
  })
}

/** Takes a leaving back while that is possible. Gives what came back: everything, or the posts alone. */
export async function undoLeaver(
  tx: Tx,
  actor: Actor,
  input: { readonly leavingId: string; readonly organisationId: string },
  now: Temporal.Instant,
): Promise<'everything' | 'posts'> {
  await mustKeep(tx, input.organisationId)
  const network = networkIn(tx)
  const leaving = await lockLeaving(tx, input.leavingId)
  if (!leaving || leaving.organisationId !== input.organisationId) throw new NotHere('no such leaving')
  const comesBack = decideUndo(leaving, now)
  if (comesBack === 'nothing')
    throw new Refusal(
      'too_late',
      leaving.undoneAt
        ? 'This was taken back already'
        : 'This can no longer be taken back. Add them as a starter: Holdfast finds their history.',
    )
  await network
    .updateTable('network.person')
    .set({ left_at: null, changed_at: now })
    .where('id', '=', leaving.personId)
    .where('left_at', 'is not', null)
    .execute()
  await network
    .updateTable('network.post')
    .set(({ eb }) => ({
      to_on: null,
      ended_because: null,
      changed_at: now,
      version: eb('version', '+', 1),
    }))
    .where('id', 'in', [...leaving.posts])
    .where('ended_because', '=', 'left')
    .execute()
  await network
    .updateTable('network.leaving')
    .set({ undone_at: now, undone_by: personOf(actor) })
    .where('id', '=', leaving.id)
    .execute()
  await record(tx, actor, events.leaver_undone, {
    person: leaving.personId,
    organisation: leaving.organisationId,
  })
  return comesBack
}
