import { record } from '#platform/audit/record.ts'
import type { Actor } from '#platform/auth/actor.ts'
import { personOf } from '#platform/auth/actor.ts'
import type { Tx } from '#platform/db/tx.ts'
import { NotHere, Refusal } from '#platform/http/refusal.ts'
import { removeFile } from '#platform/files/change-file.ts'
import { storeFile } from '#platform/files/store-file.ts'
import { isEmpty } from '#platform/richtext/plain-text.ts'
import { events } from '../declarations.ts'
import { pictureIds } from '../rules/content.ts'
import { fitHeading, fitLine } from '../rules/heading.ts'
import { planAfter, type ImportStep } from '../rules/import-steps.ts'
import type { FileRead } from '../reading/read-file.ts'
import type { ImportPlan } from '../rules/import/types.ts'
import { bulletinIn } from '../tables.ts'
import { ownPicture } from './add-picture.ts'
import { insertArticle } from './change-article.ts'
import { keepEditionVersion, makeEdition } from './change-edition.ts'
import { withPictureIds } from '../rules/import-pictures.ts'

type Images = ReadonlyMap<string, string>

async function storePictures(
  tx: Tx,
  actor: Actor,
  read: FileRead,
  ownerId: string,
  now: Temporal.Instant,
): Promise<Images> {
  const ids = new Map<string, string>()
  for (const picture of read.pictures) {
    const place = { purpose: 'bulletin.picture', ownerId, readers: ['officer', 'approver'] as const }
    ids.set(picture.id, await storeFile(tx, actor, picture.file, place, now))
  }
  return ids
}

/** Keeps what was read for the preview. It is no edition yet, and is deleted after a week when nobody confirms it. */
export async function keepImport(
  tx: Tx,
  actor: Actor,
  read: FileRead,
  now: Temporal.Instant,
): Promise<{ id: string }> {
  const id = crypto.randomUUID()
  const plan = withPictureIds(read.plan, await storePictures(tx, actor, read, id, now))
  await bulletinIn(tx)
    .insertInto('bulletin.import')
    .values({
      id,
      file_name: fitLine(read.fileName, 200),
      file_kind: read.kind,
      plan: JSON.stringify(plan),
      mendings: '[]',
      notes: JSON.stringify(read.notes),
      made_by: personOf(actor),
      made_at: now,
      edition_id: null,
      confirmed_at: null,
    })
    .execute()
  await record(tx, actor, events.import_read, { import: id, kind: read.kind, articles: plan.articles.length })
  return { id }
}

async function lockImport(tx: Tx, importId: string, version: number) {
  const found = await bulletinIn(tx)
    .selectFrom('bulletin.import')
    .selectAll()
    .where('id', '=', importId)
    .forUpdate()
    .executeTakeFirst()
  if (!found) throw new NotHere('no such import')
  if (found.confirmed_at)
    throw new Refusal('confirmed', 'This import has become an edition. Change the edition instead.')
  if (found.version !== version)
    throw new Refusal(
      'newer_version',
      'The preview has changed since this page was opened. Look at it below, then press the button again.',
    )
  return found
}

/** Mends the preview by one step, or takes the last one back. */
export async function mendImport(
  tx: Tx,
  actor: Actor,
  input: { readonly importId: string; readonly version: number; readonly step: ImportStep | 'undo' },
): Promise<void> {
  const found = await lockImport(tx, input.importId, input.version)
  const steps = found.mendings as readonly ImportStep[]
  const next = input.step === 'undo' ? steps.slice(0, -1) : [...steps, input.step]
  await bulletinIn(tx)
    .updateTable('bulletin.import')
    .set((by) => ({ mendings: JSON.stringify(next), version: by('version', '+', 1) }))
    .where('id', '=', found.id)
    .execute()
  const how = input.step === 'undo' ? 'undo' : input.step.do
  await record(tx, actor, events.import_mended, { import: found.id, how })
}

/** Makes the preview an edition: a draft with the title and month as confirmed and every article in order. */
export async function confirmImport(
  tx: Tx,
  actor: Actor,
  input: {
    readonly importId: string
    readonly version: number
    readonly title: string
    readonly month: Temporal.PlainDate | null
  },
  now: Temporal.Instant,
): Promise<{ editionId: string }> {
  const found = await lockImport(tx, input.importId, input.version)
  const plan = planAfter(found.plan as ImportPlan, found.mendings as readonly ImportStep[])
  const made = await makeFromPlan(tx, actor, plan, input, now)
  await bulletinIn(tx)
    .updateTable('bulletin.import')
    .set({ edition_id: made.editionId, confirmed_at: now })
    .where('id', '=', found.id)
    .execute()
  await record(tx, actor, events.import_confirmed, {
    import: found.id,
    edition: made.editionId,
    articles: made.articles,
  })
  return made
}

/** Writes an edition from a plan: what the confirmed preview and the command line share. */
export async function makeFromPlan(
  tx: Tx,
  actor: Actor,
  plan: ImportPlan,
  wanted: { readonly title: string; readonly month: Temporal.PlainDate | null },
  now: Temporal.Instant,
): Promise<{ editionId: string; articles: number }> {
  const edition = await makeEdition(
    tx,
    actor,
    { title: wanted.title, month: wanted.month, subject: fitLine(wanted.title, 200), how: 'import' },
    now,
  )
  const texts = [
    ...(isEmpty(plan.introduction)
      ? []
      : [{ part: 'introduction' as const, heading: '', body: plan.introduction }]),
    ...plan.articles.map((article) => ({
      part: 'article' as const,
      ...fitHeading(article.heading, article.body, article.link),
    })),
    ...(isEmpty(plan.closing) ? [] : [{ part: 'closing' as const, heading: '', body: plan.closing }]),
  ]
  for (const [index, text] of texts.entries())
    await insertArticle(
      tx,
      actor,
      { ...text, editionId: edition.id, postId: null, position: index, imported: true },
      now,
    )
  for (const { id, alt } of picturesIn(texts.map((text) => text.body)))
    await ownPicture(tx, actor, { owner: { editionId: edition.id }, fileId: id, alt }, now)
  await keepEditionVersion(tx, actor, edition.id, now)
  return { editionId: edition.id, articles: plan.articles.length }
}

const picturesIn = (texts: readonly ImportPlan['introduction'][]): { id: string; alt: string }[] =>
  texts.flatMap((text) => text.content.flatMap((block) => (block.type === 'image' ? [block.attrs] : [])))

/** Throws a preview away, with the pictures that came with it. */
export async function dropImport(
  tx: Tx,
  actor: Actor,
  input: { readonly importId: string },
  now: Temporal.Instant,
): Promise<void> {
  const found = await bulletinIn(tx)
    .deleteFrom('bulletin.import')
    .where('id', '=', input.importId)
    .where('confirmed_at', 'is', null)
    .returning(['id', 'plan'])
    .executeTakeFirst()
  if (!found) throw new NotHere('no such import')
  const plan = found.plan as ImportPlan
  const bodies = [plan.introduction, ...plan.articles.map((article) => article.body), plan.closing]
  for (const id of pictureIds(bodies)) await removeFile(tx, actor, id, now)
  await record(tx, actor, events.import_dropped, { import: found.id })
}

/** Straight from a file to an edition, as the command line does once somebody asked for it without a preview. */
export async function bringIn(
  tx: Tx,
  actor: Actor,
  read: FileRead,
  wanted: { readonly title: string; readonly month: Temporal.PlainDate | null },
  now: Temporal.Instant,
): Promise<{ editionId: string; articles: number }> {
  const plan = withPictureIds(read.plan, await storePictures(tx, actor, read, crypto.randomUUID(), now))
  return makeFromPlan(tx, actor, plan, wanted, now)
}
