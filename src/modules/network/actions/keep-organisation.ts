import { sql } from 'kysely'
import { record } from '#platform/audit/record.ts'
import type { Actor } from '#platform/auth/actor.ts'
import type { Tx } from '#platform/db/tx.ts'
import { NotHere, Refusal } from '#platform/http/refusal.ts'
import { events } from '../declarations.ts'
import { findOrganisation } from '../queries/find-organisation.ts'
import { changedFields } from '../rules/changed.ts'
import { londonDay } from '../rules/london-day.ts'
import { networkIn } from '../tables.ts'

export type OrganisationInput = {
  readonly name: string
  readonly kind: string
  readonly areaId: string | null
  readonly parentId: string | null
}

/** Adds an organisation from today. Its name must differ from every other that has not ended. */
export async function addOrganisation(
  tx: Tx,
  actor: Actor,
  input: OrganisationInput,
  now: Temporal.Instant,
): Promise<{ id: string }> {
  await checkPlace(tx, null, input)
  const { id } = await networkIn(tx)
    .insertInto('network.organisation')
    .values({
      name: input.name,
      kind: input.kind,
      area_id: input.areaId,
      parent_id: input.parentId,
      from_on: londonDay(now),
      to_on: null,
      changed_at: now,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await record(tx, actor, events.organisation_added, { organisation: id })
  return { id }
}

/** Changes an organisation. Refused when somebody else changed it since the form was opened. */
export async function changeOrganisation(
  tx: Tx,
  actor: Actor,
  input: OrganisationInput & { readonly id: string; readonly version: number },
  now: Temporal.Instant,
): Promise<{ id: string }> {
  const before = await findOrganisation(tx, input.id, true)
  if (!before) throw new NotHere('no such organisation')
  if (before.version !== input.version)
    throw new Refusal(
      'changed_meanwhile',
      `Somebody else changed this organisation since you opened it. It is now called ${before.name}, ${before.kindName}, ${before.area ?? 'whole county'}. What you typed is kept: send it again to write it over theirs.`,
      'name',
    )
  await checkPlace(tx, input.id, input)
  const { name, kind, areaId, parentId } = before
  const changed = changedFields({ name, kind, areaId, parentId }, input)
  await networkIn(tx)
    .updateTable('network.organisation')
    .set({
      name: input.name,
      kind: input.kind,
      area_id: input.areaId,
      parent_id: input.parentId,
      changed_at: now,
      version: before.version + 1,
    })
    .where('id', '=', input.id)
    .execute()
  await record(tx, actor, events.organisation_changed, { organisation: input.id, changed })
  return { id: input.id }
}

async function checkPlace(tx: Tx, id: string | null, input: OrganisationInput): Promise<void> {
  const network = networkIn(tx)
  const twin = await network
    .selectFrom('network.organisation')
    .select('id')
    .where(sql`lower(name)`, '=', input.name.toLowerCase())
    .where('to_on', 'is', null)
    .executeTakeFirst()
  if (twin && twin.id !== id)
    throw new Refusal(
      'name_taken',
      'Another organisation has this name. Add the place to it, like “St Mary’s School, Westvale”.',
      'name',
    )
  if (!input.parentId) return
  // Goes up from the wanted parent: an organisation may not come to stand above itself.
  const { rows } = await sql<{ id: string }>`
    with recursive above as (
      select id, parent_id from network.organisation where id = ${input.parentId}
      union select o.id, o.parent_id from network.organisation o join above on o.id = above.parent_id)
    select id from above`.execute(network)
  if (rows.length === 0) throw new Refusal('no_parent', 'Choose an organisation from the list', 'parentId')
  if (id && rows.some((row) => row.id === id))
    throw new Refusal(
      'circle',
      'This organisation stands above the one you chose. Choose one that is not part of it.',
      'parentId',
    )
}

/** Ends an organisation after a day. Its people must have left or moved first, so that nobody loses their access unseen. */
export async function endOrganisation(
  tx: Tx,
  actor: Actor,
  input: { readonly id: string; readonly lastOn: Temporal.PlainDate },
  now: Temporal.Instant,
): Promise<void> {
  const organisation = await findOrganisation(tx, input.id, true)
  if (!organisation) throw new NotHere('no such organisation')
  if (Temporal.PlainDate.compare(input.lastOn, organisation.from) < 0)
    throw new Refusal('before_it_began', 'Enter a day after the one on which it was added', 'lastOn')
  const staying = await networkIn(tx)
    .selectFrom('network.post')
    .select('id')
    .where('organisation_id', '=', input.id)
    .where((by) => by.or([by('to_on', 'is', null), by('to_on', '>', input.lastOn)]))
    .execute()
  if (staying.length > 0)
    throw new Refusal(
      'people_stay',
      `${staying.length === 1 ? 'One person is' : `${staying.length} people are`} in post there after that day. Move them or note that they leave, then end the organisation.`,
      'lastOn',
    )
  await networkIn(tx)
    .updateTable('network.organisation')
    .set({ to_on: input.lastOn, changed_at: now, version: organisation.version + 1 })
    .where('id', '=', input.id)
    .execute()
  await record(tx, actor, events.organisation_ended, {
    organisation: input.id,
    last_on: input.lastOn.toString(),
  })
}

/** Takes the end of an organisation back. */
export async function reopenOrganisation(
  tx: Tx,
  actor: Actor,
  id: string,
  now: Temporal.Instant,
): Promise<void> {
  const organisation = await findOrganisation(tx, id, true)
  if (!organisation?.to) throw new NotHere('nothing to take back')
  await checkPlace(tx, id, {
    name: organisation.name,
    kind: organisation.kind,
    areaId: organisation.areaId,
    parentId: null,
  })
  await networkIn(tx)
    .updateTable('network.organisation')
    .set({ to_on: null, changed_at: now, version: organisation.version + 1 })
    .where('id', '=', id)
    .execute()
  await record(tx, actor, events.organisation_reopened, { organisation: id })
}
