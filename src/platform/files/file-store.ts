import type { Tx } from '#platform/db/tx.ts'
import { filesIn } from './tables.ts'

/** Where the bytes of files are. Every call stands in the transaction that changes the file's row, and obeys its policies. */
export type FileStore = {
  put(tx: Tx, fileId: string, bytes: Buffer): Promise<void>
  /** Null when there are none, or none that this actor may see. */
  get(tx: Tx, fileId: string): Promise<Buffer | null>
  remove(tx: Tx, fileId: string): Promise<void>
}

/** In the database itself: one backup holds everything, and a file commits with what uses it. */
export const databaseStore: FileStore = {
  put: async (tx, fileId, bytes) => {
    await filesIn(tx).insertInto('platform.file_content').values({ file_id: fileId, bytes }).execute()
  },
  get: async (tx, fileId) => {
    const row = await filesIn(tx)
      .selectFrom('platform.file_content')
      .select('bytes')
      .where('file_id', '=', fileId)
      .executeTakeFirst()
    return row?.bytes ?? null
  },
  remove: async (tx, fileId) => {
    await filesIn(tx).deleteFrom('platform.file_content').where('file_id', '=', fileId).execute()
  },
}
