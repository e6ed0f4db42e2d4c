import { createHmac } from 'node:crypto'
import type { Tx } from '#platform/db/tx.ts'
import { visitor, type Actor, type PersonActor, type Strength } from '../actor.ts'
import type { Desk } from '../desk.ts'
import type { KnownPerson } from '../directory.ts'
import { authIn } from '../tables.ts'
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
  if (!token) return nobody
  return desk.asSystem(async (tx) => {
    const session = await authIn(tx)
      .selectFrom('auth.session')
      .select(['id', 'person_id', 'how', 'strength', 'expires_at', 'last_seen_at'])
      .where('token', '=', token)
      .executeTakeFirst()
    if (!session) return nobody
    const times = {
      expiresAt: session.expires_at,
      lastSeenAt: session.last_seen_at,
      strength: session.strength,
    }
    if (!isOpen(times, now)) return { ...nobody, expiredPersonId: session.person_id }
    const person = await desk.directory.findById(tx, session.person_id, now)
    if (!person) return nobody
    if (isSeenAnew(times, now)) await markSeen(tx, session.id, now)
    return {
      actor: actorOf(person, session.id, session.strength),
      session: {
        id: session.id,
        how: session.how,
        expiresAt: session.expires_at,
        binding: createHmac('sha256', desk.key('form binding')).update(session.id).digest('base64url'),
      },
      expiredPersonId: null,
    }
  })
}

/** Seen by whichever of several requests at once is first; the others do not wait. */
async function markSeen(tx: Tx, sessionId: string, now: Temporal.Instant): Promise<void> {
  const free = await authIn(tx)
    .selectFrom('auth.session')
    .select('id')
    .where('id', '=', sessionId)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst()
  if (free)
    await authIn(tx)
      .updateTable('auth.session')
      .set({ last_seen_at: now })
      .where('id', '=', sessionId)
      .execute()
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
