import { spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, escapeLiteral, Pool } from 'pg'
import { openDatabase } from '#platform/db/database.ts'
import type { Database } from '#platform/db/database.ts'
import { startEmbedded } from '#platform/db/embedded/embedded.ts'
import { ensureLogins, loginName, loginPassword, type Login } from '#platform/db/logins.ts'
import { migrate, readMigrations } from '#platform/db/migrations.ts'
import type { JobsConfig } from './boss.ts'

const secret = 'a secret of thirty-two letters or more'
const migrations = join(import.meta.dirname, '../migrations')

/** Debian's PostgreSQL 15, the oldest that Holdfast supports, where it is installed. */
export const debianBinaries = '/usr/lib/postgresql/15/bin'

export type TestServer = {
  /** A fresh database with the platform's tables, and the two logins that jobs need. */
  database(): Promise<TestDatabase>
  stop(): Promise<void>
}

export type TestDatabase = {
  readonly db: Database
  readonly jobsConfig: JobsConfig
  /** As the owner, past every policy: to look at what was written. */
  readonly owner: Pool
  close(): Promise<void>
}

type Way = { host: string; port: number; user: string; password?: string }

/** A PostgreSQL of its own for one test file: the one we carry, or Debian's 15. */
export async function startTestServer(which: 'embedded' | '15' = 'embedded'): Promise<TestServer> {
  const { way, stop } = which === 'embedded' ? await embedded() : await debian()
  await asOwner(way, 'postgres', (owner) => owner.query('create database holdfast_template'))
  await asOwner(way, 'holdfast_template', async (owner) => {
    await migrate(owner, await readMigrations([{ module: 'platform', folder: migrations }]))
  })
  let made = 0
  const open: TestDatabase[] = []
  return {
    database: async () => {
      made += 1
      const name = `holdfast_${made}`
      await asOwner(way, 'postgres', (owner) =>
        owner.query(`create database ${name} template holdfast_template`),
      )
      await asOwner(way, name, (owner) => ensureLogins(owner, name, secret))
      const loginWay = (login: Login) => ({
        host: way.host,
        port: way.port,
        database: name,
        user: loginName(name, login),
        password: loginPassword(secret, name, login),
      })
      const db = openDatabase(loginWay('app'), loginWay('work'))
      const owner = new Pool({ ...way, database: name, max: 2 })
      const opened = {
        db,
        jobsConfig: loginWay('jobs'),
        owner,
        close: async () => {
          open.splice(open.indexOf(opened), 1)
          await db.close()
          await owner.end()
        },
      }
      open.push(opened)
      return opened
    },
    stop: async () => {
      while (open[0]) await open[0].close()
      await asOwner(way, 'postgres', lastOneOut)
      await stop()
    },
  }
}

/**
 * Makes pg-boss believe that it is this moment, so that a test's own clock decides what is due. Test databases only; call it
 * again whenever the clock moves.
 */
export async function setJobClock(owner: Client | Pool, now: Temporal.Instant): Promise<void> {
  await owner.query(`create or replace function jobs.job_now() returns timestamptz language sql stable
    as $$ select ${escapeLiteral(now.toString())}::timestamptz $$`)
}

async function asOwner<T>(way: Way, database: string, work: (owner: Client) => Promise<T>): Promise<T> {
  const owner = new Client({ ...way, database })
  await owner.connect()
  try {
    return await work(owner)
  } finally {
    await owner.end()
  }
}

/** A pool's end does not wait for its sockets, and a server that stops meanwhile makes each of them throw. */
async function lastOneOut(owner: Client): Promise<void> {
  const others = `select from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`
  for (let waited = 0; waited < 5_000; waited += 10) {
    if ((await owner.query(others)).rowCount === 0) return
    await new Promise((again) => setTimeout(again, 10))
  }
}

async function embedded() {
  const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-jobs-test-'))
  const server = await startEmbedded({ dataDir, tuning: 'test' })
  const { host, port, user, password } = server.superuser
  return {
    way: { host, port, user, ...(password === undefined ? {} : { password }) },
    stop: async () => {
      await server.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

async function debian() {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-jobs-15-'))
  // PostgreSQL refuses to run as root, so root lends it to nobody.
  const nobody = 65_534
  const ids = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {}
  if (ids.uid) chownSync(folder, nobody, nobody)
  const data = join(folder, 'data')
  const run = async (program: string, args: readonly string[]) => {
    const [code]: unknown[] = await once(
      spawn(join(debianBinaries, program), args, { ...ids, stdio: 'ignore', cwd: folder }),
      'exit',
    )
    if (code !== 0) throw new Error(`${program} of PostgreSQL 15 ended with ${String(code)}`)
  }
  await run('initdb', [
    '-D',
    data,
    '-U',
    'owner',
    '-A',
    'trust',
    '--no-sync',
    '-E',
    'UTF8',
    '--locale',
    'C.UTF-8',
  ])
  const server = spawn(
    join(debianBinaries, 'postgres'),
    ['-D', data, '-k', folder, '-c', 'listen_addresses=', '-c', 'fsync=off'],
    { ...ids, stdio: 'ignore', cwd: folder },
  )
  const ended = once(server, 'exit')
  while (!existsSync(join(folder, '.s.PGSQL.5432'))) await new Promise((again) => setTimeout(again, 20))
  const way = { host: folder, port: 5432, user: 'owner' }
  for (let ready = false; !ready;)
    ready = await asOwner(way, 'postgres', async () => true).catch(
      () => new Promise((no) => setTimeout(no, 50, false)),
    )
  return {
    way,
    stop: async () => {
      server.kill('SIGINT')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
