import { chmodSync, lstatSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Folder } from './folder.ts'
import { type RunAs, own } from './run-as.ts'

export type SocketPlace = {
  /** What a client connects to. */
  path: string
  /** What the server is told. */
  forServer: string
  /** True when it lies outside the data folder and is to be cleared away with the server. */
  borrowed: boolean
}

const name = '.s.PGSQL.5432'
// The kernel's field is 108 bytes on Linux and 104 on macOS, with a closing zero.
const longest = 103

/**
 * An empty folder for the server's socket: in the data folder, or in the system's temporary folder where that path is
 * too long for a socket. `before` is the one that the last server used: it is emptied, and used again where it still fits.
 * Call it only while holding the lock and with no server running.
 */
export function makeSocketPlace(
  folder: Folder,
  nameOfCluster: string,
  runAs: RunAs | null,
  before?: string,
): SocketPlace {
  if (before !== undefined && before !== folder.socket && isOurs(before, runAs)) clear(before)
  if (fits(folder.socket)) {
    rmSync(folder.socket, { recursive: true, force: true })
    mkdirSync(folder.socket, { mode: 0o700 })
    own(folder.socket, runAs)
    // A server that cannot reach its own folder by name reaches it from where it stands.
    const forServer = nameOfCluster === folder.cluster ? folder.socket : '../socket'
    return { path: folder.socket, forServer, borrowed: false }
  }
  const path = mkdtempSync(join(fits(join(tmpdir(), 'holdfast-xxxxxx')) ? tmpdir() : '/tmp', 'holdfast-'))
  chmodSync(path, 0o700)
  own(path, runAs)
  return { path, forServer: path, borrowed: true }
}

export function clearSocketPlace(place: SocketPlace): void {
  if (place.borrowed) clear(place.path)
}

function fits(folder: string): boolean {
  return Buffer.byteLength(join(folder, name)) <= longest
}

function clear(path: string): void {
  rmSync(path, { recursive: true, force: true })
}

// The path was read from a file: nothing is removed but a private folder of the server's own user.
function isOurs(path: string, runAs: RunAs | null): boolean {
  try {
    const found = lstatSync(path)
    const owner = runAs ? runAs.uid : process.getuid?.()
    return (
      found.isDirectory() &&
      found.uid === owner &&
      (found.mode & 0o077) === 0 &&
      /\/holdfast-\w{6}$/.test(path)
    )
  } catch {
    return false
  }
}
