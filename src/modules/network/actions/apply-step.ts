import { sql } from 'kysely'
import type { Actor } from '#platform/auth/actor.ts'
import { addressChanged } from '#platform/auth/address-changed.ts'
import type { Tx } from '#platform/db/tx.ts'
import { findPerson } from '../queries/find-person.ts'
import { unknownPost } from '../queries/known.ts'
import type { StoredStep } from '../rules/import-steps.ts'
import { londonDay } from '../rules/london-day.ts'
import { networkIn } from '../tables.ts'
import { endLeaver } from './end-leaver.ts'
import { mailboxIsTaken } from './work-email.ts'

type Around = {
  readonly actor: Actor
  readonly now: Temporal.Instant
  /** Who confirmed the import, and so gives the roles that it names. */
  readonly confirmedBy: string | null
}

/** A row that cannot be written as it was planned, because the register is not as it was. */
export class StepProblem extends Error {
  override name = 'StepProblem'
}

const day = (text: string) => Temporal.PlainDate.from(text)
const unsorted = { key: 'unsorted', name: 'Not sorted yet', position: 1000 }

/** Takes one write of an import. Run again it changes nothing more, because ids of what is added were settled beforehand. */
export async function applyStep(tx: Tx, step: StoredStep, around: Around): Promise<void> {
  const network = networkIn(tx)
  const { now } = around
  switch (step.step) {
    case 'add-organisation': {
      if (!step.kind)
        await network
          .insertInto('network.organisation_kind')
          .values(unsorted)
          .onConflict((conflict) => conflict.doNothing())
          .execute()
      await network
        .insertInto('network.organisation')
        .values({
          id: step.id,
          name: step.name,
          kind: step.kind ?? unsorted.key,
          area_id: step.areaId,
          parent_id: step.parentId,
          from_on: londonDay(now),
          to_on: null,
          changed_at: now,
        })
        .execute()
      return
    }
    case 'change-organisation': {
      const { name, kind, areaId, parentId } = step.set
      await network
        .updateTable('network.organisation')
        .set(({ eb }) => ({
          ...(name ? { name } : {}),
          ...(kind ? { kind } : {}),
          ...(areaId ? { area_id: areaId } : {}),
          ...(parentId ? { parent_id: parentId } : {}),
          changed_at: now,
          version: eb('version', '+', 1),
        }))
        .where('id', '=', step.id)
        .execute()
      return
    }
    case 'add-person': {
      const shares = await mailboxIsTaken(tx, step.email, null)
      await network
        .insertInto('network.person')
        .values({
          id: step.id,
          title: step.name.title,
          given_name: step.name.given,
          family_name: step.name.family,
          work_email: step.email,
          signs_in: !shares,
          added_at: now,
          changed_at: now,
        })
        .execute()
      if (step.champion) await setChampion(tx, step.id, true, around)
      return
    }
    case 'change-person':
      return changePerson(tx, step, around)
    case 'add-post': {
      const to = step.to ? day(step.to) : null
      await network
        .insertInto('network.post')
        .values({
          id: step.id,
          person_id: step.personId,
          organisation_id: step.organisationId,
          title: step.jobTitle ?? unknownPost,
          area_id: step.areaId,
          phone: step.phone,
          from_on: step.from ? day(step.from) : londonDay(now),
          to_on: to,
          ended_because: to ? 'left' : null,
          changed_at: now,
        })
        .execute()
      // Somebody who left once and stands on a list again has come back.
      if (!to)
        await network
          .updateTable('network.person')
          .set({ left_at: null, changed_at: now })
          .where('id', '=', step.personId)
          .where('left_at', 'is not', null)
          .execute()
      return
    }
    case 'change-post':
      return changePost(tx, step, around)
    case 'end-post':
      await network
        .updateTable('network.post')
        .set(({ eb }) => ({
          to_on: day(step.on),
          ended_because: 'moved',
          changed_at: now,
          version: eb('version', '+', 1),
        }))
        .where('id', '=', step.id)
        .where('to_on', 'is', null)
        .execute()
  }
}

type ChangePerson = Extract<StoredStep, { step: 'change-person' }>
type ChangePost = Extract<StoredStep, { step: 'change-post' }>

async function changePerson(tx: Tx, step: ChangePerson, around: Around): Promise<void> {
  const { title, given, family, email, champion } = step.set
  const person = await findPerson(tx, step.id, true)
  if (!person) throw new StepProblem('This person is not in the register any more.')
  const shares = email ? await mailboxIsTaken(tx, email, person.id) : false
  await networkIn(tx)
    .updateTable('network.person')
    .set({
      ...(title === undefined ? {} : { title }),
      ...(given === undefined ? {} : { given_name: given }),
      ...(family === undefined ? {} : { family_name: family }),
      ...(email === undefined ? {} : { work_email: email, signs_in: !shares }),
      changed_at: around.now,
      version: person.version + 1,
    })
    .where('id', '=', person.id)
    .execute()
  if (email !== undefined && person.email !== null && email !== person.email)
    await addressChanged(
      tx,
      around.actor,
      { personId: person.id, oldAddress: person.email, askedBy: around.confirmedBy },
      around.now,
    )
  if (champion !== undefined) await setChampion(tx, person.id, champion, around)
}

async function changePost(tx: Tx, step: ChangePost, around: Around): Promise<void> {
  const { jobTitle, areaId, phone, from, to } = step.set
  const network = networkIn(tx)
  const post = await network
    .updateTable('network.post')
    .set(({ eb }) => ({
      ...(jobTitle ? { title: jobTitle } : {}),
      ...(areaId === undefined ? {} : { area_id: areaId }),
      ...(phone === undefined ? {} : { phone }),
      ...(from ? { from_on: day(from) } : {}),
      ...(to ? { to_on: day(to), ended_because: 'left' } : {}),
      changed_at: around.now,
      version: eb('version', '+', 1),
    }))
    .where('id', '=', step.id)
    .returning(['person_id', 'organisation_id'])
    .executeTakeFirst()
  if (!post) throw new StepProblem('This post is not in the register any more.')
  if (to) await noteLeft(tx, { ...post, postId: step.id, lastOn: day(to) }, around)
}

type Left = { person_id: string; organisation_id: string; postId: string; lastOn: Temporal.PlainDate }

/** A list that says when somebody left is a leaver noted: at once where the day has passed, else after it. */
async function noteLeft(tx: Tx, left: Left, around: Around): Promise<void> {
  const network = networkIn(tx)
  const { id } = await network
    .insertInto('network.leaving')
    .values({
      person_id: left.person_id,
      organisation_id: left.organisation_id,
      last_on: left.lastOn,
      posts: [left.postId],
      noted_by: around.confirmedBy,
      noted_at: around.now,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['person_id', 'organisation_id'])
        .where('undone_at', 'is', null)
        .where('finished_at', 'is', null)
        .doUpdateSet({ last_on: left.lastOn }),
    )
    .returning('id')
    .executeTakeFirstOrThrow()
  if (Temporal.PlainDate.compare(left.lastOn, londonDay(around.now)) < 0)
    await endLeaver(
      tx,
      around.actor,
      {
        leavingId: id,
        personId: left.person_id,
        organisationId: left.organisation_id,
        posts: [left.postId],
      },
      around.now,
    )
}

/** The officer who confirmed the list gives the role; nobody is made a champion by their own list. */
async function setChampion(tx: Tx, personId: string, champion: boolean, around: Around): Promise<void> {
  const { now, confirmedBy } = around
  if (confirmedBy === personId) return
  if (champion)
    await sql`
      insert into network.role_grant (person_id, role, state, from_on, requested_by, requested_at, decided_by, decided_at)
      values (${personId}, 'champion', 'granted', ${londonDay(now)}, ${confirmedBy}, ${now}, ${confirmedBy}, ${now})
      on conflict do nothing`.execute(networkIn(tx))
  else
    await sql`
      update network.role_grant set state = 'ended', ended_by = ${confirmedBy}, ended_at = ${now}, ended_because = 'import'
      where person_id = ${personId} and role = 'champion' and state in ('granted', 'requested')`.execute(
      networkIn(tx),
    )
}
