import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { record } from '#platform/audit/record.ts'
import { sealFile } from '#platform/audit/seal-file.ts'
import { system } from '#platform/auth/actor.ts'
import { readSecret } from '#platform/config/secret.ts'
import type { Settings } from '#platform/config/settings.ts'
import { inTransaction } from '#platform/db/database.ts'
import { ensureLogins } from '#platform/db/logins.ts'
import { readMigrations, schemaState } from '#platform/db/migrations.ts'
import { CommandProblem } from '#platform/declare/command.ts'
import type { ModuleDeclaration } from '#platform/declare/module.ts'
import { sealKeeping } from '#src/platform-parts.ts'
import { installationEvents } from '../declarations.ts'
import { migrationFolders } from '../migration-folders.ts'
import { connectOwner, findGround, loginsOf, openLogins, type Ground } from '../open.ts'
import { assertKind, refuseUnlessCurrent } from '../prepare-database.ts'
import { saveBackup, type Saved } from './save.ts'

export type BackupOptions = {
  readonly settings: Settings
  readonly dataDir: string
  readonly modules: readonly ModuleDeclaration[]
  readonly now: Temporal.Instant
  readonly log: (sentence: string) => void
}

/**
 * Backs up the installation, running or not, and writes it down in its audit. An older database is backed up too, since that
 * comes before it is migrated.
 */
export async function makeBackup(
  options: BackupOptions & { file: string; recipient: string | null },
): Promise<Saved> {
  const { settings, dataDir, now } = options
  const recipient = options.recipient ?? settings.HOLDFAST_BACKUP_RECIPIENT ?? null
  const kind = settings.HOLDFAST_ENV ?? 'demo'
  if (kind === 'production' && recipient === null)
    throw new CommandProblem(
      'A production backup is sealed to somebody. Set HOLDFAST_BACKUP_RECIPIENT to their age public key, or name it with --recipient.',
    )
  if (!settings.HOLDFAST_DATABASE_URL && !existsSync(join(dataDir, 'database')))
    throw new CommandProblem(`There is no Holdfast in ${dataDir}. Name its folder with --data.`)
  const secret = await readSecret(settings, dataDir)
  const ground = await findGround({ settings, dataDir, as: 'command', log: options.log })
  try {
    await assertOurs(ground, kind, secret, options.modules)
    const saved = await saveBackup({
      owner: ground.owner,
      file: options.file,
      recipient,
      sealFile: sealFile(sealKeeping(settings, secret, dataDir)),
      secret,
      now,
    })
    try {
      await writeDown(ground, secret, saved)
    } catch (error) {
      // A copy of everything that nobody could ever read about in the audit must not lie about.
      await rm(options.file, { force: true })
      throw error
    }
    return saved
  } finally {
    await ground.embedded?.stop()
  }
}

async function assertOurs(
  ground: Ground,
  kind: 'demo' | 'production',
  secret: string,
  modules: readonly ModuleDeclaration[],
): Promise<void> {
  const owner = await connectOwner(ground)
  try {
    const state = await schemaState(owner, await readMigrations(migrationFolders(modules)))
    if (state.kind !== 'old') refuseUnlessCurrent(state)
    await assertKind(owner, kind)
    await ensureLogins(owner, ground.database, secret)
  } finally {
    await owner.end()
  }
}

async function writeDown(ground: Ground, secret: string, { manifest, bytes, keyFile }: Saved): Promise<void> {
  const db = openLogins(loginsOf(ground, secret))
  const actor = system('command backup')
  try {
    await inTransaction(db, actor, (tx) =>
      record(tx, actor, installationEvents.backup_made, {
        tables: manifest.tables.length,
        rows: manifest.tables.reduce((sum, { rows }) => sum + rows, 0),
        bytes,
        sealed_to: keyFile === null ? 'recipient' : 'key_beside',
      }),
    )
  } finally {
    await db.close()
  }
}
