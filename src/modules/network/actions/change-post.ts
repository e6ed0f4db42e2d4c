import { record } from '#platform/audit/record.ts'
import { addressChanged } from '#platform/auth/address-changed.ts'
import type { Actor } from '#platform/auth/actor.ts'
import type { Tx } from '#platform/db/tx.ts'
import { NotHere, Refusal } from '#platform/http/refusal.ts'
import { events } from '../declarations.ts'
import { findPerson, findPost, type PersonFacts, type PostFacts } from '../queries/find-person.ts'
import { answersFor, mustKeep } from '../queries/keeps.ts'
import { changedFields } from '../rules/changed.ts'
import { networkIn } from '../tables.ts'
import { mailboxIsTaken, readWorkEmail } from './work-email.ts'

export type PostChange = {
  readonly postId: string
  readonly organisationId: string
  readonly personVersion: number
  readonly postVersion: number
  readonly title: string | null
  readonly given: string
  readonly family: string
  readonly email: string | null
  readonly onlyPrivate: boolean
  readonly post: string
  readonly areaId: string | null
  readonly phone: string | null
}

/**
 * Changes what is known of a person in post. A changed address tells the old one and ends sessions. When somebody else changed
 * them since the form was opened, it is refused with what stands now, so that nothing is written over unseen.
 */
export async function changePost(
  tx: Tx,
  actor: Actor,
  change: PostChange,
  now: Temporal.Instant,
): Promise<{ personId: string; addressChanged: boolean }> {
  await mustKeep(tx, change.organisationId)
  const found = await findPost(tx, change.postId)
  if (!found || found.organisationId !== change.organisationId) throw new NotHere('no such post')
  const person = await findPerson(tx, found.personId, true)
  const post = await findPost(tx, change.postId)
  if (!person || !post) throw new NotHere('no such person')
  if (person.version !== change.personVersion || post.version !== change.postVersion)
    throw new Refusal('changed_meanwhile', changedMeanwhile(person, post, change))
  const email =
    change.email?.toLowerCase() === person.email?.toLowerCase()
      ? person.email
      : readWorkEmail(change.email, change.onlyPrivate)
  await changePerson(tx, actor, person, { ...change, email }, now)
  const before = { title: post.title, areaId: post.areaId, phone: post.phone }
  const after = { title: change.post, areaId: change.areaId, phone: change.phone }
  const changed = changedFields(before, after)
  if (changed.length > 0)
    await networkIn(tx)
      .updateTable('network.post')
      .set({
        title: after.title,
        area_id: after.areaId,
        phone: after.phone,
        changed_at: now,
        version: post.version + 1,
      })
      .where('id', '=', post.id)
      .execute()
  await record(tx, actor, events.post_changed, { person: person.id, post: post.id, changed })
  return { personId: person.id, addressChanged: email !== person.email }
}

async function changePerson(
  tx: Tx,
  actor: Actor,
  person: PersonFacts,
  after: {
    readonly title: string | null
    readonly given: string
    readonly family: string
    readonly email: string | null
  },
  now: Temporal.Instant,
): Promise<void> {
  const { title, given, family, email } = person
  const changed = changedFields({ title, given, family, email }, after)
  if (changed.length === 0) return
  if (changed.includes('email') && !(await answersFor(tx, person.id)))
    throw new Refusal(
      'address_kept_elsewhere',
      `${person.name} also works elsewhere, or holds a role for the whole partnership. Ask the partnership officer to change the address.`,
      'email',
    )
  const taken = await mailboxIsTaken(tx, after.email, person.id)
  await networkIn(tx)
    .updateTable('network.person')
    .set({
      title: after.title,
      given_name: after.given,
      family_name: after.family,
      work_email: after.email,
      signs_in: !taken,
      changed_at: now,
      version: person.version + 1,
    })
    .where('id', '=', person.id)
    .execute()
  await record(tx, actor, events.person_changed, { person: person.id, changed })
  if (!changed.includes('email')) return
  await record(tx, actor, events.address_changed, { person: person.id })
  if (email !== null) await addressChanged(tx, actor, { personId: person.id, oldAddress: email }, now)
}

/** What stands now, where it differs from what this person typed. */
function changedMeanwhile(person: PersonFacts, post: PostFacts, change: PostChange): string {
  const stands = [
    ['first name', person.given, change.given],
    ['last name', person.family, change.family],
    ['work e-mail', person.email, change.email],
    ['job title', post.title, change.post],
    ['telephone', post.phone, change.phone],
  ] as const
  const other = stands
    .filter(([, now, typed]) => (now ?? '') !== (typed ?? ''))
    .map(([label, now]) => `${label} “${now ?? 'none'}”`)
  const says = other.length > 0 ? ` It now says: ${other.join(', ')}.` : ''
  return `Somebody else changed this person since you opened the form.${says} What you typed is kept: send it again to write it over theirs.`
}
