import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** In memory where the machine has room: what these tests kill are processes, and a busy disk only makes them slow. */
function place(): string {
  const memory = '/dev/shm'
  if (!existsSync(memory)) return tmpdir()
  const { bavail, bsize } = statfsSync(memory)
  return bavail * bsize > 3_000_000_000 ? memory : tmpdir()
}

/** A folder of the test's own, gone when it ends. Others may enter it, for the database runs as another user where we are root. */
export function folderFor(t: Ending): string {
  const folder = mkdtempSync(join(place(), 'hf-run-'))
  chmodSync(folder, 0o755)
  t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }))
  return folder
}

/** What cleans up when it ends: a test, or a benchmark. */
export type Ending = { after(end: () => unknown): void }

// Neither the settings of whoever runs the tests nor the runner's own mark reach the process.
const ownEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(HOLDFAST_|NODE_TEST)/.test(name)))

type Ways = {
  env?: Readonly<Record<string, string>>
  /** A program that runs ours, with its own words: a shell that sets a limit. */
  before?: readonly string[]
  /** The health address that must answer 200 before it counts as started. */
  until?: string
}

function begin(
  program: 'start' | 'holdfast',
  words: readonly string[],
  { env = {}, before: ahead = [] }: Ways,
): ChildProcess {
  // As people type it: the shell becomes Node, so the number of the process stays the same.
  const [first = '', ...rest] = [...ahead, join(root, 'bin', program), ...words]
  return spawn(first, rest, {
    cwd: root,
    env: { ...ownEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

export type Ended = { readonly code: number | null; readonly out: string; readonly err: string }

/** Runs `bin/holdfast` with these words to its end. */
export async function command(words: readonly string[], ways: Ways = {}): Promise<Ended> {
  const child = begin('holdfast', words, ways)
  const said = gather(child)
  await once(child, 'close')
  return { code: child.exitCode, out: said.out(), err: said.err() }
}

/** Begins `bin/holdfast` and leaves it running; killed when the test ends. */
export function beginCommand(t: Ending, words: readonly string[], ways: Ways = {}): ChildProcess {
  const child = begin('holdfast', words, ways)
  t.after(() => void child.kill('SIGKILL'))
  return child
}

function gather(child: ChildProcess): { out: () => string; err: () => string } {
  let out = ''
  let err = ''
  child.stdout?.on('data', (part: Buffer) => (out += part.toString()))
  child.stderr?.on('data', (part: Buffer) => (err += part.toString()))
  return { out: () => out, err: () => err }
}

export type Running = {
  readonly pid: number
  readonly url: string
  readonly port: number
  readonly said: () => string
  /** Asks it to stop and waits; the code it ended with. */
  stop(): Promise<number | null>
  readonly ended: Promise<number | null>
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>
  signInAs(person: string): Promise<Response>
}

/** Starts `bin/start` on a free port and waits until it is ready. Killed when the test ends. */
export async function start(
  t: Ending,
  dataDir: string,
  words: readonly string[] = [],
  ways: Ways = {},
): Promise<Running> {
  const port = await freePort()
  const running = await startAny(t, ['--data', dataDir, '--port', String(port), ...words], ways)
  const url = `http://localhost:${port}`
  const get = (path: string, headers: Readonly<Record<string, string>> = {}) =>
    fetch(url + path, { redirect: 'manual', headers })
  await until('Holdfast is ready', async () => {
    if (running.hasEnded()) throw new Error(`Holdfast ended: ${running.said()}`)
    return get(ways.until ?? '/health/ready').then(
      async (answer) => {
        await answer.arrayBuffer()
        return answer.status === 200
      },
      () => false,
    )
  })
  return {
    ...running,
    url,
    port,
    get,
    signInAs: (person) =>
      fetch(`${url}/demo/sign-in`, {
        method: 'POST',
        redirect: 'manual',
        headers: { 'content-type': 'application/x-www-form-urlencoded', origin: url },
        body: `person=${person}`,
      }),
  }
}

/** Starts `bin/start` with just these words, ready or not. */
export async function startAny(t: Ending, words: readonly string[], ways: Ways = {}) {
  const child = begin('start', words, ways)
  const said = gather(child)
  const ended = once(child, 'close').then(() => child.exitCode)
  t.after(async () => {
    child.kill('SIGKILL')
    await ended
  })
  return {
    pid: child.pid ?? 0,
    said: () => said.out() + said.err(),
    ended,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    stop: () => {
      child.kill('SIGTERM')
      return ended
    },
  }
}

export async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, 'localhost')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  return address.port
}

/** Waits for what comes true by itself. The end is for what never does: ten runs may share a small machine. */
export async function until(
  what: string,
  holds: () => Promise<boolean> | boolean,
  seconds = 240,
): Promise<void> {
  const end = Date.now() + seconds * 1000
  while (Date.now() < end) {
    if (await holds()) return
    await pause(50)
  }
  throw new Error(`${what}: not within ${seconds} seconds`)
}

let demo: Promise<string> | null = null

/** A data folder with the demo in it, as it lies when Holdfast has been stopped; made once a run and copied. */
export async function demoFolder(t: Ending): Promise<string> {
  demo ??= makeDemo()
  const folder = join(folderFor(t), 'data')
  cpSync(await demo, folder, { recursive: true })
  return folder
}

async function makeDemo(): Promise<string> {
  const folder = mkdtempSync(join(place(), 'hf-demo-'))
  chmodSync(folder, 0o755)
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const child = begin('start', ['--data', folder, '--port', String(await freePort())], {})
  const said = gather(child)
  await until('the demo is loaded', () => {
    if (child.exitCode !== null) throw new Error(`Holdfast ended: ${said.out()}${said.err()}`)
    return said.out().includes('To sign in')
  })
  child.kill('SIGTERM')
  await once(child, 'close')
  return folder
}
