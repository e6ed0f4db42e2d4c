import type { Tx } from '#platform/db/tx.ts'
import type { PersonActor } from '../actor.ts'
import { authIn } from '../tables.ts'

export type PasskeyRow = {
  readonly id: string
  readonly name: string | null
  readonly created_at: Temporal.Instant | null
  readonly last_used_at: Temporal.Instant | null
}

/** What a person has beside their mailbox to show that it is them. */
export type WaysIn = {
  readonly passkeys: readonly PasskeyRow[]
  readonly codeApp: {
    readonly state: 'proposed' | 'in_use'
    readonly last_used_at: Temporal.Instant | null
  } | null
  /** Somebody changed their address, and nobody has made sure yet that it is still they who read it. */
  readonly held: boolean
}

/** The actor's own; the policies keep everybody else's out. */
export async function getWaysIn(tx: Tx, actor: PersonActor): Promise<WaysIn> {
  const passkeys = await authIn(tx)
    .selectFrom('auth.passkey')
    .select(['id', 'name', 'created_at', 'last_used_at'])
    .where('person_id', '=', actor.personId)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  const codeApp = await authIn(tx)
    .selectFrom('platform.code_app')
    .select(['state', 'last_used_at'])
    .where('person_id', '=', actor.personId)
    .executeTakeFirst()
  const hold = await authIn(tx)
    .selectFrom('platform.sign_in_hold')
    .select('held_at')
    .where('person_id', '=', actor.personId)
    .executeTakeFirst()
  return { passkeys, codeApp: codeApp ?? null, held: hold !== undefined }
}

/** Whether the person can sign in strongly by something they have set up. */
export const hasStrongWay = (ways: WaysIn): boolean =>
  ways.passkeys.length > 0 || ways.codeApp?.state === 'in_use'
