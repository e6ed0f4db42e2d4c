import { record } from '#platform/audit/record.ts'
import { platformEvents } from '#platform/audit/events.ts'
import type { Tx } from '#platform/db/tx.ts'
import type { PersonActor } from '../actor.ts'
import type { Desk } from '../desk.ts'
import { authEvents } from '../events.ts'
import { openSecret } from '../sealed-secret.ts'
import { authIn, type AuthTables } from '../tables.ts'
import { stepOfCode } from './code-secret.ts'
import { decideTry, type TryDecision } from './decide-try.ts'

/** What the secrets of code apps are sealed with. */
export const codeKey = (desk: Desk): Buffer => desk.key('code app')

/**
 * Tries a code against the person's app, proposed or in use, in a transaction of its own: a wrong try stays counted though the
 * page that refuses it keeps nothing else. The row is locked, so that many tries at once are tried one after the other.
 */
export const tryCode = (
  desk: Desk,
  actor: PersonActor,
  given: { code: string; state: 'proposed' | 'in_use' },
  now: Temporal.Instant,
): Promise<TryDecision['kind'] | 'none'> =>
  desk.asSystem(async (tx) => {
    const app = await authIn(tx)
      .selectFrom('platform.code_app')
      .selectAll()
      .where('person_id', '=', actor.personId)
      .where('state', '=', given.state)
      .forUpdate()
      .executeTakeFirst()
    if (!app) return 'none'
    const secret = openSecret(codeKey(desk), actor.personId, app.sealed_secret)
    const facts = { wrongTries: app.wrong_tries, lockedUntil: app.locked_until, lastStep: app.last_step }
    const decision = decideTry(facts, stepOfCode(secret, given.code, now), now)
    await keepDecision(tx, actor, app, decision, now)
    return decision.kind
  })

async function keepDecision(
  tx: Tx,
  actor: PersonActor,
  app: { person_id: string; in_use_at: Temporal.Instant | null },
  decision: TryDecision,
  now: Temporal.Instant,
): Promise<void> {
  const update = (
    set: Partial<
      Pick<AuthTables['platform.code_app'], 'state' | 'in_use_at' | 'last_used_at' | 'locked_until'>
    > & {
      last_step?: number
      wrong_tries?: number
    },
  ) => authIn(tx).updateTable('platform.code_app').set(set).where('person_id', '=', app.person_id).execute()
  switch (decision.kind) {
    case 'right':
      await update({
        state: 'in_use',
        in_use_at: app.in_use_at ?? now,
        last_used_at: now,
        last_step: decision.lastStep,
        wrong_tries: 0,
        locked_until: null,
      })
      return
    case 'wrong':
      await update({ wrong_tries: decision.wrongTries, locked_until: decision.lockedUntil })
      await record(tx, actor, platformEvents.sign_in_refused, { how: 'link_and_code', reason: 'wrong_code' })
      if (decision.lockedUntil)
        await record(tx, actor, authEvents.code_app_locked, { person: actor.personId })
      return
    case 'locked':
      await record(tx, actor, platformEvents.sign_in_refused, { how: 'link_and_code', reason: 'locked' })
  }
}
