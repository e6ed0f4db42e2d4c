import { record } from '#platform/audit/record.ts'
import type { PersonActor } from '#platform/auth/actor.ts'
import type { Tx } from '#platform/db/tx.ts'
import { NotHere, Refusal } from '#platform/http/refusal.ts'
import { toDay } from '#platform/views/format.ts'
import { events } from '../declarations.ts'
import { listDeputies } from '../queries/list-deputies.ts'
import { bulletinIn } from '../tables.ts'

/** An approver says when they are away and who decides in their place. Only for themselves, and only a colleague in post. */
export async function enterAbsence(
  tx: Tx,
  actor: PersonActor,
  input: {
    readonly deputyId: string
    readonly from: Temporal.PlainDate
    readonly to: Temporal.PlainDate
  },
  now: Temporal.Instant,
): Promise<void> {
  if (Temporal.PlainDate.compare(input.to, input.from) < 0)
    throw new Refusal('ends_before', 'Enter a last day that is not before the first', 'to')
  if (Temporal.PlainDate.compare(input.to, toDay(now)) < 0)
    throw new Refusal('over', 'Enter a last day that is not over yet', 'to')
  const deputies = await listDeputies(tx, actor, now)
  if (!deputies.some((person) => person.id === input.deputyId))
    throw new Refusal('no_deputy', 'Choose a colleague from the list', 'deputy')
  const absence = await bulletinIn(tx)
    .insertInto('bulletin.absence')
    .values({
      person_id: actor.personId,
      deputy_id: input.deputyId,
      from_on: input.from,
      to_on: input.to,
      entered_by: actor.personId,
      entered_at: now,
      ended_at: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await record(tx, actor, events.absence_entered, { absence: absence.id, deputy: input.deputyId })
}

/** Ends one's own absence: the deputy decides nothing more from this moment. */
export async function endAbsence(
  tx: Tx,
  actor: PersonActor,
  input: { readonly absenceId: string },
  now: Temporal.Instant,
): Promise<void> {
  const absence = await bulletinIn(tx)
    .updateTable('bulletin.absence')
    .set({ ended_at: now })
    .where('id', '=', input.absenceId)
    .where('person_id', '=', actor.personId)
    .where('ended_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  if (!absence) throw new NotHere('no such absence')
  await record(tx, actor, events.absence_ended, { absence: absence.id })
}
