import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EmbeddedRefused } from './refused.ts'
import { type RunAs, reaches } from './run-as.ts'

const usualShelves = ['/var/lib/holdfast', join(tmpdir(), 'holdfast-programs'), '/tmp/holdfast-programs']

/**
 * A clone below /root cannot be entered by the user the server runs as, so root keeps a copy of the programs where
 * everyone can read and only root can write. One copy per version; a copy that differs from the install is made again.
 */
export function copyWhereReachable(
  native: string,
  version: string,
  runAs: RunAs,
  shelves: readonly string[] = usualShelves,
): string {
  const name = `postgresql-${version}-${process.platform}-${process.arch}`
  for (const shelf of shelves) {
    try {
      mkdirSync(shelf, { recursive: true, mode: 0o755 })
      if (!onlyRootWrites(shelf) || !reaches(runAs, shelf)) continue
      return copyTo(native, shelf, name)
    } catch (fault) {
      if (!(fault instanceof Error && 'code' in fault && isRefusedByDisk(fault.code))) throw fault
    }
  }
  throw new EmbeddedRefused(
    'out_of_reach',
    `The user "${runAs.name}", who runs the database, cannot reach ${native}, and no copy could be made in /var/lib or /tmp. Move Holdfast to a folder that others may enter, such as /opt/holdfast.`,
  )
}

function copyTo(native: string, shelf: string, name: string): string {
  const place = join(shelf, name)
  if (existsSync(place) && listing(place) === listing(native)) return place
  const making = mkdtempSync(join(shelf, 'making-'))
  try {
    cpSync(native, making, { recursive: true, verbatimSymlinks: true })
    openToRead(making)
    rmSync(place, { recursive: true, force: true })
    renameSync(making, place)
  } catch (fault) {
    rmSync(making, { recursive: true, force: true })
    // Another start made the same copy a moment earlier: it serves us as well.
    if (!(existsSync(place) && listing(place) === listing(native))) throw fault
  }
  return place
}

// Names and sizes, not contents: reading 60 MB at each start would cost more than the start itself.
function listing(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .toSorted()
    .map((name) => [name, lstatSync(join(folder, name))] as const)
    .map(([name, found]) => `${name} ${found.isDirectory() ? 'folder' : found.size}`)
    .join('\n')
}

function openToRead(folder: string): void {
  chmodSync(folder, 0o755)
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isDirectory()) chmodSync(path, 0o755)
    else if (entry.isFile()) chmodSync(path, lstatSync(path).mode & 0o100 ? 0o755 : 0o644)
  }
}

// Anyone could have put a folder of that name into /tmp: programs from it would run as the owner of the data.
function onlyRootWrites(folder: string): boolean {
  const found = lstatSync(folder)
  return found.isDirectory() && found.uid === 0 && (found.mode & 0o022) === 0
}

function isRefusedByDisk(code: unknown): boolean {
  return code === 'EROFS' || code === 'EACCES' || code === 'EPERM' || code === 'ENOSPC' || code === 'ENOTDIR'
}
