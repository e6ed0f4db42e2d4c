import { pino } from 'pino'
import { browserEntries, buildApp, type App } from '#src/app.ts'
import { modules } from '#src/modules.ts'
import type { Actor } from '#platform/auth/actor.ts'
import { readSettings } from '#platform/config/settings.ts'
import { openDatabase } from '#platform/db/database.ts'
import type { AuditEvent } from '#platform/declare/declarations.ts'
import type { DeclaredRoute } from '#platform/http/route.ts'
import { buildAssets, type Assets } from '#platform/views/assets.ts'
import { createBrowser, type Browser } from './browser.ts'
import { testSecret } from './database-copy.ts'
import type { CastKey, World } from './scenario.ts'

export const trialHost = 'localhost:3000'

type TokenActor = Extract<Actor, { kind: 'token' }>

type Options = {
  readonly routes: readonly DeclaredRoute[]
  readonly events?: Readonly<Record<string, AuditEvent>>
  /** API tokens in force, by what a program sends. */
  readonly tokens?: Readonly<Record<string, TokenActor>>
  readonly settings?: Readonly<Record<string, string>>
  /** A database that is not there, to see what pages then say. */
  readonly withoutDatabase?: boolean
}

export type TrialHouse = {
  readonly app: App
  readonly browser: (key?: CastKey) => Promise<Browser>
  /** Every line the house has logged, as it would stand in a file. */
  readonly logged: readonly string[]
}

let assets: Promise<Assets> | null = null

/**
 * The real house with a module of a few routes more, over a scenario's own database: for what the floor itself promises about
 * any route, tried with routes that do exactly what the test needs.
 */
export async function withTrialHouse(
  world: World,
  options: Options,
  work: (house: TrialHouse) => Promise<void>,
): Promise<void> {
  assets ??= buildAssets({ cacheDir: '.cache', entries: browserEntries(modules) })
  const logged: string[] = []
  const nowhere = { host: '/nowhere', user: 'nobody', database: 'none' }
  const away = options.withoutDatabase ? openDatabase(nowhere, nowhere) : null
  const app = await buildApp({
    settings: readSettings({ HOLDFAST_ENV: 'demo', HOLDFAST_RATE_LIMIT: '100000', ...options.settings }),
    secret: testSecret,
    dataDir: world.dataDir,
    db: away ?? world.db,
    login: world.copy.login,
    modules: [
      ...modules,
      {
        name: 'trial',
        says: 'Routes for tests of the floor',
        needs: [],
        permissions: {},
        events: options.events ?? {},
        jobs: [],
        routes: options.routes,
        nav: [],
        keeps: [],
        tokenActor: (_db, bearer) => Promise.resolve(options.tokens?.[bearer] ?? null),
      },
    ],
    clock: world.now,
    log: pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) }),
    port: 3000,
    assets: await assets,
  })
  try {
    await work({ app, logged, browser: (key) => trialBrowser(app, key) })
  } finally {
    await app.close()
    await away?.close()
  }
}

async function trialBrowser(app: App, key?: CastKey): Promise<Browser> {
  const browser = createBrowser(app, key ? 'person' : 'visitor', trialHost)
  if (!key) return browser
  const response = await browser.raw('POST', '/demo/sign-in', `person=${key}`, formType)
  if (response.statusCode !== 303) throw new Error(`could not sign in as ${key}: ${response.statusCode}`)
  return browser
}

export const formType = { 'content-type': 'application/x-www-form-urlencoded' }

/** A table for the trial's own rows, made by the owner as a migration would. */
export const makeNotes = (world: World): Promise<unknown> =>
  world.owner(`create schema trial;
    create table trial.note (id uuid primary key default gen_random_uuid(), words text not null);
    grant usage on schema trial to holdfast_visitor, holdfast_person, holdfast_system;
    grant select, insert on trial.note to holdfast_visitor, holdfast_person, holdfast_system`)
