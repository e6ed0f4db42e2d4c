import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { startEmbedded } from '#platform/db/embedded/embedded.ts'

/** A PostgreSQL server for tests: the embedded one that Holdfast brings, and the machine's own version 15 as the oldest it takes. */
export type EngineName = 'embedded' | 'postgresql-15'

export type Engine = { readonly name: EngineName; readonly superuser: pg.ClientConfig & { password: string } }

const running = new Map<EngineName, Promise<Engine>>()

/** The engine, started once for the whole run and ended with it. */
export function engine(name: EngineName): Promise<Engine> {
  const found = running.get(name) ?? (name === 'embedded' ? startOwn() : startFifteen())
  running.set(name, found)
  return found
}

// Room for the race tests' two hundred workers beside everything else.
const maxConnections = 400

/**
 * In memory where the machine has room: a copy of the template takes 15 ms there and 280 ms on a busy disk (measured on two
 * cores). Each copy is some ten megabytes and is dropped after its scenario.
 */
function place(): string {
  const memory = '/dev/shm'
  if (!existsSync(memory)) return tmpdir()
  const { bavail, bsize } = statfsSync(memory)
  return bavail * bsize > 2_000_000_000 ? memory : tmpdir()
}

async function startOwn(): Promise<Engine> {
  const dataDir = mkdtempSync(join(place(), 'holdfast-test-'))
  chmodSync(dataDir, 0o755)
  const embedded = await startEmbedded({ dataDir, tuning: 'test', maxConnections })
  process.once('exit', () => rmSync(dataDir, { recursive: true, force: true }))
  return { name: 'embedded', superuser: { ...embedded.superuser, password: embedded.superuser.password } }
}

const fifteen = '/usr/lib/postgresql/15/bin'

async function startFifteen(): Promise<Engine> {
  if (!existsSync(join(fifteen, 'postgres')))
    throw new Error(
      `PostgreSQL 15 is not at ${fifteen}. bin/test installs it as root; else: apt-get install postgresql-15`,
    )
  const folder = mkdtempSync(join(place(), 'holdfast-pg15-'))
  const data = join(folder, 'data')
  const asRoot = process.getuid?.() === 0
  const id = asRoot
    ? Number(execFileSync('id', ['-u', 'nobody'], { encoding: 'utf8' }))
    : (process.getuid?.() ?? 0)
  const group = asRoot
    ? Number(execFileSync('id', ['-g', 'nobody'], { encoding: 'utf8' }))
    : (process.getgid?.() ?? 0)
  mkdirSync(data, { mode: 0o700 })
  chmodSync(folder, 0o755)
  if (asRoot) for (const lent of [folder, data]) chownSync(lent, id, group)
  const run = asRoot ? { uid: id, gid: group } : {}
  execFileSync(
    join(fifteen, 'initdb'),
    [
      '-D',
      data,
      '-U',
      'holdfast_owner',
      '--auth=trust',
      '--encoding=UTF8',
      '--locale-provider=icu',
      '--icu-locale=en-GB',
      '--no-sync',
    ],
    { ...run, cwd: folder, stdio: 'ignore', env: { ...process.env, LC_ALL: 'C.UTF-8' } },
  )
  const settings = {
    listen_addresses: '',
    unix_socket_directories: folder,
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    max_connections: String(maxConnections),
    shared_buffers: '128MB',
  }
  const server = spawn(
    join(fifteen, 'postgres'),
    ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    { ...run, cwd: folder, stdio: 'ignore' },
  )
  server.unref()
  process.once('exit', () => endNow(server, folder))
  const superuser = { host: folder, port: 5432, user: 'holdfast_owner', password: '', database: 'postgres' }
  await untilItAnswers(superuser)
  return { name: 'postgresql-15', superuser }
}

function endNow(server: ChildProcess, folder: string): void {
  server.kill('SIGQUIT')
  rmSync(folder, { recursive: true, force: true })
}

async function untilItAnswers(superuser: pg.ClientConfig): Promise<void> {
  for (let waited = 0; waited < 15_000; waited += 50) {
    const client = new pg.Client(superuser)
    try {
      await client.connect()
      await client.end()
      return
    } catch {
      await pause(50)
    }
  }
  throw new Error('PostgreSQL 15 did not come up within 15 seconds')
}
