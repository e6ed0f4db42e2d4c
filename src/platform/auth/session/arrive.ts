import { record } from '#platform/audit/record.ts'
import { platformEvents } from '#platform/audit/events.ts'
import type { Tx } from '#platform/db/tx.ts'
import { visitor, type PersonActor, type Strength } from '../actor.ts'
import type { Desk } from '../desk.ts'
import type { KnownPerson } from '../directory.ts'
import { authIn } from '../tables.ts'
import type { How } from './how.ts'
import { actorOf } from './recognise.ts'

/** A sign-in that came about: who it is, and the cookies that the browser must be given. */
export type Arrival = { readonly ok: true; readonly actor: PersonActor; readonly cookies: readonly string[] }

/** A sign-in that did not. The reason is for the audit; the person reads one sentence whatever it was. */
export type Refused = { readonly ok: false; readonly reason: string }

/** The name by which Better Auth knows a person. It is no mailbox, so mail sent to it goes nowhere. */
export const opaqueAddress = (personId: string): string => `${personId}@person.invalid`

/** Enters a person in Better Auth's book, by id alone. */
export async function enterPerson(tx: Tx, personId: string): Promise<void> {
  await authIn(tx)
    .insertInto('auth.person')
    .values({ id: personId, name: '', email: opaqueAddress(personId), email_verified: true })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Writes a refused sign-in down in a transaction of its own, since the page that refuses rolls its own back. */
export async function refuse(desk: Desk, how: How, reason: string): Promise<Refused> {
  await desk.asSystem((tx) => record(tx, visitor, platformEvents.sign_in_refused, { how, reason }))
  return { ok: false, reason }
}

/**
 * The last step of every way in: the session that Better Auth has just made counts only if the directory still knows its person,
 * and is written down. Otherwise it is gone before anybody held its cookie.
 */
export async function arrive(
  desk: Desk,
  response: Response,
  session: { id: string; personId: string; how: How; strength: Strength },
  now: Temporal.Instant,
): Promise<Arrival | Refused> {
  const person = await desk.asSystem(async (tx) => {
    const known = await desk.directory.findById(tx, session.personId, now)
    if (!known) {
      await authIn(tx).deleteFrom('auth.session').where('id', '=', session.id).execute()
      return null
    }
    const actor = actorOf(known, session.id, session.strength)
    await record(tx, actor, platformEvents.signed_in, { how: session.how, strength: session.strength })
    return actor
  })
  if (!person) return refuse(desk, session.how, 'not_in_directory')
  return { ok: true, actor: person, cookies: response.headers.getSetCookie() }
}

/** Signs in a person whom our own code has found to be who they are, by a way that Better Auth does not know. */
export async function arriveKnown(
  desk: Desk,
  person: KnownPerson,
  by: { how: How; strength: Strength; device: string },
  now: Temporal.Instant,
): Promise<Arrival | Refused> {
  await desk.asSystem((tx) => enterPerson(tx, person.personId))
  const response = await desk.auth.api.signInKnown({
    body: { personId: person.personId, how: by.how, strength: by.strength },
    headers: new Headers({ 'user-agent': by.device }),
    asResponse: true,
  })
  if (!response.ok) return refuse(desk, by.how, 'no_session')
  const { sessionId } = (await response.clone().json()) as { sessionId: string }
  return arrive(
    desk,
    response,
    { id: sessionId, personId: person.personId, how: by.how, strength: by.strength },
    now,
  )
}
