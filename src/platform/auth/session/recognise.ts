import { createHmac } from 'node:crypto'
import { visitor, type Actor, type PersonActor, type Strength } from '../actor.ts'
import type { Desk } from '../desk.ts'
import type { KnownPerson } from '../directory.ts'
import { findSession, markSeen } from './find-session.ts'
import type { How } from './how.ts'
import { isOpen, isSeenAnew } from './lifetime.ts'

export type OpenSession = {
  readonly id: string
  readonly how: How
  readonly expiresAt: Temporal.Instant
  /** What the form tokens of this session are bound to. It tells nothing about the session. */
  readonly binding: string
}

/** Who asks, as far as their cookie shows it. */
export type Recognised = {
  readonly actor: Actor
  readonly session: OpenSession | null
  /** Whose session in this browser has run out by time, so that what they typed can be kept for them. */
  readonly expiredPersonId: string | null
}

const nobody: Recognised = { actor: visitor, session: null, expiredPersonId: null }

/**
 * Who is asking. Read afresh from session and directory each time, so that an ended session or a leaver counts at the very next
 * request. A cookie that we did not sign costs no statement.
 */
export async function recognise(
  desk: Desk,
  cookieHeader: string | undefined,
  now: Temporal.Instant,
): Promise<Recognised> {
  const token = desk.cookie.tokenFrom(cookieHeader)
  const session = token ? await findSession(desk.authPool, token) : null
  if (!session) return nobody
  if (!isOpen(session, now)) return { ...nobody, expiredPersonId: session.personId }
  const person = await desk.asSystem((tx) => desk.directory.findById(tx, session.personId, now))
  if (!person) return nobody
  if (isSeenAnew(session, now)) await markSeen(desk.authPool, session.id, now)
  return {
    actor: actorOf(person, session.id, session.strength),
    session: {
      id: session.id,
      how: session.how,
      expiresAt: session.expiresAt,
      binding: createHmac('sha256', desk.bindingKey).update(session.id).digest('base64url'),
    },
    expiredPersonId: null,
  }
}

export const actorOf = (person: KnownPerson, sessionId: string, strength: Strength): PersonActor => ({
  kind: 'person',
  personId: person.personId,
  name: person.name,
  organisationId: person.organisationId,
  organisation: person.organisation,
  roles: person.roles,
  strength,
  sessionId,
})
