import { record } from '#platform/audit/record.ts'
import type { Actor } from '#platform/auth/actor.ts'
import { personOf } from '#platform/auth/actor.ts'
import type { Tx } from '#platform/db/tx.ts'
import { Refusal } from '#platform/http/refusal.ts'
import { events } from '../declarations.ts'
import { everyone, type Audience } from '../rules/audience.ts'
import { bulletinIn } from '../tables.ts'
import { voidApproval } from './edition-state.ts'
import { decideStep, lockEdition, type EditionRow } from './load-edition.ts'

export type EditionLines = {
  readonly title: string
  readonly subject: string
  readonly preheader: string
  readonly month: Temporal.PlainDate | null
  readonly plannedOn: Temporal.PlainDate | null
}

/** A new edition without a word in it. */
export async function makeEdition(
  tx: Tx,
  actor: Actor,
  input: {
    readonly title: string
    readonly month: Temporal.PlainDate | null
    readonly subject?: string
    readonly plannedOn?: Temporal.PlainDate | null
    readonly corrects?: string
    readonly audience?: Audience
    readonly how: 'blank' | 'import' | 'correction'
  },
  now: Temporal.Instant,
): Promise<{ id: string }> {
  const by = personOf(actor)
  const audience = JSON.stringify(input.audience ?? everyone)
  const subject = (input.subject ?? input.title).slice(0, 200)
  const edition = await bulletinIn(tx)
    .insertInto('bulletin.edition')
    .values({
      title: input.title,
      subject,
      month_on: input.month,
      slug: null,
      audience,
      corrects_edition_id: input.corrects ?? null,
      planned_on: input.plannedOn ?? null,
      scheduled_for: null,
      created_by: by,
      created_at: now,
      changed_at: now,
      sending_at: null,
      sent_at: null,
      cancelled_at: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await bulletinIn(tx)
    .insertInto('bulletin.edition_version')
    .values({
      edition_id: edition.id,
      number: 1,
      title: input.title,
      subject,
      preheader: '',
      month_on: input.month,
      audience,
      outline: [],
      saved_by: by,
      saved_at: now,
    })
    .execute()
  await record(tx, actor, events.edition_made, { edition: edition.id, how: input.how })
  return edition
}

/**
 * The edition, locked and open for a change: whatever was asked for or approved is void from here on, because it is no longer
 * what was put before anybody.
 * @throws Refusal where it has gone out, is scheduled or was cancelled
 */
export async function openEdition(
  tx: Tx,
  actor: Actor,
  editionId: string,
  now: Temporal.Instant,
): Promise<EditionRow> {
  const edition = await lockEdition(tx, editionId)
  const state = decideStep(edition, 'change')
  if (state !== edition.state) await voidApproval(tx, actor, { editionId }, now)
  await bulletinIn(tx)
    .updateTable('bulletin.edition')
    .set({ state, changed_at: now })
    .where('id', '=', editionId)
    .execute()
  return { ...edition, state }
}

/** Keeps the edition's own lines and order as they are now as a version of their own, with who made them so. */
export async function keepEditionVersion(
  tx: Tx,
  actor: Actor,
  editionId: string,
  now: Temporal.Instant,
): Promise<number> {
  const bulletin = bulletinIn(tx)
  const edition = await bulletin
    .updateTable('bulletin.edition')
    .set((by) => ({ version: by('version', '+', 1) }))
    .where('id', '=', editionId)
    .returning(['version', 'title', 'subject', 'preheader', 'month_on', 'audience'])
    .executeTakeFirstOrThrow()
  const outline = await bulletin
    .selectFrom('bulletin.article')
    .select('id')
    .where('edition_id', '=', editionId)
    .where('removed_at', 'is', null)
    .orderBy('position')
    .execute()
  await bulletin
    .insertInto('bulletin.edition_version')
    .values({
      edition_id: editionId,
      number: edition.version,
      title: edition.title,
      subject: edition.subject,
      preheader: edition.preheader,
      month_on: edition.month_on,
      audience: JSON.stringify(edition.audience),
      outline: outline.map(({ id }) => id),
      saved_by: personOf(actor),
      saved_at: now,
    })
    .execute()
  await record(tx, actor, events.edition_changed, { edition: editionId, version: edition.version })
  return edition.version
}

/** Saves title, subject, preheader, month and plan. Refused when somebody saved newer ones since the form was opened. */
export async function saveEditionLines(
  tx: Tx,
  actor: Actor,
  input: EditionLines & { readonly editionId: string; readonly baseVersion: number },
  now: Temporal.Instant,
): Promise<void> {
  const edition = await openEdition(tx, actor, input.editionId, now)
  if (edition.version !== input.baseVersion)
    throw new Refusal(
      'newer_version',
      'Somebody changed this edition after you opened the form. Compare with what stands now, then save again.',
    )
  await bulletinIn(tx)
    .updateTable('bulletin.edition')
    .set({
      title: input.title,
      subject: input.subject,
      preheader: input.preheader,
      month_on: input.month,
      planned_on: input.plannedOn,
    })
    .where('id', '=', input.editionId)
    .execute()
  await keepEditionVersion(tx, actor, input.editionId, now)
}

/** Chooses who an edition goes to. It is part of what is approved, so a change asks for approval again. */
export async function setAudience(
  tx: Tx,
  actor: Actor,
  input: { readonly editionId: string; readonly audience: Audience },
  now: Temporal.Instant,
): Promise<void> {
  await openEdition(tx, actor, input.editionId, now)
  await bulletinIn(tx)
    .updateTable('bulletin.edition')
    .set({ audience: JSON.stringify(input.audience) })
    .where('id', '=', input.editionId)
    .execute()
  await keepEditionVersion(tx, actor, input.editionId, now)
}
