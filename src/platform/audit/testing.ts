import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
import { Client } from 'pg'
import type { PersonActor } from '#platform/auth/actor.ts'
import { readSettings } from '#platform/config/settings.ts'
import { openDatabase } from '#platform/db/database.ts'
import type { Database } from '#platform/db/database.ts'
import { startEmbedded } from '#platform/db/embedded/embedded.ts'
import { chooseRunAs, own } from '#platform/db/embedded/run-as.ts'
import { ensureLogins, loginName, loginPassword, type Login } from '#platform/db/logins.ts'
import { migrate, readMigrations } from '#platform/db/migrations.ts'
import { types } from '#platform/db/temporal.ts'
import type { CommandInstallation } from '#platform/declare/command.ts'
import type { SealKeeping } from './seal-file.ts'

const debian15 = '/usr/lib/postgresql/15/bin'

/** The PostgreSQLs that the audit is tried on: the embedded one, and Debian's 15 where it is installed. */
export const engines: readonly Engine[] = existsSync(debian15) ? ['embedded', 'debian15'] : ['embedded']

export type Engine = 'embedded' | 'debian15'

type Server = { readonly superuser: pg.ClientConfig & { host: string; port: number }; stop(): Promise<void> }

const secret = 'a secret for tests that nobody else knows'

/** A PostgreSQL of its own, in a folder under the system's temporary one, gone after `stop`. */
async function startServer(engine: Engine): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-audit-'))
  const gone = () => rmSync(folder, { recursive: true, force: true })
  if (engine === 'embedded') {
    const embedded = await startEmbedded({ dataDir: folder, tuning: 'test' })
    return { superuser: embedded.superuser, stop: () => embedded.stop().then(gone) }
  }
  const runAs = chooseRunAs(folder)
  own(folder, runAs)
  const as = runAs ? { uid: runAs.uid, gid: runAs.gid } : {}
  const cluster = join(folder, 'cluster')
  const tool = (name: string, ...words: string[]) =>
    execFileSync(join(debian15, name), words, { ...as, cwd: '/', stdio: ['ignore', 'ignore', 'inherit'] })
  tool('initdb', '-D', cluster, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync')
  tool(
    'pg_ctl',
    '-D',
    cluster,
    '-l',
    join(folder, 'log'),
    '-o',
    `-k ${folder} -c listen_addresses='' -c fsync=off`,
    '-w',
    'start',
  )
  return {
    superuser: { host: folder, port: 5432, user: 'postgres', database: 'postgres' },
    stop: async () => {
      tool('pg_ctl', '-D', cluster, '-m', 'fast', '-w', 'stop')
      gone()
    },
  }
}

export type Ground = {
  /** As Holdfast itself connects. */
  readonly db: Database
  /** As whoever has taken over the server. */
  readonly superuser: pg.Client
  readonly keeping: SealKeeping
  readonly installation: CommandInstallation
  /** A fresh client as the superuser or as a login of Holdfast's, to be ended by the caller. */
  readonly connect: (database?: string) => Promise<pg.Client>
}

export type AuditServer = {
  readonly ground: (body: (ground: Ground) => Promise<void>) => Promise<void>
  readonly stop: () => Promise<void>
}

/**
 * A server on which each test gets a database of its own, migrated as far as the audit needs. Roles are granted by a table
 * `test_role`, in place of the module that will grant them.
 */
export async function startAuditServer(engine: Engine): Promise<AuditServer> {
  const server = await startServer(engine)
  let made = 0
  const connect = async (database = 'postgres') => {
    const client = new Client({ ...server.superuser, database, types })
    await client.connect()
    return client
  }
  const prepare = async () => {
    const first = await connect()
    await first.query('create database audit_template')
    await first.end()
    const client = await connect('audit_template')
    const folder = join(import.meta.dirname, '../migrations')
    const all = await readMigrations([{ module: 'platform', folder }])
    await migrate(
      client,
      all.filter((migration) => migration.name < '0003'),
    )
    await client.query(`create table public.test_role (person_id uuid, role text);
      create or replace function platform.actor_has_role(wanted text) returns boolean language sql stable security definer
        as $$ select exists (select from public.test_role where person_id = platform.actor() and role = wanted) $$`)
    await client.end()
  }
  await prepare()
  return {
    stop: () => server.stop(),
    async ground(body) {
      made += 1
      const name = `audit_${made}`
      const maker = await connect()
      await maker.query(`create database ${name} template audit_template`)
      await ensureLogins(maker, name, secret)
      await maker.end()
      const superuser = await connect(name)
      const { host, port } = server.superuser
      const login = (which: Login) => ({
        host,
        port,
        database: name,
        user: loginName(name, which),
        password: loginPassword(secret, name, which),
      })
      const db = openDatabase({ ...login('app'), max: 60 }, { ...login('work'), max: 60 })
      const folder = mkdtempSync(join(tmpdir(), 'holdfast-seals-'))
      const installation: CommandInstallation = {
        dataDir: folder,
        secret,
        settings: readSettings({}),
        owner: { ...server.superuser, database: name },
        login,
      }
      try {
        await body({
          db,
          superuser,
          keeping: { key: Buffer.from(secret), folder },
          installation,
          connect: () => connect(name),
        })
      } finally {
        await db.close()
        await superuser.end()
        rmSync(folder, { recursive: true, force: true })
      }
    },
  }
}

/** An invented person, signed in by a mailed link. */
export const aPerson = (number: number, roles: PersonActor['roles'] = []): PersonActor => ({
  kind: 'person',
  personId: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
  name: `Person ${number}`,
  organisationId: '00000000-0000-4000-9000-000000000001',
  organisation: 'Fernshire School',
  roles,
  strength: 'link',
  sessionId: `session-${number}`,
})

export const governance = aPerson(900, [{ role: 'governance', areaId: null }])

export const grantGovernance = (superuser: pg.Client): Promise<unknown> =>
  superuser.query('insert into public.test_role values ($1, $2)', [governance.personId, 'governance'])
