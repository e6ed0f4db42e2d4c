import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { finished, pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import tar from 'tar-stream'
import { migrate, schemaState, type Migration } from '#platform/db/migrations.ts'
import { keyBeside, openWith } from './key.ts'
import { BackupProblem, manifestShape, type Manifest } from './manifest.ts'
import { listTables } from './tables.ts'

export type Restored = { readonly manifest: Manifest; readonly rows: number }

/**
 * Fills an empty database from a backup, in one transaction, and proves it: every table has the rows and the very bytes that
 * were saved. Refuses a database that holds anything, a backup of a newer Holdfast, and a file that was cut off or changed.
 */
export async function restoreBackup(options: {
  owner: pg.ClientConfig
  file: string
  keyFile: string | null
  migrations: readonly Migration[]
  sealFile: string
  secretFile: string
  log: (sentence: string) => void
}): Promise<Restored> {
  const decrypter = await openWith(options.keyFile ?? keyBeside(options.file))
  const owner = new pg.Client(options.owner)
  await owner.connect()
  try {
    const state = await schemaState(owner, options.migrations)
    if (state.kind !== 'empty')
      throw new BackupProblem('The database is not empty. Restore into a new data folder (--data DIR) or an empty database.')
    // The manifest is the archive's last entry, so the file is read twice: first to know what is in it and that it is whole.
    const manifest = await readManifest(decrypter, options.file)
    const steps = stepsOf(manifest, options.migrations)
    options.log('Making the tables')
    await migrate(owner, steps)
    options.log(`Bringing back ${manifest.tables.length} tables`)
    const rows = await load(owner, await openWith(options.keyFile ?? keyBeside(options.file)), options, manifest)
    return { manifest, rows }
  } finally {
    await owner.end()
  }
}

type Decrypter = Awaited<ReturnType<typeof openWith>>

async function eachEntry(
  decrypter: Decrypter,
  file: string,
  take: (name: string, content: Readable) => Promise<void>,
): Promise<void> {
  const extract = tar.extract()
  try {
    const plain = await decrypter.decrypt(Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array>)
    const fed = pipeline(Readable.fromWeb(plain as never), extract)
    for await (const entry of extract) {
      await take(entry.header.name, entry as unknown as Readable)
      entry.resume()
    }
    await fed
  } catch (error) {
    if (error instanceof BackupProblem) throw error
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw new BackupProblem('There is no file of that name.')
    if (error instanceof pg.DatabaseError) throw error
    throw new BackupProblem(
      'This backup cannot be opened: the key is another one, or the file was cut off or changed.',
      { cause: error },
    )
  }
}

async function readManifest(decrypter: Decrypter, file: string): Promise<Manifest> {
  let manifest: Manifest | null = null
  await eachEntry(decrypter, file, async (name, content) => {
    if (name === 'manifest.json') manifest = manifestShape.parse(JSON.parse((await read(content)).toString('utf8')))
  })
  if (!manifest) throw new BackupProblem('This backup was cut off: its last part is missing. Use another one.')
  return manifest
}

/** The steps that made the saved database. A backup of an older Holdfast is restored as it was and migrated afterwards. */
function stepsOf(manifest: Manifest, known: readonly Migration[]): Migration[] {
  return manifest.migrations.map((step) => {
    const found = known.find((one) => one.module === step.module && one.name === step.name)
    if (!found || found.hash !== step.hash)
      throw new BackupProblem(
        `This backup was made by another Holdfast: it has taken the step ${step.module}/${step.name}. Restore it with the version that made it.`,
      )
    return found
  })
}

async function load(
  owner: pg.Client,
  decrypter: Decrypter,
  options: { file: string; sealFile: string; secretFile: string },
  manifest: Manifest,
): Promise<number> {
  const saved = new Map(manifest.tables.map((table) => [table.table, table]))
  const hashes = new Map<string, Hash>()
  await owner.query('begin')
  try {
    // Rows come back as they were: no trigger, no policy and no foreign key is asked. This takes a superuser.
    await owner.query(`set local session_replication_role = replica`).catch(() => {
      throw new BackupProblem('Restoring takes a database superuser. Name one in HOLDFAST_DATABASE_URL for this command.')
    })
    for (const { table } of await listTables(owner)) await owner.query(`delete from ${table}`)
    await eachEntry(decrypter, options.file, async (name, content) => {
      const [, tableName] = /^table\/(.+)\/\d{6}$/.exec(name) ?? []
      if (name === 'audit-seals.jsonl') await place(options.sealFile, await read(content))
      else if (name === 'secret') await place(options.secretFile, await read(content))
      if (!tableName) return
      const table = saved.get(tableName)
      if (!table) throw new BackupProblem(`The backup holds the table ${tableName}, which its own list does not know.`)
      const hash = hashes.get(tableName) ?? createHash('sha256')
      hashes.set(tableName, hash)
      const bytes = await read(content)
      hash.update(bytes)
      const sink = owner.query(copyFrom(`copy ${tableName} (${table.columns.join(', ')}) from stdin`))
      sink.end(bytes)
      await finished(sink)
    })
    for (const { name, last } of manifest.sequences)
      if (last !== null) await owner.query('select setval($1::regclass, $2)', [name, last])
    const rows = await prove(owner, manifest, hashes)
    await owner.query('commit')
    return rows
  } catch (error) {
    await owner.query('rollback').catch(() => {})
    throw error
  }
}

async function prove(owner: pg.Client, manifest: Manifest, hashes: ReadonlyMap<string, Hash>): Promise<number> {
  let rows = 0
  const empty = createHash('sha256').digest('hex')
  for (const table of manifest.tables) {
    const found = await owner.query<{ count: number }>(`select count(*)::int as count from ${table.table}`)
    const count = found.rows[0]?.count ?? 0
    if (count !== table.rows)
      throw new BackupProblem(`${table.table} has ${count} rows and ${table.rows} were saved. Nothing was kept of this restore.`)
    if ((hashes.get(table.table)?.digest('hex') ?? empty) !== table.sha256)
      throw new BackupProblem(`The rows of ${table.table} are not those that were saved. Nothing was kept of this restore.`)
    rows += count
  }
  return rows
}

const read = async (content: Readable): Promise<Buffer> => {
  const pieces: Buffer[] = []
  for await (const piece of content as AsyncIterable<Buffer>) pieces.push(piece)
  return Buffer.concat(pieces)
}

/** A file that belongs beside the database; one that is there already is the newer one and stays. */
async function place(file: string, content: Buffer): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  if ((await readFile(file).catch(() => null)) === null) await writeFile(file, content, { mode: 0o600 })
}
