import type { Tx } from '#platform/db/tx.ts'
import { authIn } from '../tables.ts'

export type AgencyChoice = { readonly id: string; readonly name: string }

/** The organisations whose people may sign in by their own organisation's sign-in now. */
export const listAgencies = (tx: Tx, now: Temporal.Instant): Promise<AgencyChoice[]> =>
  authIn(tx)
    .selectFrom('platform.agency_sign_in')
    .innerJoin('platform.agency_confirmation', 'agency_id', 'id')
    .select(['id', 'name'])
    .where('active_from', '<=', now)
    .where((row) => row.or([row('active_to', 'is', null), row('active_to', '>', now)]))
    .orderBy('name')
    .orderBy('id')
    .execute()
