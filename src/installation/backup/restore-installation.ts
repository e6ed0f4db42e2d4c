import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type pg from 'pg'
import { record } from '#platform/audit/record.ts'
import { sealAudit, type Sealing } from '#platform/audit/seal-audit.ts'
import { sealFile } from '#platform/audit/seal-file.ts'
import { system } from '#platform/auth/actor.ts'
import { inTransaction } from '#platform/db/database.ts'
import { migrate, readMigrations, type Migration } from '#platform/db/migrations.ts'
import { sealKeeping } from '#src/platform-parts.ts'
import { installationEvents } from '../declarations.ts'
import { migrationFolders } from '../migration-folders.ts'
import { connectOwner, findGround, loginsOf, openLogins, type Ground } from '../open.ts'
import { prepareDatabase } from '../prepare-database.ts'
import { keyBeside } from './key.ts'
import type { BackupOptions } from './make-backup.ts'
import { BackupProblem, type Manifest } from './manifest.ts'
import { openBackup, restoreRows, stepsOf } from './restore.ts'
import { settleSecret } from './settle-secret.ts'

export type Restored = {
  readonly manifest: Manifest
  readonly rows: number
  /** Steps taken after the restore, because the backup was of an older Holdfast. */
  readonly migrated: readonly string[]
  readonly sessionsEnded: number
  readonly jobsWaiting: number
  readonly sealing: Sealing
}

/**
 * Brings an installation back from a backup into a new data folder, or into an empty database. Either it is there whole and
 * proved, or the place is as empty as before. Sign-ins of the saved moment are ended: one that was ended since must not open again.
 */
export async function restoreInstallation(
  options: BackupOptions & { file: string; keyFile: string | null; newSecret: boolean },
): Promise<Restored> {
  const { settings, dataDir, log } = options
  const backup = await openBackup(options.file, options.keyFile ?? keyBeside(options.file))
  const kind = settings.HOLDFAST_ENV ?? 'demo'
  if (backup.manifest.kind !== kind)
    throw new BackupProblem(
      `This is a backup of a ${backup.manifest.kind} Holdfast, and HOLDFAST_ENV is ${kind}. Set it to ${backup.manifest.kind} to restore this.`,
    )
  const migrations = await readMigrations(migrationFolders(options.modules))
  const steps = stepsOf(backup.manifest, migrations)
  const { secret, place } = await settleSecret(backup, settings, dataDir, options.newSecret)
  const keeping = sealKeeping(settings, secret, dataDir)
  const undo = placesMadeHere(dataDir, settings.HOLDFAST_DATABASE_URL === undefined)
  const ground = await findGround({ settings, dataDir, as: 'server', log })
  try {
    let sessionsEnded = 0
    const rows = await restoreRows({
      owner: ground.owner,
      backup,
      steps,
      log,
      beforeKeeping: async (owner) => {
        sessionsEnded = await endSignIns(owner)
        if (place !== null) undo.push(...(await putFile(place, Buffer.from(`${secret}\n`))))
        // A file of seals that is there already knows more than the backup: it stays, and the audit says what it misses.
        if (backup.seals) undo.push(...(await putFile(sealFile(keeping), backup.seals)))
      },
    })
    undo.length = 0
    const after = await makeReady(ground, { ...options, migrations, secret, kind })
    const db = openLogins(loginsOf(ground, secret))
    try {
      const actor = system('command restore')
      await inTransaction(db, actor, (tx) =>
        record(tx, actor, installationEvents.restored, {
          made_at: backup.manifest.madeAt,
          tables: backup.manifest.tables.length,
          rows,
          sessions_ended: sessionsEnded,
        }),
      )
      return {
        manifest: backup.manifest,
        rows,
        sessionsEnded,
        ...after,
        sealing: await sealAudit(db, keeping),
      }
    } finally {
      await db.close()
    }
  } finally {
    await ground.embedded?.stop()
    for (const path of undo) await rm(path, { recursive: true, force: true })
  }
}

/** Folders that this restore would be the first to make: taken away again when it comes to nothing. */
function placesMadeHere(dataDir: string, embedded: boolean): string[] {
  if (!embedded) return []
  if (!existsSync(dataDir)) return [dataDir]
  const database = join(dataDir, 'database')
  return existsSync(join(database, 'cluster')) ? [] : [database]
}

async function endSignIns(owner: pg.ClientBase): Promise<number> {
  await owner.query('delete from auth.verification')
  const { rowCount } = await owner.query('delete from auth.session')
  return rowCount ?? 0
}

/** @returns the file, where it was not there before */
async function putFile(file: string, content: Buffer): Promise<string[]> {
  if (existsSync(file)) return []
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  await writeFile(file, content, { mode: 0o600, flush: true })
  return [file]
}

async function makeReady(
  ground: Ground,
  options: BackupOptions & {
    migrations: readonly Migration[]
    secret: string
    kind: 'demo' | 'production'
  },
): Promise<{ migrated: string[]; jobsWaiting: number }> {
  const owner = await connectOwner(ground)
  try {
    const migrated = await migrate(owner, options.migrations, (name) =>
      options.log(`Taking the step ${name}`),
    )
    await prepareDatabase(owner, { ...options, database: ground.database })
    const waiting = await owner.query<{ count: number }>(
      `select count(*)::int as count from jobs.job where state in ('created', 'retry')`,
    )
    return { migrated, jobsWaiting: waiting.rows[0]?.count ?? 0 }
  } finally {
    await owner.end()
  }
}
