import { rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { findBinaries } from './binaries.ts'
import { readPassword, readyCluster, superuserName } from './cluster.ts'
import {
  type Folder,
  type Running,
  boundLog,
  nameForServer,
  openFolder,
  readRunning,
  writePrivately,
} from './folder.ts'
import { type Lock, takeAlone, takeShared } from './lock.ts'
import { isServerOf } from './process-alive.ts'
import { EmbeddedRefused, inWords } from './refused.ts'
import { type RunAs, chooseRunAs, own } from './run-as.ts'
import { type Server, type ServerExit, endLeftover, isReady, startServer } from './server.ts'
import { type Tuning, serverSettings } from './settings.ts'
import { clearSocketPlace, makeSocketPlace } from './socket.ts'
import { startWatcher } from './watcher.ts'

export type EmbeddedOptions = {
  /** Holdfast's data folder; the database takes the folder `database` in it. */
  dataDir: string
  /** Told what takes long or is unusual, in sentences for the person at the terminal. */
  log?: (sentence: string) => void
  /** `test` forgets everything at a power cut and is faster for it. */
  tuning?: Tuning
  maxConnections?: number
  /** The user of this machine that the server runs as when we are root. */
  serverUser?: string
}

/** As `pg` takes it. */
export type EmbeddedConnection = {
  host: string
  port: number
  database: string
  user: string
  password?: string
}

export type Embedded = {
  /** How to connect to a database as a role. The superuser's own way in is `superuser`. */
  url(database: string, user: string, password?: string): EmbeddedConnection
  superuser: EmbeddedConnection & { password: string }
  /** True when another process runs the server: then `stop` leaves it running. */
  alreadyRunning: boolean
  /** Ends the server in order, or lets go of one that another process runs. A second call waits for the first. */
  stop(): Promise<void>
  /** Called each time the server ends without having been asked to. Never called for a server that another process runs. */
  onExit(told: (exit: ServerExit) => void): void
  /** Brings the server up again after it ended, on the same socket. Where another process runs it: waits until that did. */
  restart(): Promise<void>
}

type Ground = {
  folder: Folder
  runAs: RunAs | null
  tuning: Tuning
  maxConnections: number | undefined
  log: (sentence: string) => void
}

/** Starts the database of this folder for ourselves alone. Refused while another process has it. */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  return inWords(resolve(options.dataDir), async () => {
    const ground = prepare(options)
    // One who is just being killed holds the lock for some moments yet.
    for (let waited = 0; waited < 1000; waited += 50) {
      const lock = lockFolder(ground)
      if (lock) return hold(ground, lock, 'start')
      await pause(50)
    }
    throw inUse(ground.folder)
  })
}

/**
 * The database of this folder, running or not: for commands. A server that runs is used and left as it is. Otherwise
 * it is started, and stopped again by `stop`, which first waits for other commands that have come to it meanwhile.
 */
export async function attachOrStart(options: EmbeddedOptions): Promise<Embedded> {
  return inWords(resolve(options.dataDir), async () => {
    const ground = prepare(options)
    // The one who holds the folder may still be starting, or already stopping: both pass.
    for (let waited = 0; waited < 120_000; waited += 50) {
      const lock = lockFolder(ground)
      if (lock) return hold(ground, lock, 'command')
      const attached = attach(ground)
      if (attached) return attached
      await pause(50)
    }
    throw inUse(ground.folder)
  })
}

function prepare(options: EmbeddedOptions): Ground {
  const runAs = chooseRunAs(resolve(options.dataDir), options.serverUser)
  return {
    folder: openFolder(options.dataDir, runAs),
    runAs,
    tuning: options.tuning ?? 'durable',
    maxConnections: options.maxConnections,
    log: options.log ?? (() => undefined),
  }
}

function lockFolder({ folder, runAs }: Ground): Lock | null {
  const lock = takeAlone(folder.lock)
  own(folder.lock, runAs)
  return lock
}

function attach({ folder, runAs }: Ground): Embedded | null {
  const share = takeShared(folder.attached)
  own(folder.attached, runAs)
  const running = share && readRunning(folder)
  if (!share || !running || !answers(folder, running)) {
    share?.release()
    return null
  }
  return {
    ...waysIn(running.socket, readPassword(folder)),
    alreadyRunning: true,
    async stop() {
      share.release()
    },
    onExit: () => undefined,
    async restart() {
      for (let waited = 0; waited < 60_000; waited += 50) {
        const now = readRunning(folder)
        if (now && answers(folder, now)) return
        await pause(50)
      }
      throw new EmbeddedRefused(
        'did_not_start',
        `The database in ${folder.data} has stopped. Start Holdfast again.`,
      )
    },
  }
}

function answers(folder: Folder, running: Running): boolean {
  return isServerOf(running.server, folder.cluster) && isReady(folder.cluster, running.server)
}

async function hold(ground: Ground, lock: Lock, kind: Running['kind']): Promise<Embedded> {
  try {
    return await runServer(ground, lock, kind)
  } catch (fault) {
    lock.release()
    throw fault
  }
}

async function runServer(ground: Ground, lock: Lock, kind: Running['kind']): Promise<Embedded> {
  const { folder, runAs, tuning, maxConnections, log } = ground
  const binaries = findBinaries(runAs)
  await endLeftover(folder, log)
  await readyCluster(folder, binaries, runAs, tuning, log)
  boundLog(folder.log, runAs)
  const nameOfCluster = nameForServer(folder.cluster, runAs)
  const socket = makeSocketPlace(folder, nameOfCluster, runAs, readRunning(folder)?.socket)
  const watcher = startWatcher(folder.cluster, socket.borrowed ? socket.path : '', runAs)
  const listeners: ((exit: ServerExit) => void)[] = []
  let server: Server
  let stopping: Promise<void> | undefined
  let restarting: Promise<void> | undefined

  async function begin(): Promise<void> {
    const settings = serverSettings(tuning, socket.forServer, maxConnections)
    const begun = await startServer({
      folder,
      binaries,
      runAs,
      settings,
      log,
      begun: (pid) => watcher.watch(pid),
    })
    server = begun
    try {
      note(begun.pid)
    } catch (fault) {
      await begun.stop()
      throw fault
    }
    void tellWhenGone(begun)
  }

  async function tellWhenGone(begun: Server): Promise<void> {
    const exit = await begun.exited
    if (!stopping && !restarting && server === begun) listeners.forEach((told) => told(exit))
  }

  function note(pid: number): void {
    const said: Running = {
      owner: process.pid,
      kind,
      server: pid,
      socket: socket.path,
    }
    writePrivately(folder.running, `${JSON.stringify(said)}\n`, runAs)
  }

  async function end(): Promise<void> {
    await restarting?.catch(() => undefined)
    const alone = kind === 'command' ? await waitForOthers(ground) : null
    clearInterval(logTimer)
    await server.stop()
    watcher.close()
    clearSocketPlace(socket)
    rmSync(folder.running, { force: true })
    lock.release()
    alone?.release()
  }

  try {
    await begin()
  } catch (fault) {
    watcher.close()
    clearSocketPlace(socket)
    throw fault
  }
  // The server may run for months, and its log has no other bound.
  const logTimer = setInterval(() => boundLog(folder.log, runAs), 10 * 60_000).unref()

  return {
    ...waysIn(socket.path, readPassword(folder)),
    alreadyRunning: false,
    stop: () => (stopping ??= end()),
    onExit: (told) => void listeners.push(told),
    restart() {
      if (stopping) return stopping
      restarting ??= inWords(folder.data, async () => {
        await server.stop()
        await begin()
      }).finally(() => (restarting = undefined))
      return restarting
    },
  }
}

/** Held until the server is down, so that nobody comes to a server that is about to stop. */
async function waitForOthers({ folder, log }: Ground): Promise<Lock> {
  for (let tries = 0; ; tries++) {
    const alone = takeAlone(folder.attached)
    if (alone) return alone
    if (tries === 10) log('Another command still uses the database. Waiting until it ends.')
    await pause(100)
  }
}

function waysIn(socket: string, password: string): Pick<Embedded, 'url' | 'superuser'> {
  const url: Embedded['url'] = (database, user, secret) => ({
    host: socket,
    port: 5432,
    database,
    user,
    ...(secret === undefined ? {} : { password: secret }),
  })
  return { url, superuser: { ...url('postgres', superuserName), password } }
}

function inUse(folder: Folder): EmbeddedRefused {
  const running = readRunning(folder)
  const who = running ? ` by process ${running.owner}` : ''
  const sentence =
    running?.kind === 'command'
      ? `A Holdfast command is using ${folder.data}${who.replace('by', 'in')}. Wait until it ends, then start again.`
      : `Holdfast is already running on ${folder.data}${who && `, started${who}`}. Stop that one first, or name another folder with --data.`
  return new EmbeddedRefused('in_use', sentence)
}
