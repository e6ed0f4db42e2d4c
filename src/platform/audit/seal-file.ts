import { mkdir, open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import type { Tx } from '#platform/db/tx.ts'
import { readTail, writeLine } from './seal-lines.ts'
import type { Tail } from './seal-lines.ts'
import { auditTables } from './tables.ts'

/** What sealing needs that is not in the database: the key, made from the installation's secret, and a folder. */
export type SealKeeping = { readonly key: Buffer; readonly folder: string }

export const sealFile = (keeping: SealKeeping): string => join(keeping.folder, 'audit-seals.jsonl')

/**
 * `behind`: the database does not have, or has otherwise, what the file knows. Then nothing more is written, so that the
 * evidence stays: `audit verify` says what is missing, and after a copy was put back `audit continue` goes on.
 */
export type WrittenDown =
  | { readonly kind: 'written'; readonly added: number; readonly newest: number }
  | { readonly kind: 'disagrees'; readonly says: string }

const atATime = 500

/** Adds to the file every seal that it does not have yet. Called with the sealing lock held. */
export async function writeDownSeals(tx: Tx, keeping: SealKeeping): Promise<WrittenDown> {
  return withSealFile(keeping, async (file, tail) => {
    const newest = newestOf(tail)
    if (tail.last && 'seal' in tail.last && (await sealInDatabase(tx, newest)) !== tail.last.seal)
      return {
        kind: 'disagrees',
        says: `The file of seals knows seal ${newest}. The database does not have it, or has another in its place.`,
      }
    return { kind: 'written', ...(await addAfter(tx, keeping, file, tail)) }
  })
}

/** Writes that the seals go on after this one, because a copy of the database was put back. */
export const writeDownContinuing = (
  keeping: SealKeeping,
  continuedAfter: number,
  at: Temporal.Instant,
): Promise<WrittenDown> =>
  withSealFile(keeping, async (file, tail) => {
    await file.appendFile(writeLine(keeping.key, tail.check, { continuedAfter, at: at.toString() }).text)
    await file.datasync()
    return { kind: 'written', added: 1, newest: continuedAfter }
  })

async function withSealFile(
  keeping: SealKeeping,
  work: (file: FileHandle, tail: Tail) => Promise<WrittenDown>,
): Promise<WrittenDown> {
  await mkdir(keeping.folder, { recursive: true, mode: 0o700 })
  const file = await open(sealFile(keeping), 'a+', 0o600)
  try {
    const tail = await readTail(file, keeping.key)
    if (!tail)
      return { kind: 'disagrees', says: 'The newest line of the file of seals is not as it was written.' }
    await file.truncate(tail.complete)
    return await work(file, tail)
  } finally {
    await file.close()
  }
}

const newestOf = (tail: Tail): number =>
  tail.last === null ? 0 : 'number' in tail.last ? tail.last.number : tail.last.continuedAfter

async function addAfter(tx: Tx, keeping: SealKeeping, file: FileHandle, tail: Tail) {
  let check = tail.check
  let newest = newestOf(tail)
  let added = 0
  for (;;) {
    const seals = await auditTables(tx)
      .selectFrom('platform.audit_seal')
      .select(['number', 'sealed_at', 'entry_count', 'seal'])
      .where('number', '>', newest)
      .orderBy('number')
      .limit(atATime)
      .execute()
    const texts = seals.map((seal) => {
      const line = writeLine(keeping.key, check, {
        number: seal.number,
        sealedAt: seal.sealed_at.toString(),
        count: seal.entry_count,
        seal: seal.seal.toString('hex'),
      })
      check = line.check
      newest = seal.number
      return line.text
    })
    if (texts.length === 0) return { added, newest }
    await file.appendFile(texts.join(''))
    await file.datasync()
    added += texts.length
  }
}

const sealInDatabase = async (tx: Tx, number: number): Promise<string | null> => {
  const found = await auditTables(tx)
    .selectFrom('platform.audit_seal')
    .select('seal')
    .where('number', '=', number)
    .executeTakeFirst()
  return found ? found.seal.toString('hex') : null
}
