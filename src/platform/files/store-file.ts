import { record } from '#platform/audit/record.ts'
import type { Actor } from '#platform/auth/actor.ts'
import { personOf } from '#platform/auth/actor.ts'
import type { Role } from '#platform/auth/roles.ts'
import type { Tx } from '#platform/db/tx.ts'
import { fileEvents } from './declarations.ts'
import { databaseStore } from './file-store.ts'
import type { PreparedFile } from './prepare-file.ts'
import { filesIn } from './tables.ts'

export type FilePlace = {
  /** What it is for, such as `bulletin.picture`. A module's own policies may open files of its purposes to more people. */
  readonly purpose: string
  /** The record it belongs to. */
  readonly ownerId?: string
  /** Roles whose holders may read, publish and remove it while it is private, beside the one who brought it. */
  readonly readers?: readonly Role[]
}

/** Stores a prepared file, private until `publishFile`. Gives its id; it is served at `fileHref(id)`. */
export async function storeFile(
  tx: Tx,
  actor: Actor,
  file: PreparedFile,
  place: FilePlace,
  now: Temporal.Instant,
): Promise<string> {
  const id = crypto.randomUUID()
  await filesIn(tx)
    .insertInto('platform.file')
    .values({
      id,
      name: file.name,
      kind: file.kind,
      content_type: file.contentType,
      size: file.bytes.length,
      sha256: file.sha256,
      width: file.width,
      height: file.height,
      purpose: place.purpose,
      owner_id: place.ownerId ?? null,
      visibility: 'private',
      readers: place.readers ?? [],
      uploaded_by: personOf(actor),
      uploaded_at: now,
      published_at: null,
      removed_at: null,
    })
    .execute()
  await databaseStore.put(tx, id, file.bytes)
  await record(tx, actor, fileEvents.stored, {
    file: id,
    purpose: place.purpose,
    kind: file.kind,
    bytes: file.bytes.length,
  })
  return id
}
