import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { copyFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { EmbeddedRefused } from './refused.ts'
import { type RunAs, own, reaches } from './run-as.ts'

/** Where everything of the built-in database lies: one folder in the data folder, owned by the user the server runs as. */
export type Folder = {
  data: string
  base: string
  cluster: string
  /** Held alone by whoever started the server. */
  lock: string
  /** Shared by those who came to a running server, so that a command that started it does not stop it under them. */
  attached: string
  running: string
  log: string
  socket: string
}

export function openFolder(dataDir: string, runAs: RunAs | null): Folder {
  mkdirSync(resolve(dataDir), { recursive: true })
  const data = realpathSync(resolve(dataDir))
  const base = join(data, 'database')
  if (!existsSync(base)) {
    mkdirSync(base, { mode: 0o700 })
    own(base, runAs)
  } else if (runAs && statSync(base).uid !== runAs.uid) {
    own(base, runAs)
  }
  chmodSync(base, 0o700)
  return {
    data,
    base,
    cluster: join(base, 'cluster'),
    lock: join(base, 'lock'),
    attached: join(base, 'attached'),
    running: join(base, 'running.json'),
    log: join(base, 'postgres.log'),
    socket: join(base, 'socket'),
  }
}

/**
 * How the server is told of its cluster folder. Usually by its path. A folder below /root cannot be reached by the
 * unprivileged user, but a process that is started inside it may stay there: `/proc/self/cwd` is that folder, whatever
 * the folders above it forbid. So the data stays where the person put it.
 */
export function nameForServer(cluster: string, runAs: RunAs | null): string {
  if (!runAs || reaches(runAs, cluster)) return cluster
  if (process.platform === 'linux') return '/proc/self/cwd'
  throw new EmbeddedRefused(
    'out_of_reach',
    `The user "${runAs.name}", who runs the database, cannot reach ${cluster}. Name a folder that others may enter with --data, such as /opt/holdfast/data.`,
  )
}

/** Written whole or not at all, readable by us and the server's user only. */
export function writePrivately(file: string, text: string, runAs: RunAs | null): void {
  const making = `${file}.${process.pid}`
  try {
    writeFileSync(making, text, { mode: 0o600, flush: true })
    own(making, runAs)
    renameSync(making, file)
  } catch (fault) {
    rmSync(making, { force: true })
    throw fault
  }
}

export type Running = {
  /** The process that started the server, and what it was: Holdfast itself, or a command that needed the database. */
  owner: number
  kind: 'start' | 'command'
  server: number
  socket: string
}

/** What the holder of the lock wrote down. It may be old: the lock, not this file, says whether anyone holds the folder. */
export function readRunning(folder: Folder): Running | null {
  try {
    const said: unknown = JSON.parse(readFileSync(folder.running, 'utf8'))
    return isRunning(said) ? said : null
  } catch {
    return null
  }
}

function isRunning(said: unknown): said is Running {
  return (
    typeof said === 'object' &&
    said !== null &&
    'owner' in said &&
    typeof said.owner === 'number' &&
    'server' in said &&
    typeof said.server === 'number' &&
    'socket' in said &&
    typeof said.socket === 'string' &&
    'kind' in said &&
    (said.kind === 'start' || said.kind === 'command')
  )
}

const logLimit = 10 * 1024 * 1024

/** Keeps the log to twice the limit: the server appends, so the file may be cut under it. */
export function boundLog(file: string, runAs: RunAs | null, limit = logLimit): void {
  if (!existsSync(file) || statSync(file).size < limit) return
  const older = `${file}.1`
  try {
    rmSync(older, { force: true })
    copyFileSync(file, older)
    own(older, runAs)
  } catch {
    // A disk without room for the copy needs the room more than the copy.
    rmSync(older, { force: true })
  }
  truncateSync(file)
}
