import type { Tx } from '#platform/db/tx.ts'
import { bulletinIn } from '../tables.ts'

/** A person's own absences that are not over, the next first. */
export const listAbsences = (tx: Tx, personId: string, today: Temporal.PlainDate) =>
  bulletinIn(tx)
    .selectFrom('bulletin.absence')
    .select(['id', 'deputy_id', 'from_on', 'to_on'])
    .where('person_id', '=', personId)
    .where('to_on', '>=', today)
    .where('ended_at', 'is', null)
    .orderBy('from_on')
    .execute()
