import { open } from 'node:fs/promises'
import type { Tx } from '#platform/db/tx.ts'
import { sealFile } from './seal-file.ts'
import type { SealKeeping } from './seal-file.ts'
import { readLines, readTail } from './seal-lines.ts'
import type { ReadLine, SealLine } from './seal-lines.ts'
import { auditTables } from './tables.ts'

/** How much of the file stood there, whole lines only, before the database was looked at. */
export type FileMark =
  | { readonly kind: 'there'; readonly complete: number; readonly torn: boolean }
  | { readonly kind: 'absent' }

/**
 * Marks the end of the file. Taken before the database is read: what the file knows by then, the database has; what it has
 * beyond that may have been sealed since.
 */
export async function markFile(keeping: SealKeeping): Promise<FileMark> {
  try {
    const file = await open(sealFile(keeping), 'r')
    try {
      const tail = await readTail(file, keeping.key)
      const { size } = await file.stat()
      return tail
        ? { kind: 'there', complete: tail.complete, torn: tail.complete < size }
        : { kind: 'there', complete: size, torn: false }
    } finally {
      await file.close()
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { kind: 'absent' }
    throw error
  }
}

export type Comparison = {
  /** Lines that are not as they were written, by number from the top of the file. */
  readonly broken: readonly number[]
  /** The newest seal that the file vouches for, and the newest that the database has just so. */
  readonly newest: number
  readonly agreed: number
  readonly continued: readonly { readonly after: number; readonly lost: number; readonly at: string }[]
}

const atATime = 500

/** Reads the file beside the seals in the database. Memory stays flat: a few hundred lines at a time. */
export async function compareFile(tx: Tx, keeping: SealKeeping, complete: number): Promise<Comparison> {
  const broken: number[] = []
  const continued: { after: number; lost: number; at: string }[] = []
  let newest = 0
  let agreed = 0
  const take = (line: SealLine, holds: boolean, inDatabase: ReadonlyMap<number, string>): void => {
    if ('continuedAfter' in line) {
      continued.push({ after: line.continuedAfter, lost: newest - line.continuedAfter, at: line.at })
      newest = line.continuedAfter
      agreed = Math.min(agreed, newest)
      return
    }
    newest = line.number
    const same = inDatabase.get(line.number) === line.seal
    // A line that was tampered with is told of as such, and says nothing about the database.
    if (holds ? same && line.number === agreed + 1 : inDatabase.has(line.number)) agreed = line.number
  }
  for await (const lines of inChunks(readLines(sealFile(keeping), keeping.key, complete))) {
    const inDatabase = await sealsInDatabase(tx, lines)
    for (const read of lines) {
      if (read.kind === 'unreadable' || !read.holds) broken.push(read.at)
      if (read.kind === 'line') take(read.line, read.holds, inDatabase)
    }
  }
  return { broken, newest, agreed, continued }
}

async function sealsInDatabase(tx: Tx, lines: readonly ReadLine[]): Promise<Map<number, string>> {
  const numbers = lines.flatMap((read) =>
    read.kind === 'line' && 'number' in read.line ? [read.line.number] : [],
  )
  if (numbers.length === 0) return new Map()
  const found = await auditTables(tx)
    .selectFrom('platform.audit_seal')
    .select(['number', 'seal'])
    .where('number', 'in', numbers)
    .execute()
  return new Map(found.map(({ number, seal }) => [number, seal.toString('hex')]))
}

async function* inChunks(lines: AsyncIterable<ReadLine>): AsyncGenerator<ReadLine[]> {
  let chunk: ReadLine[] = []
  for await (const line of lines) {
    chunk.push(line)
    if (chunk.length < atATime) continue
    yield chunk
    chunk = []
  }
  yield chunk
}
