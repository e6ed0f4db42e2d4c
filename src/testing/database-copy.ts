import pg from 'pg'
import { prepareDatabase } from '#src/installation/prepare-database.ts'
import { migrationFolders } from '#src/installation/migration-folders.ts'
import { modules } from '#src/modules.ts'
import { inTransaction, openDatabase } from '#platform/db/database.ts'
import { system } from '#platform/auth/actor.ts'
import { loginName, loginPassword, type Login } from '#platform/db/logins.ts'
import { readMigrations } from '#platform/db/migrations.ts'
import { noon } from './noon.ts'
import { engine, type EngineName } from './engines.ts'

export const testSecret = 'a secret for tests only, 32 characters or more'

export type DatabaseCopy = {
  readonly name: string
  readonly owner: pg.ClientConfig
  readonly login: (login: Login) => pg.PoolConfig
  drop(): Promise<void>
}

const templates = new Map<EngineName, Promise<string>>()
const admins = new Map<EngineName, Promise<pg.Client>>()

/** One connection per engine makes and drops the copies. It must not keep the run alive by itself. */
function admin(name: EngineName): Promise<pg.Client> {
  const found =
    admins.get(name) ??
    engine(name).then(async ({ superuser }) => {
      const client = new pg.Client({ ...superuser, database: 'postgres' })
      client.on('error', () => {})
      await client.connect()
      return client
    })
  admins.set(name, found)
  return found
}

/** Migrated and with the cast, made once a run; every scenario gets a copy of it. */
function template(name: EngineName): Promise<string> {
  const found = templates.get(name) ?? makeTemplate(name)
  templates.set(name, found)
  return found
}

async function makeTemplate(name: EngineName): Promise<string> {
  const { superuser } = await engine(name)
  const database = 'holdfast_template'
  await (await admin(name)).query(`create database ${database}`)
  const owner = new pg.Client({ ...superuser, database })
  await owner.connect()
  await prepareDatabase(owner, {
    database,
    kind: 'demo',
    secret: testSecret,
    migrations: await readMigrations(migrationFolders(modules)),
    now: noon,
    log: () => {},
  })
  await owner.end()
  const login = (which: Login) => ({
    ...superuser,
    database,
    user: loginName(database, which),
    password: loginPassword(testSecret, database, which),
  })
  const db = openDatabase(login('app'), login('work'))
  for (const module of modules)
    if (module.cast)
      await inTransaction(db, system('demo'), (tx) => module.cast?.(tx, noon) ?? Promise.resolve())
  await db.close()
  return database
}

let copies = 0

/** A database of one's own, like the template, in some tens of milliseconds. */
export async function copyDatabase(name: EngineName = 'embedded'): Promise<DatabaseCopy> {
  const from = await template(name)
  const { superuser } = await engine(name)
  const client = await admin(name)
  copies += 1
  const database = `holdfast_t${copies}`
  await client.query(`create database ${database} template ${from} strategy file_copy`)
  const owner = { ...superuser, database }
  return {
    name: database,
    owner,
    // Logins belong to the whole server; the template's serve every copy, which saves making three a scenario.
    login: (login) => ({
      ...owner,
      user: loginName(from, login),
      password: loginPassword(testSecret, from, login),
    }),
    async drop() {
      await client.query(`drop database if exists ${database} with (force)`)
    },
  }
}
