import type { Tx } from '#platform/db/tx.ts'
import type { PersonActor, Strength } from '../actor.ts'
import type { How } from '../session/how.ts'
import { isOpen } from '../session/lifetime.ts'
import { authIn } from '../tables.ts'

export type ListedSession = {
  readonly id: string
  readonly how: How
  readonly strength: Strength
  readonly device: string
  readonly since: Temporal.Instant
  readonly lastSeenAt: Temporal.Instant
  readonly isThisOne: boolean
}

/** Where the person is signed in now, this browser first. */
export async function listSessions(
  tx: Tx,
  actor: PersonActor,
  now: Temporal.Instant,
): Promise<ListedSession[]> {
  const rows = await authIn(tx)
    .selectFrom('auth.session')
    .select(['id', 'how', 'strength', 'device', 'created_at', 'last_seen_at', 'expires_at'])
    .where('person_id', '=', actor.personId)
    .orderBy('last_seen_at', 'desc')
    .orderBy('id')
    .execute()
  return rows
    .filter((row) =>
      isOpen({ expiresAt: row.expires_at, lastSeenAt: row.last_seen_at, strength: row.strength }, now),
    )
    .map((row) => ({
      id: row.id,
      how: row.how,
      strength: row.strength,
      device: row.device ?? 'A browser',
      since: row.created_at,
      lastSeenAt: row.last_seen_at,
      isThisOne: row.id === actor.sessionId,
    }))
    .toSorted((a, b) => Number(b.isThisOne) - Number(a.isThisOne))
}
