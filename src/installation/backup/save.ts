import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import tar from 'tar-stream'
import { sealTo } from './key.ts'
import type { CountedTable, Manifest } from './manifest.ts'
import { BackupProblem } from './manifest.ts'
import { listSequences, listTables, type SavedTable } from './tables.ts'

export type Saved = { readonly manifest: Manifest; readonly keyFile: string | null; readonly bytes: number }

// Rows are put into the archive in pieces of this size: an entry's length must be known before it, and nothing of the
// database may lie unsealed in a temporary file.
const pieceSize = 4_000_000

/**
 * Saves the whole database, as of one moment, with the seals that are kept outside it and, in a demo, the installation's
 * secret, as one file sealed with age. Written beside its place and then moved there: a backup is whole or not there.
 */
export async function saveBackup(options: {
  owner: pg.ClientConfig
  file: string
  recipient: string | null
  sealFile: string
  secretFile: string | null
  now: Temporal.Instant
}): Promise<Saved> {
  const { file, now } = options
  const half = `${file}.part`
  const owner = new pg.Client(options.owner)
  await owner.connect()
  try {
    const { encrypter, keyFile } = await sealTo(options.recipient, file)
    await owner.query('begin transaction isolation level repeatable read read only')
    const pack = tar.pack()
    // The consumer runs beside the producer: the archive flows through the seal to the disk as it is made.
    const sealed = await encrypter.encrypt(Readable.toWeb(Readable.from(pack)) as ReadableStream<Uint8Array>)
    const written = pipeline(Readable.fromWeb(sealed as never), createWriteStream(half, { mode: 0o600 }))
    const filled = fill(pack, owner, options, now)
    const [manifest] = await Promise.all([filled, written]).catch(async (error: unknown) => {
      pack.destroy()
      await Promise.allSettled([filled, written])
      throw error
    })
    const bytes = await settle(half, file)
    return { manifest, keyFile, bytes }
  } catch (error) {
    await rm(half, { force: true })
    throw inWords(error)
  } finally {
    await owner.end()
  }
}

type Pack = ReturnType<typeof tar.pack>

async function fill(
  pack: Pack,
  owner: pg.Client,
  options: { sealFile: string; secretFile: string | null },
  now: Temporal.Instant,
): Promise<Manifest> {
  const tables: CountedTable[] = []
  for (const table of await listTables(owner)) tables.push(await saveTable(pack, owner, table))
  for (const [name, path] of [
    ['audit-seals.jsonl', options.sealFile],
    ['secret', options.secretFile],
  ] as const) {
    const content = path === null ? null : await readFile(path).catch(() => null)
    if (content) await addEntry(pack, name, content)
  }
  const [migrations, kinds, seals] = [
    await owner.query<Manifest['migrations'][number]>('select module, name, hash from platform.migration order by applied_at, module, name'),
    await owner.query<{ kind: Manifest['kind'] }>('select kind from platform.installation'),
    await owner.query<{ number: number; seal: Buffer }>(
      'select number::int as number, seal from platform.audit_seal order by number desc limit 1',
    ),
  ]
  const newest = seals.rows[0]
  const manifest: Manifest = {
    format: 'holdfast backup 1',
    madeAt: now.toString(),
    kind: kinds.rows[0]?.kind ?? 'demo',
    migrations: migrations.rows,
    tables,
    sequences: await listSequences(owner),
    newestSeal: newest ? { number: newest.number, seal: newest.seal.toString('hex') } : null,
  }
  await addEntry(pack, 'manifest.json', Buffer.from(JSON.stringify(manifest)))
  pack.finalize()
  return manifest
}

async function saveTable(pack: Pack, owner: pg.Client, { table, columns }: SavedTable): Promise<CountedTable> {
  const hash = createHash('sha256')
  const stream = owner.query(copyTo(`copy (select ${columns.join(', ')} from ${table}) to stdout`))
  let pieces: Buffer[] = []
  let size = 0
  let number = 0
  const flush = async () => {
    if (size === 0) return
    number += 1
    await addEntry(pack, `table/${table}/${String(number).padStart(6, '0')}`, Buffer.concat(pieces))
    pieces = []
    size = 0
  }
  for await (const piece of stream as AsyncIterable<Buffer>) {
    hash.update(piece)
    pieces.push(piece)
    size += piece.length
    if (size >= pieceSize) await flush()
  }
  await flush()
  return { table, columns: [...columns], rows: stream.rowCount, sha256: hash.digest('hex') }
}

const addEntry = (pack: Pack, name: string, content: Buffer): Promise<void> =>
  new Promise((resolve, reject) => {
    pack.entry({ name, size: content.length }, content, (error) => (error ? reject(error) : resolve()))
  })

/** Puts the finished file in its place, so that after a power cut it is there whole. */
async function settle(half: string, file: string): Promise<number> {
  const handle = await open(half, 'r+')
  await handle.sync()
  const { size } = await handle.stat()
  await handle.close()
  await rename(half, file)
  const folder = await open(dirname(join(file)), 'r')
  await folder.sync().catch(() => {})
  await folder.close()
  return size
}

function inWords(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ENOSPC') return new BackupProblem('The disk is full. Nothing was kept of this backup. Make room, or name another place.')
  if (code === 'EFBIG') return new BackupProblem('The file grew larger than this place allows. Nothing was kept of this backup. Name another place.')
  if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM')
    return new BackupProblem('This place cannot be written to. Name another, or change its permissions.')
  if (code === 'ENOENT') return new BackupProblem('The folder for the backup is not there. Make it first.')
  return error
}
