import { record } from '#platform/audit/record.ts'
import { platformEvents } from '#platform/audit/events.ts'
import type { Tx } from '#platform/db/tx.ts'
import type { Actor, PersonActor } from '../actor.ts'
import { authEvents } from '../events.ts'
import { authIn } from '../tables.ts'

/** Whoever was signed in here before is signed out when somebody signs in anew, so that no session is left without a browser. */
export async function leaveBefore(tx: Tx, actor: Actor): Promise<void> {
  if (actor.kind !== 'person') return
  await authIn(tx).deleteFrom('auth.session').where('id', '=', actor.sessionId).execute()
}

/** Ends this session. Signing out twice is signing out. */
export async function signOut(tx: Tx, actor: PersonActor): Promise<void> {
  await leaveBefore(tx, actor)
  await record(tx, actor, platformEvents.signed_out, {})
}

/** Ends one of the person's own sessions, or all but this one. The policy keeps everybody else's out of reach. */
export async function endSessions(
  tx: Tx,
  actor: PersonActor,
  which: { readonly id: string } | 'others',
): Promise<void> {
  const mine = authIn(tx).deleteFrom('auth.session').where('person_id', '=', actor.personId)
  const ended = await (
    which === 'others' ? mine.where('id', '<>', actor.sessionId) : mine.where('id', '=', which.id)
  )
    .returning('id')
    .execute()
  await record(tx, actor, authEvents.sessions_ended, { sessions: ended.map(({ id }) => id) })
}
