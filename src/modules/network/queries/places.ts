import type { Tx } from '#platform/db/tx.ts'
import { networkIn } from '../tables.ts'

export type AreaRow = { readonly id: string; readonly key: string; readonly name: string }
export type KindRow = { readonly key: string; readonly name: string }

/** The areas in which the partnership works on a day, by name. */
export const listAreas = (tx: Tx, today: Temporal.PlainDate): Promise<AreaRow[]> =>
  networkIn(tx)
    .selectFrom('network.area')
    .select(['id', 'key', 'name'])
    .where('from_on', '<=', today)
    .where((by) => by.or([by('to_on', 'is', null), by('to_on', '>=', today)]))
    .orderBy('name')
    .execute()

/** The partnership's own list of kinds of organisation, in its order. */
export const listKinds = (tx: Tx): Promise<KindRow[]> =>
  networkIn(tx)
    .selectFrom('network.organisation_kind')
    .select(['key', 'name'])
    .orderBy('position')
    .orderBy('name')
    .execute()
