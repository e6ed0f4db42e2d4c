import { sql } from 'kysely'
import type { Tx } from '#platform/db/tx.ts'
import { queueMail } from '#platform/outbox/queue-mail.ts'
import type { Actor } from './actor.ts'
import { endEverything } from './end-everything.ts'
import { authIn } from './tables.ts'

/**
 * A person's work address has changed: the old one is told, and every way in but the code app ends, in the caller's transaction.
 * So whoever had an address changed to get in is seen by its owner, and finds nothing open. Nor can they set up a passkey of
 * their own: that waits until a second person has spoken to the owner.
 */
export async function addressChanged(
  tx: Tx,
  actor: Actor,
  changed: {
    readonly personId: string
    readonly oldAddress: string
    /** Where a job makes the change: the person who asked for it, who then does not agree to what comes after. */
    readonly askedBy?: string | null
  },
  now: Temporal.Instant,
): Promise<void> {
  await endEverything(tx, actor, changed.personId, 'address_changed')
  await sql`select platform.hold_sign_in(${changed.personId}, ${now}, ${changed.askedBy ?? null})`.execute(
    authIn(tx),
  )
  await queueMail(
    tx,
    {
      to: { address: changed.oldAddress },
      purpose: 'auth.address_changed',
      subject: 'Your mail address in Holdfast has changed',
      notice: {
        heading: 'Your mail address in Holdfast has changed',
        paragraphs: [
          'Mail and sign-in links go to another address from now on, and you have been signed out everywhere.',
          'If you did not know of this, tell your organisation’s coordinator or the partnership office now.',
        ],
        why: 'You get this because this was your address in Holdfast until now.',
      },
    },
    now,
  )
}
