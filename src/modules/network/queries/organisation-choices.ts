import type { Tx } from '#platform/db/tx.ts'
import { networkIn } from '../tables.ts'

/** Organisations that have not ended, by name, for a select. */
export const listOrganisationChoices = (
  tx: Tx,
  today: Temporal.PlainDate,
): Promise<{ id: string; name: string }[]> =>
  networkIn(tx)
    .selectFrom('network.organisation')
    .select(['id', 'name'])
    .where((by) => by.or([by('to_on', 'is', null), by('to_on', '>=', today)]))
    .orderBy('name')
    .execute()
