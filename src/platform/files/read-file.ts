import type { Tx } from '#platform/db/tx.ts'
import { databaseStore } from './file-store.ts'
import type { FileTable } from './tables.ts'
import { filesIn } from './tables.ts'

export type FileFacts = Pick<
  FileTable,
  'id' | 'name' | 'kind' | 'content_type' | 'size' | 'sha256' | 'width' | 'height' | 'purpose' | 'visibility'
>

/** Where a file is served, private or public alike: what embeds it does not change when it is published. */
export const fileHref = (fileId: string): string => `/files/${fileId}`

/** What is known of a file. Null when there is none, when it was removed, and when it is not for this actor to see. */
export async function findFile(tx: Tx, fileId: string): Promise<FileFacts | null> {
  const file = await filesIn(tx)
    .selectFrom('platform.file')
    .select([
      'id',
      'name',
      'kind',
      'content_type',
      'size',
      'sha256',
      'width',
      'height',
      'purpose',
      'visibility',
    ])
    .where('id', '=', fileId)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  return file ?? null
}

/** A file with its bytes. Null as `findFile`. */
export async function readFile(tx: Tx, fileId: string): Promise<(FileFacts & { bytes: Buffer }) | null> {
  const file = await findFile(tx, fileId)
  const bytes = file && (await databaseStore.get(tx, fileId))
  return file && bytes ? { ...file, bytes } : null
}
