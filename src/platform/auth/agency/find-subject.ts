import { record } from '#platform/audit/record.ts'
import type { Tx } from '#platform/db/tx.ts'
import { system } from '../actor.ts'
import type { Desk } from '../desk.ts'
import type { KnownPerson } from '../directory.ts'
import { authEvents } from '../events.ts'
import { enterPerson } from '../session/arrive.ts'
import { authIn } from '../tables.ts'
import type { Agreement } from './agreement.ts'

type Told = { readonly sub: string; readonly email?: unknown; readonly email_verified?: unknown }

/**
 * Who an agency's subject is, or why nobody. The first time by the work address; from then on by the subject alone, so that an
 * address which the agency gives to somebody else does not carry the person with it. Always somebody of that organisation and
 * of no other.
 */
export async function findSubject(
  tx: Tx,
  desk: Desk,
  agreed: Agreement,
  told: Told,
  now: Temporal.Instant,
): Promise<KnownPerson | string> {
  const bound = await authIn(tx)
    .selectFrom('auth.account')
    .select('person_id')
    .where('provider_id', '=', agreed.id)
    .where('account_id', '=', told.sub)
    .executeTakeFirst()
  const person = bound
    ? await desk.directory.findById(tx, bound.person_id, now)
    : await findByAddress(tx, desk, told, now)
  if (!person) return bound ? 'not_in_directory' : 'unknown'
  // Being on an organisation's list too is not enough: its sign-in would then speak for people of every other one.
  if (!(await desk.directory.worksOnlyAt(tx, person.personId, agreed.organisationId, now)))
    return 'other_organisation'
  if (bound) return person
  return (await bind(tx, agreed, told.sub, person, now)) ? person : 'other_subject'
}

async function findByAddress(
  tx: Tx,
  desk: Desk,
  told: Told,
  now: Temporal.Instant,
): Promise<KnownPerson | null> {
  if (typeof told.email !== 'string' || told.email_verified === false) return null
  return desk.directory.findByEmail(tx, told.email, now)
}

/** False when the person is bound to another subject of the same agency already: then a person must look at it. */
async function bind(
  tx: Tx,
  agreed: Agreement,
  subject: string,
  person: KnownPerson,
  now: Temporal.Instant,
): Promise<boolean> {
  await enterPerson(tx, person.personId)
  const bound = await authIn(tx)
    .insertInto('auth.account')
    .values({ account_id: subject, provider_id: agreed.id, person_id: person.personId, updated_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  if (bound)
    await record(tx, system('sign-in'), authEvents.agency_bound, {
      agency: agreed.id,
      person: person.personId,
    })
  return bound !== undefined
}
