import pg from 'pg'
import type { Settings } from '#platform/config/settings.ts'
import { readSecret } from '#platform/config/secret.ts'
import { openDatabase, type Database } from '#platform/db/database.ts'
import { attachOrStart, startEmbedded, type Embedded } from '#platform/db/embedded/embedded.ts'
import { loginName, loginPassword, type Login } from '#platform/db/logins.ts'
import { readMigrations } from '#platform/db/migrations.ts'
import type { ModuleDeclaration } from '#platform/declare/module.ts'
import { migrationFolders } from './migration-folders.ts'
import { DatabaseRefused, prepareDatabase } from './prepare-database.ts'

export type OpenOptions = {
  readonly settings: Settings
  readonly dataDir: string
  readonly modules: readonly ModuleDeclaration[]
  /** A server wants the data folder for itself; a command comes to a running one, or starts the database for its own time. */
  readonly as: 'server' | 'command'
  readonly now: Temporal.Instant
  readonly log: (sentence: string) => void
  readonly poolSize?: number
}

/** A database that is ready, and the ways into it: each login may do only what its group roles may. */
export type Installation = {
  readonly settings: Settings
  readonly dataDir: string
  readonly secret: string
  readonly db: Database
  /** As the owner: for migrations, backups and restores only. */
  readonly owner: pg.ClientConfig
  readonly login: (login: Login) => pg.PoolConfig
  readonly embedded: Embedded | null
  /** The tables were made just now: a demo may be loaded. */
  readonly fresh: boolean
  close(): Promise<void>
}

export const databaseName = 'holdfast'

/**
 * Finds or starts the database and makes it ready.
 * @throws SettingsProblem, DatabaseRefused or EmbeddedRefused, each with a sentence for the person at the terminal
 */
export async function openInstallation(options: OpenOptions): Promise<Installation> {
  const { settings, dataDir, log, now } = options
  const secret = await readSecret(settings, dataDir)
  const ground = await findGround(options)
  try {
    const migrations = await readMigrations(migrationFolders(options.modules))
    const client = await connectOwner(ground)
    let fresh: boolean
    try {
      const kind = settings.HOLDFAST_ENV ?? 'demo'
      ;({ fresh } = await prepareDatabase(client, {
        database: ground.database,
        kind,
        secret,
        migrations,
        now,
        log,
      }))
    } finally {
      await client.end()
    }
    const login = loginsOf(ground, secret)
    const size = options.poolSize ? { max: options.poolSize } : {}
    const db = openDatabase({ ...login('app'), ...size }, { ...login('work'), ...size })
    const close = async () => {
      await db.close()
      await ground.embedded?.stop()
    }
    return {
      settings,
      dataDir,
      secret,
      db,
      owner: ground.owner,
      login,
      embedded: ground.embedded,
      fresh,
      close,
    }
  } catch (error) {
    await ground.embedded?.stop()
    throw error
  }
}

/** The database by the logins of pages and of work, for a command that opens none of the rest. */
export const openLogins = (login: (which: Login) => pg.PoolConfig): Database =>
  openDatabase(login('app'), login('work'))

/** How each login role comes in: each may do only what its group roles may. */
export const loginsOf =
  (ground: Pick<Ground, 'owner' | 'database'>, secret: string) =>
  (which: Login): pg.PoolConfig => ({
    ...ground.owner,
    connectionString: undefined,
    user: loginName(ground.database, which),
    password: loginPassword(secret, ground.database, which),
    application_name: `holdfast ${which}`,
  })

/**
 * Connects as the owner.
 * @throws DatabaseRefused with what to do where the database of the settings does not answer or does not let us in
 */
export async function connectOwner(ground: Ground): Promise<pg.Client> {
  const client = new pg.Client(ground.owner)
  // A connection that breaks fails the statement that uses it, which tells.
  client.on('error', () => {})
  try {
    await client.connect()
    return client
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
    const sentence = ground.embedded ? undefined : unreachable[code.replace(/^28.*/, '28')]
    if (sentence === undefined) throw cause
    throw new DatabaseRefused(sentence, { cause })
  }
}

const noAnswer =
  'The database at HOLDFAST_DATABASE_URL does not answer. See that PostgreSQL runs there and that this machine may reach it.'

const unreachable: Readonly<Record<string, string>> = {
  ECONNREFUSED: noAnswer,
  ENOENT: noAnswer,
  ENOTFOUND: noAnswer,
  ETIMEDOUT: noAnswer,
  EHOSTUNREACH: noAnswer,
  EAI_AGAIN: noAnswer,
  '57P03': 'The database at HOLDFAST_DATABASE_URL is still starting. Try again in a moment.',
  '28': 'The database does not let this user in. Check the name and password in HOLDFAST_DATABASE_URL.',
  '3D000': 'The server at HOLDFAST_DATABASE_URL has no database of that name. Make an empty one first.',
}

export type Ground = { owner: pg.ClientConfig; database: string; embedded: Embedded | null }

/** Where the database is: the address in the settings, or the embedded one of the data folder, started or attached to. */
export async function findGround({
  settings,
  dataDir,
  as,
  log,
}: Pick<OpenOptions, 'settings' | 'dataDir' | 'as' | 'log'>): Promise<Ground> {
  if (settings.HOLDFAST_DATABASE_URL) {
    const url = new URL(settings.HOLDFAST_DATABASE_URL)
    const host = url.searchParams.get('host') ?? decodeURIComponent(url.hostname)
    const database = decodeURIComponent(url.pathname.slice(1)) || databaseName
    const owner: pg.ClientConfig = {
      host,
      port: Number(url.port || url.searchParams.get('port') || 5432),
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
      database,
      ...(['require', 'verify-ca', 'verify-full'].includes(url.searchParams.get('sslmode') ?? '')
        ? { ssl: true }
        : {}),
    }
    return { owner, database, embedded: null }
  }
  const start = as === 'server' ? startEmbedded : attachOrStart
  const wanted = { dataDir, log, serverUser: settings.HOLDFAST_UNPRIVILEGED_USER }
  const embedded = await start(
    wanted.serverUser === undefined ? { dataDir, log } : { dataDir, log, serverUser: wanted.serverUser },
  )
  const client = new pg.Client(embedded.superuser)
  await client.connect()
  try {
    const there = await client.query('select from pg_database where datname = $1', [databaseName])
    if (there.rowCount === 0) await client.query(`create database ${pg.escapeIdentifier(databaseName)}`)
  } finally {
    await client.end()
  }
  return { owner: { ...embedded.superuser, database: databaseName }, database: databaseName, embedded }
}
