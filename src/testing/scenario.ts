import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import pg from 'pg'
import { pino } from 'pino'
import { buildApp, browserEntries, type App } from '#src/app.ts'
import { modules } from '#src/modules.ts'
import { system, type PersonActor } from '#platform/auth/actor.ts'
import { readSettings, type Settings } from '#platform/config/settings.ts'
import { inTransaction, openDatabase, type Database } from '#platform/db/database.ts'
import type { Tx } from '#platform/db/tx.ts'
import { drainJobs, type Drained } from '#platform/jobs/drain.ts'
import { setJobClock } from '#platform/jobs/testing.ts'
import { buildAssets, type Assets } from '#platform/views/assets.ts'
import { createBrowser, type Browser } from './browser.ts'
import { copyDatabase, testSecret, type DatabaseCopy } from './database-copy.ts'
import type { EngineName } from './engines.ts'
import { noon } from './noon.ts'

/** A member of the cast, as `cast.ts` of the network names them. */
export type CastKey =
  | 'ann'
  | 'bilal'
  | 'carys'
  | 'dev'
  | 'erin'
  | 'femi'
  | 'grace'
  | 'hamid'
  | 'ines'
  | 'jo'
  | 'kwame'
  | 'lena'
  | 'mo'
  | 'nia'
  | 'omar'
  | 'pia'
  | 'quinn'
  | 'rosa'
  | 'sam'
  | 'tess'
  | 'umar'
  | 'vera'

export type World = {
  readonly db: Database
  /** The whole server of this scenario's own; made when first asked for. */
  readonly app: () => Promise<App>
  /** The cast as actors, signed in strongly, with the roles they hold. */
  readonly as: (key: CastKey) => Promise<PersonActor>
  /** Work in one transaction as Holdfast itself. */
  readonly bySystem: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>
  readonly by: <T>(key: CastKey, work: (tx: Tx, actor: PersonActor) => Promise<T>) => Promise<T>
  /** A browser signed in as one of the cast, or a visitor's. */
  readonly browser: (key?: CastKey) => Promise<Browser>
  readonly now: () => Temporal.Instant
  /** Moves the clock of this scenario. */
  readonly pass: (duration: Temporal.DurationLike) => void
  /** Tells pg-boss the moment of this scenario's clock. */
  readonly setJobClock: () => Promise<void>
  /** Runs every job that is due until none is left. */
  readonly runJobs: () => Promise<readonly Drained[]>
  /** As the owner of the database, for looking at what no actor may see. */
  readonly owner: <Row extends pg.QueryResultRow>(text: string, values?: unknown[]) => Promise<Row[]>
  readonly copy: DatabaseCopy
  readonly dataDir: string
}

const host = 'localhost:3000'
let assets: Promise<Assets> | null = null

type Options = { engine?: EngineName; at?: Temporal.Instant; settings?: Readonly<Record<string, string>> }

/**
 * A test against the real house: a database of its own copied from the template with the cast, the real server, real jobs.
 * Nothing is left behind: not a row, a role, an actor or a connection reaches the next scenario.
 */
export function scenario(title: string, body: (world: World) => Promise<void>, options: Options = {}): void {
  void test(title, async () => {
    const copy = await copyDatabase(options.engine)
    const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-scenario-'))
    const db = openDatabase(copy.login('app'), copy.login('work'))
    const owner = new pg.Client(copy.owner)
    await owner.connect()
    await setJobClock(owner, options.at ?? noon)
    const settings: Settings = readSettings({
      HOLDFAST_ENV: 'demo',
      HOLDFAST_RATE_LIMIT: '100000',
      ...options.settings,
    })
    let now = options.at ?? noon
    let made: Promise<App> | null = null
    const app = () => (made ??= makeApp({ settings, db, copy, dataDir, clock: () => now }))
    const as = async (key: CastKey): Promise<PersonActor> => {
      const person = modules.flatMap((module) => module.people ?? []).find((one) => one.key === key)
      const directory = modules.find((module) => module.directory)?.directory
      const known = await inTransaction(db, system('test'), (tx) =>
        directory && person ? directory.findById(tx, person.id, now) : Promise.resolve(null),
      )
      if (!known) throw new Error(`${key} is not in the network at ${now.toString()}`)
      return { kind: 'person', ...known, strength: 'strong', sessionId: `test session of ${key}` }
    }
    const world: World = {
      db,
      app,
      as,
      bySystem: (work) => inTransaction(db, system('test'), work),
      by: async (key, work) => {
        const actor = await as(key)
        return inTransaction(db, actor, (tx) => work(tx, actor))
      },
      browser: async (key) => {
        const browser = createBrowser(await app(), key ? 'person' : 'visitor', host)
        if (key) {
          const response = await browser.raw('POST', '/demo/sign-in', `person=${key}`, {
            'content-type': 'application/x-www-form-urlencoded',
          })
          if (response.statusCode !== 303)
            throw new Error(`could not sign in as ${key}: ${response.statusCode}`)
        }
        return browser
      },
      now: () => now,
      pass: (duration) => {
        now = now.toZonedDateTimeISO('Europe/London').add(duration).toInstant()
      },
      setJobClock: () => setJobClock(owner, now),
      runJobs: async () => {
        await setJobClock(owner, now)
        return drainJobs({ db, jobsConfig: copy.login('jobs'), jobs: (await app()).jobs, now })
      },
      owner: async (text, values) => (await owner.query(text, values)).rows,
      copy,
      dataDir,
    }
    try {
      await body(world)
    } finally {
      const running = made as Promise<App> | null
      if (running) await (await running.catch(() => null))?.close()
      await owner.end()
      await db.close()
      await copy.drop()
      rmSync(dataDir, { recursive: true, force: true })
    }
  })
}

type Parts = {
  settings: Settings
  db: Database
  copy: DatabaseCopy
  dataDir: string
  clock: () => Temporal.Instant
}

async function makeApp({ settings, db, copy, dataDir, clock }: Parts): Promise<App> {
  assets ??= buildAssets({ cacheDir: '.cache', entries: browserEntries(modules) })
  return buildApp({
    settings,
    secret: testSecret,
    dataDir,
    db,
    login: copy.login,
    modules,
    clock,
    log: pino({ level: 'silent' }),
    port: 3000,
    assets: await assets,
  })
}

/** The same scenario on the embedded PostgreSQL and on the oldest version that Holdfast takes. */
export function onEveryEngine(
  title: string,
  body: (world: World) => Promise<void>,
  options: Options = {},
): void {
  for (const engine of ['embedded', 'postgresql-15'] as const)
    scenario(`${title} (${engine})`, body, { ...options, engine })
}
