import { record } from '#platform/audit/record.ts'
import type { Actor } from '#platform/auth/actor.ts'
import type { Tx } from '#platform/db/tx.ts'
import { NotHere, Refusal } from '#platform/http/refusal.ts'
import { events } from '../declarations.ts'
import { keyOf } from '../rules/key-of.ts'
import { londonDay } from '../rules/london-day.ts'
import { networkIn } from '../tables.ts'

/** Adds an area from today. */
export async function addArea(tx: Tx, actor: Actor, name: string, now: Temporal.Instant): Promise<void> {
  const key = keyOf(name, '-')
  await checkName(tx, 'network.area', key, 'area')
  const { id } = await networkIn(tx)
    .insertInto('network.area')
    .values({ key, name, from_on: londonDay(now), to_on: null })
    .returning('id')
    .executeTakeFirstOrThrow()
  await record(tx, actor, events.area_added, { area: id })
}

/** Gives an area another name, or a last day, or takes the last day back. Its key stays: addresses and past records hold it. */
export async function changeArea(
  tx: Tx,
  actor: Actor,
  input: { readonly id: string; readonly name: string; readonly lastOn: Temporal.PlainDate | null },
): Promise<void> {
  const network = networkIn(tx)
  const before = await network
    .selectFrom('network.area')
    .select(['name', 'from_on', 'to_on'])
    .where('id', '=', input.id)
    .forUpdate()
    .executeTakeFirst()
  if (!before) throw new NotHere('no such area')
  if (input.lastOn && Temporal.PlainDate.compare(input.lastOn, before.from_on) < 0)
    throw new Refusal('before_it_began', 'Enter a day after the one on which the area began', 'lastOn')
  await network
    .updateTable('network.area')
    .set({ name: input.name, to_on: input.lastOn })
    .where('id', '=', input.id)
    .execute()
  const changed = [
    ...(before.name === input.name ? [] : ['name']),
    ...(before.to_on?.toString() === input.lastOn?.toString() ? [] : ['last_on']),
  ]
  await record(tx, actor, events.area_changed, { area: input.id, changed })
}

/** Adds a kind of organisation at the end of the list. */
export async function addKind(tx: Tx, actor: Actor, name: string): Promise<void> {
  const key = keyOf(name, '_')
  await checkName(tx, 'network.organisation_kind', key, 'kind')
  const network = networkIn(tx)
  const last = await network
    .selectFrom('network.organisation_kind')
    .select(({ fn }) => fn.max('position').as('position'))
    .executeTakeFirst()
  await network
    .insertInto('network.organisation_kind')
    .values({ key, name, position: (last?.position ?? 0) + 1 })
    .execute()
  await record(tx, actor, events.kind_added, { kind: key })
}

/** Gives a kind of organisation another name. */
export async function changeKind(
  tx: Tx,
  actor: Actor,
  input: { readonly key: string; readonly name: string },
): Promise<void> {
  const changed = await networkIn(tx)
    .updateTable('network.organisation_kind')
    .set({ name: input.name })
    .where('key', '=', input.key)
    .returning('key')
    .executeTakeFirst()
  if (!changed) throw new NotHere('no such kind')
  await record(tx, actor, events.kind_changed, { kind: input.key })
}

async function checkName(
  tx: Tx,
  table: 'network.area' | 'network.organisation_kind',
  key: string,
  field: string,
): Promise<void> {
  if (key === '') throw new Refusal('no_name', 'Enter a name with at least one letter', field)
  const taken = await networkIn(tx).selectFrom(table).select('key').where('key', '=', key).executeTakeFirst()
  if (taken) throw new Refusal('name_taken', 'There is one with this name already. Choose another.', field)
}
