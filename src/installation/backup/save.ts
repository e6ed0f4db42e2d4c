import { createHmac } from 'node:crypto'
import { existsSync } from 'node:fs'
import { open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import pg from 'pg'
import { CommandProblem } from '#platform/declare/command.ts'
import { writeArchive, type AddEntry } from './archive.ts'
import { sealTo } from './key.ts'
import { entryNames, type CountedTable, type Manifest } from './manifest.ts'
import { sealsUpTo } from './seals.ts'
import { listSequences, listTables, readPlainly, readTable, type SavedTable } from './tables.ts'
import { savingInWords } from './words.ts'

export type Saved = { readonly manifest: Manifest; readonly keyFile: string | null; readonly bytes: number }

export type SaveOptions = {
  readonly owner: pg.ClientConfig
  readonly file: string
  readonly recipient: string | null
  readonly sealFile: string
  readonly secret: string
  readonly now: Temporal.Instant
}

// Rows are put into the archive in pieces of this size: an entry's length must be known before it, and nothing of the
// database may lie unsealed in a temporary file.
const pieceSize = 4_000_000

export const secretMark = (secret: string): string =>
  createHmac('sha256', secret).update('backup mark').digest('hex').slice(0, 32)

/**
 * Saves the whole database, as of one moment, with the seals that are kept outside it and, in a demo, the installation's
 * secret, as one file sealed with age. Written beside its place and then moved there: a backup is whole or not there.
 * Those who write meanwhile are not held up.
 */
export async function saveBackup(options: SaveOptions): Promise<Saved> {
  const { file } = options
  if (existsSync(file))
    throw new CommandProblem(`There is a file ${file} already. Name another, so that no backup is lost.`)
  const half = `${file}.part`
  const owner = new pg.Client(options.owner)
  // A connection that breaks fails the statement that uses it, which tells.
  owner.on('error', () => {})
  let forgetKey = async () => {}
  try {
    const { encrypter, keyFile, forget } = await sealTo(options.recipient, file)
    forgetKey = forget
    await owner.connect()
    await owner.query('begin transaction isolation level repeatable read read only')
    await readPlainly(owner)
    await rm(half, { force: true })
    const manifest = await writeArchive(half, encrypter, (add) => fill(add, owner, options))
    return { manifest, keyFile, bytes: await settle(half, file) }
  } catch (error) {
    await rm(half, { force: true }).catch(() => {})
    await forgetKey()
    throw savingInWords(error)
  } finally {
    await owner.end().catch(() => {})
  }
}

async function fill(add: AddEntry, owner: pg.Client, options: SaveOptions): Promise<Manifest> {
  const tables: CountedTable[] = []
  for (const table of await listTables(owner)) tables.push(await saveTable(add, owner, table))
  const migrations = await owner.query<Manifest['migrations'][number]>(
    'select module, name, hash from platform.migration order by applied_at, module, name',
  )
  const kinds = await owner.query<{ kind: Manifest['kind'] }>('select kind from platform.installation')
  const seals = await owner.query<{ number: number; seal: string }>(
    `select number::int as number, encode(seal, 'hex') as seal from platform.audit_seal order by number desc limit 1`,
  )
  const newestSeal = seals.rows[0] ?? null
  const kind = kinds.rows[0]?.kind ?? 'demo'
  const sealText = await readFile(options.sealFile, 'utf8').catch(() => null)
  if (sealText !== null)
    await add(entryNames.seals, Buffer.from(sealsUpTo(sealText, newestSeal?.number ?? 0)))
  // In production the secret is the operator's to keep; a demo must come back without any thought.
  if (kind === 'demo') await add(entryNames.secret, Buffer.from(`${options.secret}\n`))
  const manifest: Manifest = {
    format: 'holdfast backup 1',
    madeAt: options.now.toString(),
    kind,
    secretMark: secretMark(options.secret),
    migrations: migrations.rows,
    tables,
    sequences: await listSequences(owner),
    newestSeal,
  }
  await add(entryNames.manifest, Buffer.from(JSON.stringify(manifest)))
  return manifest
}

async function saveTable(add: AddEntry, owner: pg.Client, saved: SavedTable): Promise<CountedTable> {
  let pieces: Buffer[] = []
  let size = 0
  let number = 0
  const flush = async () => {
    if (size === 0) return
    number += 1
    await add(`table/${saved.table}/${String(number).padStart(6, '0')}`, Buffer.concat(pieces))
    pieces = []
    size = 0
  }
  const { rows, sha256 } = await readTable(owner, saved, async (piece) => {
    pieces.push(piece)
    size += piece.length
    if (size >= pieceSize) await flush()
  })
  await flush()
  return { table: saved.table, columns: [...saved.columns], rows, sha256 }
}

/** Puts the finished file in its place, so that after a power cut it is there whole. */
async function settle(half: string, file: string): Promise<number> {
  const handle = await open(half, 'r+')
  await handle.sync()
  const { size } = await handle.stat()
  await handle.close()
  await rename(half, file)
  const folder = await open(dirname(resolve(file)), 'r')
  await folder.sync().catch(() => {})
  await folder.close()
  return size
}
