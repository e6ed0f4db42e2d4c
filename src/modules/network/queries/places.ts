import { sql } from 'kysely'
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

export type CountedArea = AreaRow & {
  readonly to: Temporal.PlainDate | null
  readonly organisations: number
  readonly people: number
}
export type CountedKind = KindRow & { readonly organisations: number }

/** Every area, ended ones too, with what works there today. */
export async function listAllAreas(tx: Tx, today: Temporal.PlainDate): Promise<readonly CountedArea[]> {
  const { rows } = await sql<CountedArea>`
    select a.id, a.key, a.name, a.to_on as "to",
      (select count(*)::int from network.organisation o
        where o.area_id = a.id and (o.to_on is null or o.to_on >= ${today})) as organisations,
      (select count(distinct q.person_id)::int from network.post q
        join network.organisation o on o.id = q.organisation_id
        where coalesce(q.area_id, o.area_id) = a.id and q.from_on <= ${today}
          and (q.to_on is null or q.to_on >= ${today})) as people
    from network.area a order by a.name`.execute(networkIn(tx))
  return rows
}

/** Every kind of organisation with how many there are. */
export async function listCountedKinds(tx: Tx, today: Temporal.PlainDate): Promise<readonly CountedKind[]> {
  const { rows } = await sql<CountedKind>`
    select k.key, k.name,
      (select count(*)::int from network.organisation o
        where o.kind = k.key and (o.to_on is null or o.to_on >= ${today})) as organisations
    from network.organisation_kind k order by k.position, k.name`.execute(networkIn(tx))
  return rows
}
