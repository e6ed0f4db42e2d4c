import { record } from '#platform/audit/record.ts'
import type { Actor } from '#platform/auth/actor.ts'
import type { AuditEvent } from '#platform/declare/declarations.ts'
import type { Tx } from '#platform/db/tx.ts'
import { NotHere } from '#platform/http/refusal.ts'
import { fileEvents } from './declarations.ts'
import { databaseStore } from './file-store.ts'
import type { FileTable } from './tables.ts'
import { filesIn } from './tables.ts'

type Change = Partial<Pick<FileTable, 'visibility' | 'published_at' | 'removed_at'>>

/** Opens a file to everyone, because something that is published uses it. Of one that is public already nothing changes. */
export const publishFile = (tx: Tx, actor: Actor, fileId: string, now: Temporal.Instant): Promise<void> =>
  changeFile(tx, actor, fileId, fileEvents.published, (file) =>
    file.visibility === 'public' ? null : { visibility: 'public', published_at: now },
  )

/** Takes a public file back to those who work with it. Copies that others hold are out of reach. */
export const withdrawFile = (tx: Tx, actor: Actor, fileId: string): Promise<void> =>
  changeFile(tx, actor, fileId, fileEvents.withdrawn, (file) =>
    file.visibility === 'private' ? null : { visibility: 'private', published_at: null },
  )

/** Removes the bytes for good. The row stays, since history names it. */
export const removeFile = (tx: Tx, actor: Actor, fileId: string, now: Temporal.Instant): Promise<void> =>
  changeFile(
    tx,
    actor,
    fileId,
    fileEvents.removed,
    (file) => (file.removed_at ? null : { removed_at: now }),
    () => databaseStore.remove(tx, fileId),
  )

/** @throws NotHere when there is no such file, or not for this actor to change */
async function changeFile(
  tx: Tx,
  actor: Actor,
  fileId: string,
  event: AuditEvent<'file' | 'purpose'>,
  decide: (file: Pick<FileTable, 'visibility' | 'removed_at'>) => Change | null,
  before: () => Promise<void> = async () => {},
): Promise<void> {
  const file = await filesIn(tx)
    .selectFrom('platform.file')
    .select(['purpose', 'visibility', 'removed_at'])
    .where('id', '=', fileId)
    .forUpdate()
    .executeTakeFirst()
  if (!file) throw new NotHere('no such file')
  const change = decide(file)
  if (!change) return
  await before()
  const { numUpdatedRows } = await filesIn(tx)
    .updateTable('platform.file')
    .set(change)
    .where('id', '=', fileId)
    .executeTakeFirst()
  if (numUpdatedRows !== 1n) throw new NotHere('not to change')
  await record(tx, actor, event, { file: fileId, purpose: file.purpose })
}
