import { record } from '#platform/audit/record.ts'
import type { Tx } from '#platform/db/tx.ts'
import { NotHere, Refusal } from '#platform/http/refusal.ts'
import { queueMail } from '#platform/outbox/queue-mail.ts'
import type { PersonActor } from '../actor.ts'
import { endEverything } from '../end-everything.ts'
import { authEvents } from '../events.ts'
import { authIn } from '../tables.ts'
import { alreadyDecided, decidingProblem, type Check } from './decide-loss.ts'

export type LossDecision =
  | { readonly approve: true; readonly checkedHow: Check }
  | { readonly approve: false }

/** The second person decides. Approved, everything the lost device could open ends, and the person starts anew from a mailed link. */
export async function decideDeviceLoss(
  tx: Tx,
  actor: PersonActor,
  id: string,
  decision: LossDecision,
  now: Temporal.Instant,
): Promise<void> {
  const loss = await authIn(tx)
    .selectFrom('platform.device_loss')
    .select(['person_id', 'asked_by', 'state'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (!loss) throw new NotHere('no such request')
  const hold = await authIn(tx)
    .selectFrom('platform.sign_in_hold')
    .select('held_by')
    .where('person_id', '=', loss.person_id)
    .executeTakeFirst()
  const problem = decidingProblem({
    deciderId: actor.personId,
    changedAddress: hold?.held_by ?? [],
    askedBy: loss.asked_by,
    personId: loss.person_id,
    state: loss.state,
  })
  if (problem) throw new Refusal('cannot_decide', problem)
  const state = decision.approve ? 'approved' : 'refused'
  const decided = await authIn(tx)
    .updateTable('platform.device_loss')
    .set({
      state,
      checked_how: decision.approve ? decision.checkedHow : null,
      decided_by: actor.personId,
      decided_at: now,
    })
    .where('id', '=', id)
    .where('state', '=', 'asked')
    .returning('id')
    .executeTakeFirst()
  // Somebody else decided while this one was deciding.
  if (!decided) throw new Refusal('cannot_decide', alreadyDecided)
  if (decision.approve) {
    await endEverything(tx, actor, loss.person_id, 'device_lost')
    await authIn(tx).deleteFrom('platform.sign_in_hold').where('person_id', '=', loss.person_id).execute()
  }
  await queueMail(
    tx,
    {
      to: { personId: loss.person_id },
      purpose: 'auth.device_loss_decided',
      subject: 'How you sign in to Holdfast',
      notice: decision.approve ? setUpAgain : nothingChanged,
    },
    now,
  )
  await record(tx, actor, authEvents.device_loss_decided, { loss: id, person: loss.person_id, state })
}

const why = 'You get this because it is about how you sign in to Holdfast.'

const setUpAgain = {
  heading: 'You can set up sign-in again',
  paragraphs: [
    'All your sign-ins, passkeys and your code app have ended. Nobody can use them any more, wherever your device is.',
    'Sign in with a mailed link, then add a passkey or a code app on your new device.',
  ],
  action: { label: 'Sign in', href: '/sign-in?return=%2Faccount' },
  why,
}

const nothingChanged = {
  heading: 'Nothing has changed in how you sign in',
  paragraphs: [
    'Somebody asked that you may set up sign-in again. The partnership office did not agree to it.',
  ],
  why,
}
