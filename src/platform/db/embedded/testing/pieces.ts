import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statfsSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Client } from 'pg'
import { startEmbedded, type EmbeddedConnection } from '../embedded.ts'
import { isAlive } from '../process-alive.ts'

/** In memory where the machine has room: what these tests kill are processes, and a busy disk only makes them slow. */
function place(): string {
  const memory = '/dev/shm'
  if (!existsSync(memory)) return tmpdir()
  const { bavail, bsize } = statfsSync(memory)
  return bavail * bsize > 3_000_000_000 ? memory : tmpdir()
}

function openFolder(): string {
  const folder = realpathSync(mkdtempSync(join(place(), 'hf-')))
  // Open, so that root's server user reaches it by its path; a test that wants it closed closes it.
  chmodSync(folder, 0o755)
  return folder
}

/** A folder of the test's own, gone when it ends. */
export function temporaryFolder(t: TestContext): string {
  const folder = openFolder()
  t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }))
  return folder
}

let made: Promise<string> | null = null

/** A folder with an empty database in it that does not run, for tests of what comes after; made once a run and copied. */
export async function madeFolder(t: TestContext): Promise<string> {
  made ??= makeOnce()
  const folder = temporaryFolder(t)
  cpSync(await made, folder, { recursive: true })
  return folder
}

async function makeOnce(): Promise<string> {
  const folder = openFolder()
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const embedded = await startEmbedded({ dataDir: folder, tuning: 'test' })
  await embedded.stop()
  return folder
}

export async function ask(connection: EmbeddedConnection, text: string): Promise<Record<string, unknown>[]> {
  const client = new Client(connection)
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(text)).rows
  } finally {
    await client.end()
  }
}

export type Holder = {
  pid: number
  superuser: EmbeddedConnection
  alreadyRunning: boolean
  child: ChildProcess
  /** The holder's own sentences so far. */
  said: string[]
  /** Lets it stop in order. */
  finish(): Promise<void>
}

export type HolderAnswer = Holder | { refused: string; sentence: string; said: string[] }

/** Another process that runs the database of the folder or comes to it; killed when the test ends. */
export async function startHolder(
  t: TestContext,
  how: 'start' | 'attach',
  dataDir: string,
  before: readonly string[] = [],
): Promise<HolderAnswer> {
  const child = spawnHolder(t, how, dataDir, before)
  const said: string[] = []
  if (!child.stdout) throw new Error('The holder has no output.')
  for await (const line of createInterface({ input: child.stdout })) {
    const answer: unknown = JSON.parse(line)
    if (typeof answer !== 'object' || answer === null) continue
    if ('log' in answer) said.push(String(answer.log))
    if ('refused' in answer && 'sentence' in answer) {
      return { refused: String(answer.refused), sentence: String(answer.sentence), said }
    }
    if ('superuser' in answer && isConnection(answer.superuser) && 'alreadyRunning' in answer) {
      return {
        pid: child.pid ?? 0,
        superuser: answer.superuser,
        alreadyRunning: answer.alreadyRunning === true,
        child,
        said,
        async finish() {
          child.stdin?.end()
          if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
        },
      }
    }
  }
  throw new Error('The holder ended without a word.')
}

function isConnection(said: unknown): said is EmbeddedConnection {
  return typeof said === 'object' && said !== null && 'host' in said && 'password' in said
}

export function spawnHolder(
  t: TestContext,
  how: 'start' | 'attach' | 'die-making',
  dataDir: string,
  before: readonly string[] = [],
): ChildProcess {
  const script = fileURLToPath(new URL('./holder.ts', import.meta.url))
  const [program, ...words] = [...before, process.execPath, script, how, dataDir]
  const child = spawn(program ?? process.execPath, words, { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.on('error', () => undefined)
  t.after(() => child.kill('SIGKILL'))
  return child
}

/** The holder, or a failure with the sentence of the refusal. */
export async function holding(t: TestContext, how: 'start' | 'attach', dataDir: string): Promise<Holder> {
  const answer = await startHolder(t, how, dataDir)
  if ('refused' in answer) throw new Error(answer.sentence)
  return answer
}

/** The server's own process. */
export function serverOf(dataDir: string): number {
  return Number(readFileSync(join(dataDir, 'database', 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0])
}

/** The watchers that a process has begun and that still run. */
export function watchersOf(pid: number): number[] {
  return execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes('holdfast-watcher'))
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter(([, parent]) => parent === pid)
    .map(([own = 0]) => own)
}

export function kill(...pids: number[]): void {
  for (const pid of pids) process.kill(pid, 'SIGKILL')
}

/** Waits until it is so; fails with the words when it is not within the time. */
export async function until(words: string, isSo: () => boolean, patience = 120_000): Promise<void> {
  const begun = performance.now()
  while (!isSo()) {
    if (performance.now() - begun > patience) throw new Error(`Not within ${patience} ms: ${words}`)
    await pause(20)
  }
}

export async function gone(pid: number): Promise<void> {
  await until(`process ${pid} has ended`, () => !isAlive(pid))
}
