import { randomUUID } from 'node:crypto'
import { record } from '#platform/audit/record.ts'
import type { Tx } from '#platform/db/tx.ts'
import { NotHere, Refusal } from '#platform/http/refusal.ts'
import type { PersonActor } from '../actor.ts'
import type { Desk } from '../desk.ts'
import { authEvents } from '../events.ts'
import { sealSecret } from '../sealed-secret.ts'
import { authIn } from '../tables.ts'
import { agencyKey } from './agreement.ts'

export type AgencyInput = {
  /** The address of anybody who works there: how the organisation is named without a list of all. */
  readonly email: string
  readonly name: string
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string | null
  readonly acrValues: readonly string[]
  readonly amrValues: readonly string[]
}

/** Writes down an organisation's own sign-in. It opens nothing until somebody else with another role has confirmed it. */
export async function setAgency(
  tx: Tx,
  desk: Desk,
  actor: PersonActor,
  input: AgencyInput,
  now: Temporal.Instant,
): Promise<string> {
  const somebody = await desk.directory.findByEmail(tx, input.email, now)
  if (!somebody?.organisationId)
    throw new Refusal(
      'unknown',
      'Nobody in the network has this address. Enter the address of somebody who works there.',
      'email',
    )
  const id = randomUUID()
  await authIn(tx)
    .insertInto('platform.agency_sign_in')
    .values({
      id,
      organisation_id: somebody.organisationId,
      name: input.name,
      issuer: input.issuer,
      client_id: input.clientId,
      sealed_secret: input.clientSecret ? sealSecret(agencyKey(desk), id, input.clientSecret) : null,
      acr_values: [...input.acrValues],
      amr_values: [...input.amrValues],
      active_from: now,
      active_to: null,
      set_by: actor.personId,
      set_at: now,
    })
    .execute()
  await record(tx, actor, authEvents.agency_sign_in_set, {
    agency: id,
    organisation: somebody.organisationId,
  })
  return id
}

/** Ends an organisation's own sign-in now. Sessions that it opened go on to their end; who must leave at once is ended by themselves. */
export async function endAgency(
  tx: Tx,
  actor: PersonActor,
  id: string,
  now: Temporal.Instant,
): Promise<void> {
  const ended = await authIn(tx)
    .updateTable('platform.agency_sign_in')
    .set({ active_to: now })
    .where('id', '=', id)
    .where('active_to', 'is', null)
    .returning('organisation_id')
    .executeTakeFirst()
  if (!ended) throw new NotHere('no such agency')
  await record(tx, actor, authEvents.agency_sign_in_ended, {
    agency: id,
    organisation: ended.organisation_id,
  })
}

/**
 * The second look: issuer, and what counts as strong. The policy keeps it from whoever set it up, and from roles that do not
 * answer for who comes in.
 */
export async function confirmAgency(
  tx: Tx,
  actor: PersonActor,
  id: string,
  now: Temporal.Instant,
): Promise<void> {
  const agency = await authIn(tx)
    .selectFrom('platform.agency_sign_in')
    .select('set_by')
    .where('id', '=', id)
    .executeTakeFirst()
  if (!agency) throw new NotHere('no such agency')
  if (agency.set_by === actor.personId)
    throw new Refusal('same_person', 'You set this up yourself. Somebody else has to confirm it.')
  await authIn(tx)
    .insertInto('platform.agency_confirmation')
    .values({ agency_id: id, confirmed_by: actor.personId, confirmed_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  await record(tx, actor, authEvents.agency_sign_in_confirmed, { agency: id })
}

export type AgencyRow = {
  readonly id: string
  readonly name: string
  readonly issuer: string
  readonly acr_values: readonly string[]
  readonly amr_values: readonly string[]
  readonly active_from: Temporal.Instant
  readonly active_to: Temporal.Instant | null
  readonly confirmed_at: Temporal.Instant | null
}

export const listAllAgencies = (tx: Tx): Promise<AgencyRow[]> =>
  authIn(tx)
    .selectFrom('platform.agency_sign_in')
    .leftJoin('platform.agency_confirmation', 'agency_id', 'id')
    .select(['id', 'name', 'issuer', 'acr_values', 'amr_values', 'active_from', 'active_to', 'confirmed_at'])
    .orderBy('name')
    .orderBy('active_from', 'desc')
    .execute()
