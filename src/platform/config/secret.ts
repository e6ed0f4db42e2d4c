import { hkdfSync, randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SettingsProblem, type Settings } from './settings.ts'

/**
 * The installation's secret: from HOLDFAST_SECRET, or for a demo made at the first start and kept in the data folder.
 * @throws SettingsProblem in production when none is set
 */
export async function readSecret(settings: Settings, dataDir: string): Promise<string> {
  if (settings.HOLDFAST_SECRET) return settings.HOLDFAST_SECRET
  if (settings.HOLDFAST_ENV === 'production')
    throw new SettingsProblem(
      'HOLDFAST_SECRET is not set. Set it to at least 32 random characters, for instance from `openssl rand -base64 48`, and keep a copy: backups and seals need it.',
    )
  const file = join(dataDir, 'secret')
  const kept = await readFile(file, 'utf8').catch(() => null)
  if (kept !== null && kept.trim().length >= 32) return kept.trim()
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const fresh = randomBytes(48).toString('base64url')
  // `wx`: where another process was quicker, its secret is the one that counts.
  await writeFile(file, `${fresh}\n`, { mode: 0o600, flag: 'wx' }).catch(() => {})
  return (await readFile(file, 'utf8')).trim()
}

/** A key for one purpose, made from the secret, so that no key serves two ends. 32 bytes. */
export const keyFor = (secret: string, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, 'holdfast', purpose, 32))
