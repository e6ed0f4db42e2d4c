import { sql } from 'kysely'
import { record } from '#platform/audit/record.ts'
import type { Actor } from '#platform/auth/actor.ts'
import { roles } from '#platform/auth/roles.ts'
import type { Tx } from '#platform/db/tx.ts'
import { Refusal } from '#platform/http/refusal.ts'
import { events } from '../declarations.ts'
import { londonDay } from '../rules/london-day.ts'
import { usualKinds } from '../rules/usual-kinds.ts'
import { networkIn } from '../tables.ts'
import { addOrganisation } from './keep-organisation.ts'
import { readWorkEmail } from './work-email.ts'

export type FirstPerson = { readonly given: string; readonly family: string; readonly email: string }

type Beginning = {
  readonly organisation: string
  readonly officer: FirstPerson
  readonly approver: FirstPerson
}

/**
 * Gives an empty installation its first two people. It takes two, for the officer asks and the approver decides: an officer
 * alone could have nothing approved and nobody else made an approver.
 * @throws Refusal once anybody holds or has held a role: from then on roles are asked for and given by people
 */
export async function beginNetwork(
  tx: Tx,
  actor: Actor,
  input: Beginning,
  now: Temporal.Instant,
): Promise<{ organisationId: string; officerId: string; approverId: string }> {
  const network = networkIn(tx)
  // Two who begin at the same moment take turns, and the second is refused.
  await sql`lock table network.role_grant in share row exclusive mode`.execute(network)
  const held = await network.selectFrom('network.role_grant').select('id').limit(1).executeTakeFirst()
  if (held)
    throw new Refusal(
      'begun',
      'This partnership has begun: somebody has a role already. Roles are now asked for and given on the pages of the network.',
    )
  const officerEmail = readWorkEmail(input.officer.email, true)
  const approverEmail = readWorkEmail(input.approver.email, true)
  if (officerEmail?.toLowerCase() === approverEmail?.toLowerCase())
    throw new Refusal(
      'one_person',
      'The officer and the approver are two people, each with their own address.',
    )
  await network
    .insertInto('network.organisation_kind')
    .values([...usualKinds])
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const organisation = await addOrganisation(
    tx,
    actor,
    { name: input.organisation, kind: 'partnership', areaId: null, parentId: null },
    now,
  )
  await record(tx, actor, events.network_begun, { organisation: organisation.id })
  const add = (who: FirstPerson, email: string | null, role: 'officer' | 'approver') =>
    addFirst(tx, actor, { ...who, email, role, organisationId: organisation.id }, now)
  const officerId = await add(input.officer, officerEmail, 'officer')
  const approverId = await add(input.approver, approverEmail, 'approver')
  return { organisationId: organisation.id, officerId, approverId }
}

async function addFirst(
  tx: Tx,
  actor: Actor,
  first: {
    readonly given: string
    readonly family: string
    readonly email: string | null
    readonly role: 'officer' | 'approver'
    readonly organisationId: string
  },
  now: Temporal.Instant,
): Promise<string> {
  const network = networkIn(tx)
  const { given, family, email, role, organisationId } = first
  const person = await network
    .insertInto('network.person')
    .values({
      title: null,
      given_name: given,
      family_name: family,
      work_email: email,
      added_at: now,
      changed_at: now,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const post = await network
    .insertInto('network.post')
    .values({
      person_id: person.id,
      organisation_id: organisationId,
      title: roles[role].name,
      area_id: null,
      phone: null,
      from_on: londonDay(now),
      to_on: null,
      ended_because: null,
      changed_at: now,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await record(tx, actor, events.starter_added, {
    person: person.id,
    post: post.id,
    organisation: organisationId,
    known: false,
  })
  const grant = await network
    .insertInto('network.role_grant')
    .values({
      person_id: person.id,
      role,
      area_id: null,
      organisation_id: null,
      state: 'granted',
      from_on: londonDay(now),
      to_on: null,
      reason: null,
      requested_by: null,
      requested_at: now,
      decided_by: null,
      decided_at: now,
      ended_by: null,
      ended_at: null,
      ended_because: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await record(tx, actor, events.role_granted, { grant: grant.id, person: person.id, role })
  return person.id
}
