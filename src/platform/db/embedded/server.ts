import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, fstatSync, openSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Binaries } from './binaries.ts'
import { type Folder, nameForServer } from './folder.ts'
import { endsWithUs, isServerOf, plainPath, signal, strayProcessesOf } from './process-alive.ts'
import { EmbeddedRefused, diskRefusal } from './refused.ts'
import { type RunAs, own } from './run-as.ts'

export type ServerExit = { code: number | null; signal: NodeJS.Signals | null }

export type Server = {
  pid: number
  /** Settles when the server has ended, for whatever reason. */
  exited: Promise<ServerExit>
  stop(): Promise<void>
}

export type ServerPlan = {
  folder: Folder
  binaries: Binaries
  runAs: RunAs | null
  settings: string[]
  log: (sentence: string) => void
  /** Told at once and not when it is ready, so that the watcher knows of a server that is still recovering. */
  begun: (pid: number) => void
}

/** Starts the server and waits until it takes connections, however long it recovers. */
export async function startServer(plan: ServerPlan): Promise<Server> {
  // The processes of a server that was killed end within moments, but hold its memory until then.
  for (let tries = 100; ; tries--) {
    const from = logSize(plan.folder.log, plan.runAs)
    const server = launch(plan)
    const exit = await readyOrExit(server, plan)
    if (!exit) return server
    const said = readFileSync(plan.folder.log).subarray(from).toString()
    const waitsForOthers = /pre-existing shared memory block/.test(said)
    if (!waitsForOthers || tries === 0) throw refusal(said, exit, plan.folder)
    for (const pid of strayProcessesOf(plan.folder.cluster)) signal(pid, 'SIGKILL')
    await pause(100)
  }
}

function launch({ folder, binaries, runAs, settings, begun }: ServerPlan): Server {
  const words = [...endsWithUs(), binaries.postgres, '-D', nameForServer(folder.cluster, runAs), ...settings]
  const [program = binaries.postgres, ...rest] = words
  const logFile = openSync(folder.log, 'a', 0o600)
  const child = spawn(program, rest, {
    cwd: folder.cluster,
    env: { PATH: plainPath, TZ: 'UTC' },
    stdio: ['ignore', logFile, logFile],
    // Away from the terminal: Ctrl-C is for Holdfast, who stops the server when its own work is done.
    detached: true,
    ...(runAs ? { uid: runAs.uid, gid: runAs.gid } : {}),
  })
  closeSync(logFile)
  child.unref()
  if (child.pid !== undefined) begun(child.pid)
  const exited = new Promise<ServerExit>((resolve) => {
    child.once('exit', (code, signalName) => resolve({ code, signal: signalName }))
    child.once('error', () => resolve({ code: null, signal: null }))
  })
  return { pid: child.pid ?? 0, exited, stop: () => stopChild(child, exited) }
}

async function readyOrExit(server: Server, { folder, log }: ServerPlan): Promise<ServerExit | null> {
  const begun = performance.now()
  let told = begun
  for (;;) {
    const exit = await Promise.race([server.exited, pause(10, null)])
    if (exit) return exit
    if (isReady(folder.cluster, server.pid)) return null
    if (performance.now() - told > 5000) {
      told = performance.now()
      log('The database is putting itself in order after a sudden end. Nothing saved is lost.')
    }
  }
}

/** Whether this server takes connections, by the note that PostgreSQL keeps for its own tools. */
export function isReady(cluster: string, pid: number): boolean {
  const lines = readNote(cluster)
  return lines[0] === String(pid) && lines[7]?.trim() === 'ready'
}

/**
 * Ends a server of this cluster that outlived its starter, and removes the note of one that is gone. Call it only
 * while holding the lock. A note copied along with a folder names another folder's server: it is removed, not obeyed.
 */
export async function endLeftover(folder: Folder, log: (sentence: string) => void): Promise<void> {
  const pid = Number(readNote(folder.cluster)[0])
  if (!isServerOf(pid, folder.cluster)) {
    // PostgreSQL itself would take any process that has the number now for its own. Only Linux can tell for sure.
    if (process.platform === 'linux') rmSync(join(folder.cluster, 'postmaster.pid'), { force: true })
    return
  }
  log('An earlier Holdfast ended without stopping its database. Stopping it first.')
  const signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT', 'SIGKILL']
  for (const name of signals) {
    signal(pid, name)
    for (let waited = 0; waited < 30_000; waited += 50) {
      if (!isServerOf(pid, folder.cluster)) return
      await pause(50)
    }
  }
}

function readNote(cluster: string): string[] {
  try {
    return readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')
  } catch {
    return []
  }
}

async function stopChild(child: ChildProcess, exited: Promise<ServerExit>): Promise<void> {
  child.ref()
  // INT ends sessions and writes everything down; QUIT leaves that to the next start; neither loses a committed row.
  const signals: readonly (readonly [NodeJS.Signals, number])[] = [
    ['SIGINT', 30_000],
    ['SIGQUIT', 10_000],
    ['SIGKILL', 10_000],
  ]
  for (const [name, patience] of signals) {
    if (child.exitCode === null && child.signalCode === null) child.kill(name)
    const tooLong = new AbortController()
    const ended = await Promise.race([
      exited.then(() => true),
      pause(patience, false, { signal: tooLong.signal }).catch(() => true),
    ])
    tooLong.abort()
    if (ended) return
  }
}

function logSize(file: string, runAs: RunAs | null): number {
  const handle = openSync(file, 'a', 0o600)
  const { size } = fstatSync(handle)
  closeSync(handle)
  own(file, runAs)
  return size
}

function refusal(said: string, exit: ServerExit, folder: Folder): EmbeddedRefused {
  const fatal = said.split('\n').filter((line) => /FATAL|PANIC|could not|terminated by signal/.test(line))
  return (
    diskRefusal(fatal.join('\n'), folder.data) ??
    new EmbeddedRefused(
      'did_not_start',
      `The database did not start. What it said last is at the end of ${folder.log}.`,
      { exit, said: said.slice(-2000) },
    )
  )
}
