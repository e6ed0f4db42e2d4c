import { z } from 'zod'
import { record } from '#platform/audit/record.ts'
import { system } from '#platform/auth/actor.ts'
import { inTransaction } from '#platform/db/database.ts'
import type { Tx } from '#platform/db/tx.ts'
import { declareJob } from '#platform/jobs/declare.ts'
import { queueMail } from '#platform/outbox/queue-mail.ts'
import { dayInFull } from '#platform/views/format.ts'
import { events } from '../declarations.ts'
import { listConfirmations, type OrganisationToConfirm } from '../queries/confirmations.ts'
import { listCoordinators } from '../queries/find-organisation.ts'
import { reminderStage } from '../rules/confirmation.ts'
import { londonDay } from '../rules/london-day.ts'
import { networkIn } from '../tables.ts'

const actor = system('network.remind_lists')

/** Each morning: coordinators whose list is due soon, due or late are told, once for each of the three. */
export const remindLists = declareJob({
  name: 'network.remind_lists',
  says: 'Reminds coordinators to confirm their list once a year',
  data: z.object({}).default({}),
  retries: 5,
  cron: '0 8 * * *',
  single: true,
  run: async ({ db, now, signal }) => {
    const lists = await inTransaction(db, actor, (tx) => listConfirmations(tx, londonDay(now)))
    for (const list of lists) {
      signal.throwIfAborted()
      await inTransaction(db, actor, (tx) => remind(tx, list, now))
    }
  },
})

async function remind(tx: Tx, list: OrganisationToConfirm, now: Temporal.Instant): Promise<void> {
  const stage = reminderStage(list)
  if (!stage) return
  const coordinators = await listCoordinators(tx, list.id, londonDay(now))
  if (coordinators.length === 0) return
  const first = await networkIn(tx)
    .insertInto('network.confirmation_reminder')
    .values({ organisation_id: list.id, due_on: list.dueOn, stage, sent_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .returning('stage')
    .executeTakeFirst()
  if (!first) return
  for (const { id } of coordinators)
    await queueMail(
      tx,
      {
        to: { personId: id },
        purpose: 'network.confirmation_reminder',
        subject: `${stage === 'late' ? 'Late: c' : 'C'}onfirm your organisation’s list – Holdfast`,
        notice: {
          heading: `Is the list of ${list.name} still right?`,
          paragraphs: [
            stage === 'late'
              ? `It was to be confirmed by ${dayInFull(list.dueOn)}.`
              : `Look through it and confirm it by ${dayInFull(list.dueOn)}.`,
            'Add who has started, and note who has left. It takes a few minutes, once a year.',
          ],
          action: { label: 'Look through the list', href: `/network/organisations/${list.id}/people` },
          why: `You get this because you keep the list of people of ${list.name} in Holdfast.`,
        },
      },
      now,
    )
  await record(tx, actor, events.reminders_sent, { reminders: coordinators.length })
}
