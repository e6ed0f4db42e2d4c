import type { Tx } from '#platform/db/tx.ts'
import { NotHere, Refusal } from '#platform/http/refusal.ts'
import { record } from '#platform/audit/record.ts'
import { queueMail } from '#platform/outbox/queue-mail.ts'
import type { PersonActor } from '../actor.ts'
import { authEvents } from '../events.ts'
import { authIn } from '../tables.ts'
import { mayChangeWaysIn } from './may-change.ts'
import { getWaysIn, hasStrongWay } from './ways-in.ts'

/** @throws Refusal when the person has a way in that this sign-in did not use, or their address was changed and nobody has spoken to them yet */
export async function assertMayChange(tx: Tx, actor: PersonActor): Promise<void> {
  const ways = await getWaysIn(tx, actor)
  if (mayChangeWaysIn(actor.strength, { hasStrongWay: hasStrongWay(ways), held: ways.held })) return
  if (!hasStrongWay(ways))
    throw new Refusal(
      'held',
      'Your mail address was changed. Ask your organisation’s coordinator to report a lost device for you: the partnership office then speaks to you, and you can set up sign-in again.',
    )
  throw new Refusal(
    'stronger',
    'Sign in with your passkey or code first. A mailed link alone cannot change them.',
  )
}

/** Takes a passkey away. The device keeps its half, which opens nothing any more. */
export async function removePasskey(
  tx: Tx,
  actor: PersonActor,
  id: string,
  now: Temporal.Instant,
): Promise<void> {
  await assertMayChange(tx, actor)
  const gone = await authIn(tx)
    .deleteFrom('auth.passkey')
    .where('id', '=', id)
    .where('person_id', '=', actor.personId)
    .returning('id')
    .executeTakeFirst()
  if (!gone) throw new NotHere('no such passkey')
  await tellOwner(tx, actor, 'A passkey was removed', now)
  await record(tx, actor, authEvents.passkey_removed, { passkey: id })
}

export async function removeCodeApp(tx: Tx, actor: PersonActor, now: Temporal.Instant): Promise<void> {
  await assertMayChange(tx, actor)
  await authIn(tx).deleteFrom('platform.code_app').where('person_id', '=', actor.personId).execute()
  await tellOwner(tx, actor, 'Your code app was removed', now)
  await record(tx, actor, authEvents.code_app_removed, {})
}

/** Whatever changes how a person signs in is told to their mailbox, so that they hear of it when it was not them. */
export async function tellOwner(
  tx: Tx,
  actor: PersonActor,
  what: string,
  now: Temporal.Instant,
): Promise<void> {
  await queueMail(
    tx,
    {
      to: { personId: actor.personId },
      purpose: 'auth.way_in_changed',
      subject: `${what} – Holdfast`,
      notice: {
        heading: what,
        paragraphs: [
          'This is to let you know, in case it was not you.',
          'If it was not you, tell your organisation’s coordinator now: they can have all your sign-ins ended.',
        ],
        action: { label: 'See how you sign in', href: '/account' },
        why: 'You get this because how you sign in to Holdfast has changed.',
      },
    },
    now,
  )
}
