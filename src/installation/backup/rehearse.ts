import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { record } from '#platform/audit/record.ts'
import { sealFile, type SealKeeping } from '#platform/audit/seal-file.ts'
import { verifyAudit, type Verification } from '#platform/audit/verify-audit.ts'
import { system } from '#platform/auth/actor.ts'
import { keyFor } from '#platform/config/secret.ts'
import { inTransaction } from '#platform/db/database.ts'
import { startEmbedded, type Embedded } from '#platform/db/embedded/embedded.ts'
import { EmbeddedRefused } from '#platform/db/embedded/refused.ts'
import { migrate, readMigrations } from '#platform/db/migrations.ts'
import { installationEvents } from '../declarations.ts'
import { migrationFolders } from '../migration-folders.ts'
import { databaseName, loginsOf, openInstallation, openLogins } from '../open.ts'
import { prepareDatabase } from '../prepare-database.ts'
import { keyBeside } from './key.ts'
import type { BackupOptions } from './make-backup.ts'
import { BackupProblem, type Manifest } from './manifest.ts'
import { openBackup, restoreRows, stepsOf, type OpenedBackup } from './restore.ts'
import { secretMark } from './save.ts'

export type Rehearsed = {
  readonly manifest: Manifest
  readonly rows: number
  readonly audit: Verification
}

/**
 * Restores a backup into a database of its own beside the installation, proves its rows and its audit, and throws it away.
 * The installation is not touched, but for the line in its audit that says what the rehearsal found.
 */
export async function rehearse(
  options: BackupOptions & { file: string; keyFile: string | null },
): Promise<Rehearsed> {
  const backup = await openBackup(options.file, options.keyFile ?? keyBeside(options.file))
  const live = await openInstallation({ ...options, as: 'command', poolSize: 1 })
  try {
    const secret = backup.secret ?? live.secret
    if (secretMark(secret) !== backup.manifest.secretMark)
      throw new BackupProblem(
        'HOLDFAST_SECRET is not the one that this backup was made under. Set that one to rehearse it.',
      )
    const { rows, audit } = await inPassing(options, backup, secret)
    const actor = system('command restore')
    await inTransaction(live.db, actor, (tx) =>
      record(tx, actor, installationEvents.backup_rehearsed, {
        made_at: backup.manifest.madeAt,
        tables: backup.manifest.tables.length,
        rows,
        lines: audit.lines,
        findings: audit.findingsCount,
      }),
    )
    return { manifest: backup.manifest, rows, audit }
  } finally {
    await live.close()
  }
}

async function inPassing(
  options: BackupOptions,
  backup: OpenedBackup,
  secret: string,
): Promise<{ rows: number; audit: Verification }> {
  const folder = join(options.dataDir, 'rehearsal')
  await clearLeftover(folder)
  await mkdir(folder, { recursive: true })
  let embedded: Embedded | null = null
  try {
    embedded = await startEmbedded({
      dataDir: folder,
      // What is thrown away need not outlive a power cut.
      tuning: 'test',
      ...(options.settings.HOLDFAST_UNPRIVILEGED_USER
        ? { serverUser: options.settings.HOLDFAST_UNPRIVILEGED_USER }
        : {}),
    })
    const ground = { owner: { ...embedded.superuser, database: databaseName }, database: databaseName }
    await makeDatabase(embedded)
    const rows = await restoreAll(ground.owner, options, backup, secret)
    const keeping: SealKeeping = { key: keyFor(secret, 'audit seal'), folder: join(folder, 'seals') }
    await mkdir(keeping.folder, { mode: 0o700 })
    if (backup.seals) await writeFile(sealFile(keeping), backup.seals, { mode: 0o600 })
    const db = openLogins(loginsOf(ground, secret))
    try {
      // A seal that was on its way to the file when the backup was made is not a finding.
      const age = options.now.since(Temporal.Instant.from(backup.manifest.madeAt)).total('seconds')
      options.log('Checking the audit')
      return { rows, audit: await verifyAudit(db, keeping, { graceSeconds: Math.max(0, age) + 60 }) }
    } finally {
      await db.close()
    }
  } finally {
    await embedded?.stop()
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
}

/** Restores the rows, and takes an older backup's missing steps as a real restore would. */
async function restoreAll(
  owner: pg.ClientConfig,
  options: BackupOptions,
  backup: OpenedBackup,
  secret: string,
): Promise<number> {
  const migrations = await readMigrations(migrationFolders(options.modules))
  const { log, now } = options
  const rows = await restoreRows({ owner, backup, steps: stepsOf(backup.manifest, migrations), log })
  const client = new pg.Client(owner)
  await client.connect()
  try {
    await migrate(client, migrations)
    const { kind } = backup.manifest
    await prepareDatabase(client, { database: databaseName, kind, secret, migrations, now, log })
  } finally {
    await client.end()
  }
  return rows
}

async function makeDatabase(embedded: Embedded): Promise<void> {
  const client = new pg.Client(embedded.superuser)
  await client.connect()
  try {
    await client.query(`create database ${pg.escapeIdentifier(databaseName)}`)
  } finally {
    await client.end()
  }
}

/** A rehearsal that was killed left people's rows behind: they are the first thing to go. One that still runs is left alone. */
async function clearLeftover(folder: string): Promise<void> {
  if (!existsSync(folder)) return
  try {
    const leftover = await startEmbedded({ dataDir: folder, tuning: 'test' })
    await leftover.stop()
  } catch (error) {
    if (error instanceof EmbeddedRefused && error.code === 'in_use')
      throw new BackupProblem('Another rehearsal is running. Wait until it ends.', { cause: error })
    if (!(error instanceof EmbeddedRefused)) throw error
  }
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
}
