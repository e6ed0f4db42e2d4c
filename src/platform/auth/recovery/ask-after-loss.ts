import { randomUUID } from 'node:crypto'
import { record } from '#platform/audit/record.ts'
import type { Tx } from '#platform/db/tx.ts'
import { Refusal } from '#platform/http/refusal.ts'
import { queueMail } from '#platform/outbox/queue-mail.ts'
import type { PersonActor } from '../actor.ts'
import type { Directory } from '../directory.ts'
import { authEvents } from '../events.ts'
import { authIn } from '../tables.ts'
import { askingProblem } from './decide-loss.ts'

/** A coordinator says that somebody of their organisation lost the device they sign in with. Nothing ends and nothing opens yet. */
export async function askAfterLoss(
  tx: Tx,
  directory: Directory,
  actor: PersonActor,
  input: { email: string },
  now: Temporal.Instant,
): Promise<void> {
  const person = await directory.findByEmail(tx, input.email, now)
  const problem = askingProblem({
    askerId: actor.personId,
    askerOrganisationId: actor.organisationId,
    personId: person?.personId ?? '',
    personOrganisationId: person?.organisationId ?? null,
    alreadyAsked: person ? await isAsked(tx, person.personId) : false,
  })
  if (problem || !person?.organisationId)
    throw new Refusal('cannot_ask', problem ?? 'Nobody has this address.', 'email')
  const id = randomUUID()
  await authIn(tx)
    .insertInto('platform.device_loss')
    .values({
      id,
      person_id: person.personId,
      organisation_id: person.organisationId,
      asked_by: actor.personId,
      asked_at: now,
      state: 'asked',
      checked_how: null,
      decided_by: null,
      decided_at: null,
    })
    .execute()
  await queueMail(
    tx,
    {
      to: { personId: person.personId },
      purpose: 'auth.device_loss_asked',
      subject: 'Somebody says that you lost a device – Holdfast',
      notice: {
        heading: 'Somebody says that you lost a device',
        paragraphs: [
          'Your organisation’s coordinator asked that you may set up sign-in again. Somebody of the partnership office will speak to you before anything changes.',
          'If you lost nothing, tell them so when they ring, or tell your coordinator now.',
        ],
        why: 'You get this because it is about how you sign in to Holdfast.',
      },
    },
    now,
  )
  await record(tx, actor, authEvents.device_loss_asked, { loss: id, person: person.personId })
}

async function isAsked(tx: Tx, personId: string): Promise<boolean> {
  const open = await authIn(tx)
    .selectFrom('platform.device_loss')
    .select('id')
    .where('person_id', '=', personId)
    .where('state', '=', 'asked')
    .executeTakeFirst()
  return open !== undefined
}
