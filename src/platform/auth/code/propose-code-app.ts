import { record } from '#platform/audit/record.ts'
import type { Tx } from '#platform/db/tx.ts'
import type { PersonActor } from '../actor.ts'
import type { Desk } from '../desk.ts'
import { authEvents } from '../events.ts'
import { openSecret, sealSecret } from '../sealed-secret.ts'
import { authIn } from '../tables.ts'
import { newCodeSecret } from './code-secret.ts'
import { codeKey } from './try-code.ts'

/** Makes a secret for a code app, which counts from the first right code on. One in use is never replaced by this. */
export async function proposeCodeApp(desk: Desk, actor: PersonActor, now: Temporal.Instant): Promise<void> {
  const sealed = sealSecret(codeKey(desk), actor.personId, newCodeSecret())
  await desk.asSystem((tx) =>
    authIn(tx)
      .insertInto('platform.code_app')
      .values({
        person_id: actor.personId,
        sealed_secret: sealed,
        state: 'proposed',
        proposed_at: now,
        in_use_at: null,
        last_used_at: null,
        locked_until: null,
      })
      .onConflict((conflict) =>
        conflict
          .column('person_id')
          .doUpdateSet({ sealed_secret: sealed, proposed_at: now, wrong_tries: 0, locked_until: null })
          .where('platform.code_app.state', '=', 'proposed'),
      )
      .execute(),
  )
}

export const recordProposal = (tx: Tx, actor: PersonActor): Promise<void> =>
  record(tx, actor, authEvents.code_app_offered, {})

/** The secret of an app that is being set up, for the page that shows it to its owner. Null once it is in use. */
export async function findProposedSecret(tx: Tx, desk: Desk, actor: PersonActor): Promise<string | null> {
  const row = await authIn(tx)
    .selectFrom('platform.code_app')
    .select('sealed_secret')
    .where('person_id', '=', actor.personId)
    .where('state', '=', 'proposed')
    .executeTakeFirst()
  return row ? openSecret(codeKey(desk), actor.personId, row.sealed_secret) : null
}
