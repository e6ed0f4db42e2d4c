import type { Tx } from '#platform/db/tx.ts'
import { openAs } from '#platform/db/tx.ts'
import type { FileKind } from './kinds.ts'

export type FileTable = {
  id: string
  name: string
  kind: FileKind
  content_type: string
  size: number
  sha256: Buffer
  width: number | null
  height: number | null
  purpose: string
  owner_id: string | null
  visibility: 'private' | 'public'
  readers: readonly string[]
  uploaded_by: string | null
  uploaded_at: Temporal.Instant
  published_at: Temporal.Instant | null
  removed_at: Temporal.Instant | null
}

export type FilesTables = {
  'platform.file': FileTable
  'platform.file_content': { file_id: string; bytes: Buffer }
}

export const filesIn = (tx: Tx) => openAs<FilesTables>(tx)
