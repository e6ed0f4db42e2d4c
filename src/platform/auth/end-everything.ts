import { sql } from 'kysely'
import { record } from '#platform/audit/record.ts'
import type { Tx } from '#platform/db/tx.ts'
import type { Actor } from './actor.ts'
import { authEvents } from './events.ts'
import { authIn } from './tables.ts'

/** Why a person's ways in are ended. A changed address leaves the code app, which then guards what is set up anew. */
export type EndedBecause = 'address_changed' | 'left' | 'device_lost' | 'asked'

type Ended = { sessions: number; links: number; passkeys: number; code_apps: number }

/**
 * Ends a person's sessions, links, passkeys and bound agency sign-ins, in the caller's transaction and under whatever role it
 * runs. Where they left or lost their device, their code app too. It decides nothing: whoever calls it has found the cause.
 */
export async function endEverything(
  tx: Tx,
  actor: Actor,
  personId: string,
  why: EndedBecause,
): Promise<void> {
  const withCodeApp = why === 'left' || why === 'device_lost'
  const { rows } = await sql<Ended>`select * from platform.end_sign_ins(${personId}, ${withCodeApp})`.execute(
    authIn(tx),
  )
  const ended = rows[0] ?? { sessions: 0, links: 0, passkeys: 0, code_apps: 0 }
  await record(tx, actor, authEvents.all_ended, { person: personId, why, ...ended })
}
