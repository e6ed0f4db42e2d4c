import { once } from 'node:events'
import type { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { Readable } from 'node:stream'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { migrateWithin, type Migration } from '#platform/db/migrations.ts'
import { readArchive, readWhole } from './archive.ts'
import { BackupProblem, entryNames, manifestShape, type Manifest } from './manifest.ts'
import { restoringInWords } from './words.ts'
import { listTables, readPlainly, readTable } from './tables.ts'

/** A backup that was read from its beginning to its end: every byte is as it was sealed. */
export type OpenedBackup = {
  readonly file: string
  readonly keyFile: string
  readonly manifest: Manifest
  /** The file of seals and the installation's secret, where the backup carries them. */
  readonly seals: Buffer | null
  readonly secret: string | null
}

/**
 * Reads a backup whole and says what is in it. The manifest is its last entry, so the file is read here first to know that it
 * is whole, and a second time when its rows are brought back.
 */
export async function openBackup(file: string, keyFile: string): Promise<OpenedBackup> {
  let manifest: Manifest | null = null
  let seals: Buffer | null = null
  let secret: string | null = null
  await readArchive(file, keyFile, async (name, content) => {
    if (name === entryNames.manifest) manifest = readManifest(await readWhole(content))
    else if (name === entryNames.seals) seals = await readWhole(content)
    else if (name === entryNames.secret) secret = (await readWhole(content)).toString('utf8').trim()
  })
  if (!manifest)
    throw new BackupProblem('This backup was cut off: its last part is missing. Use another one.')
  return { file, keyFile, manifest, seals, secret }
}

function readManifest(bytes: Buffer): Manifest {
  const read = manifestShape.safeParse(JSON.parse(bytes.toString('utf8')))
  if (read.success) return read.data
  throw new BackupProblem(
    'This backup was made in a form that this Holdfast does not know. Restore it with the version that made it.',
  )
}

/**
 * The steps that made the saved database. A backup of an older Holdfast is restored as it was and migrated afterwards.
 * @throws BackupProblem where the backup is of a newer Holdfast or of another one
 */
export function stepsOf(manifest: Manifest, known: readonly Migration[]): Migration[] {
  return manifest.migrations.map((step) => {
    const found = known.find((one) => one.module === step.module && one.name === step.name)
    if (!found)
      throw new BackupProblem(
        `This backup was made by a newer Holdfast: it has taken the step ${step.module}/${step.name}. Restore it with that version.`,
      )
    if (found.hash !== step.hash)
      throw new BackupProblem(
        `This backup was made by another Holdfast: its step ${step.module}/${step.name} is not this one’s. Restore it with the version that made it.`,
      )
    return found
  })
}

type RestoreOptions = {
  readonly owner: pg.ClientConfig
  readonly backup: OpenedBackup
  readonly steps: readonly Migration[]
  readonly log: (sentence: string) => void
  /** Called when all is proved and just before it is kept; what it throws undoes everything. */
  readonly beforeKeeping?: (owner: pg.Client) => Promise<void>
}

/**
 * Fills an empty database from a backup, in one transaction, and proves it: every table is read back and has the rows and the
 * very bytes that were saved. Whatever goes wrong, the database is as empty as before.
 * @returns how many rows there are
 */
export async function restoreRows(options: RestoreOptions): Promise<number> {
  const { backup, log } = options
  const owner = new pg.Client(options.owner)
  owner.on('error', () => {})
  await owner.connect()
  try {
    await owner.query('begin')
    await readPlainly(owner)
    log('Making the tables')
    const state = await migrateWithin(owner, options.steps)
    if (state.kind !== 'empty')
      throw new BackupProblem(
        'The database is not empty. Restore into a new data folder with --data DIR, or into an empty database.',
      )
    log(`Bringing back ${backup.manifest.tables.length} tables`)
    // Rows come back as they were: no trigger, no policy and no foreign key is asked.
    await owner.query(`set local session_replication_role = replica`).catch((cause: unknown) => {
      throw new BackupProblem(
        'Restoring takes a database superuser. Name one in HOLDFAST_DATABASE_URL for this command.',
        { cause },
      )
    })
    const made = new Set((await listTables(owner)).map(({ table }) => table))
    for (const table of made) await owner.query(`delete from ${table}`)
    // A table that somebody made by hand is in the backup, and no step of ours makes it: it is named and left out.
    const ours = backup.manifest.tables.filter(({ table }) => made.has(table))
    for (const { table } of backup.manifest.tables)
      if (!made.has(table)) log(`The table ${table} is not one of Holdfast’s. It was left out.`)
    await load(owner, backup, ours)
    for (const { name, last } of backup.manifest.sequences)
      if (last !== null) await owner.query('select setval($1::regclass, $2)', [name, last])
    log('Checking what came back')
    const rows = await prove(owner, ours)
    await owner.query('set local session_replication_role = origin')
    await options.beforeKeeping?.(owner)
    await owner.query('commit')
    return rows
  } catch (error) {
    throw restoringInWords(error)
  } finally {
    // Ends the transaction with the connection where it is still open.
    await owner.end().catch(() => {})
  }
}

/** One `copy` a table, whose pieces follow each other: a piece may end in the middle of a row. */
async function load(owner: pg.Client, backup: OpenedBackup, ours: Manifest['tables']): Promise<void> {
  const listed = new Set(backup.manifest.tables.map(({ table }) => table))
  const saved = new Map(ours.map((table) => [table.table, table]))
  let open: { table: string; sink: Writable; ended: Promise<void> } | null = null
  const close = async () => {
    const last = open
    open = null
    last?.sink.end()
    await last?.ended
  }
  await readArchive(backup.file, backup.keyFile, async (name, content) => {
    const [, tableName] = /^table\/(.+)\/\d{6}$/.exec(name) ?? []
    if (!tableName) return
    if (open?.table !== tableName) {
      await close()
      if (!listed.has(tableName))
        throw new BackupProblem(`The backup holds the table ${tableName}, which its own list does not know.`)
      const table = saved.get(tableName)
      if (!table) {
        content.resume()
        return
      }
      const sink = owner.query(copyFrom(`copy ${tableName} (${table.columns.join(', ')}) from stdin`))
      const ended = finished(sink)
      ended.catch(() => {})
      open = { table: tableName, sink, ended }
    }
    await pour(content, open.sink, open.ended)
  })
  await close()
}

async function pour(content: Readable, sink: Writable, ended: Promise<void>): Promise<void> {
  for await (const piece of content as AsyncIterable<Buffer>)
    if (!sink.write(piece)) await Promise.race([once(sink, 'drain'), ended])
}

async function prove(owner: pg.Client, tables: Manifest['tables']): Promise<number> {
  let total = 0
  for (const table of tables) {
    const { rows, sha256 } = await readTable(owner, table, () => {})
    if (rows !== table.rows)
      throw new BackupProblem(
        `${table.table} has ${rows} rows and ${table.rows} were saved. Nothing was kept of this restore.`,
      )
    if (sha256 !== table.sha256)
      throw new BackupProblem(
        `The rows of ${table.table} are not those that were saved. Nothing was kept of this restore.`,
      )
    total += rows
  }
  return total
}
