import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Settings } from '#platform/config/settings.ts'
import { BackupProblem } from './manifest.ts'
import type { OpenedBackup } from './restore.ts'
import { secretMark } from './save.ts'

export type SettledSecret = { readonly secret: string; readonly place: string | null }

/**
 * Under which secret the restored installation lives, and where it must be put, if anywhere. The seals of the audit, signed
 * links and code apps all hang on it, so another one than the backup's is only taken when a person says so.
 */
export async function settleSecret(
  backup: OpenedBackup,
  settings: Settings,
  dataDir: string,
  takeNew: boolean,
): Promise<SettledSecret> {
  const { secretMark: wanted } = backup.manifest
  if (settings.HOLDFAST_SECRET) {
    if (secretMark(settings.HOLDFAST_SECRET) !== wanted && !takeNew)
      throw new BackupProblem(
        'HOLDFAST_SECRET is not the one that this backup was made under. Set that one. If it is lost, add --new-secret: links in old mails and code apps then stop working, and the old seals of the audit can no longer be checked.',
      )
    return { secret: settings.HOLDFAST_SECRET, place: null }
  }
  if (backup.secret === null)
    throw new BackupProblem(
      'HOLDFAST_SECRET is not set, and this backup does not carry it. Set it to the one that the backup was made under.',
    )
  const file = join(dataDir, 'secret')
  const kept = await readFile(file, 'utf8').catch(() => null)
  if (kept === null) return { secret: backup.secret, place: file }
  if (secretMark(kept.trim()) !== wanted)
    throw new BackupProblem(`${dataDir} belongs to another Holdfast. Name a new folder with --data.`)
  return { secret: kept.trim(), place: null }
}
