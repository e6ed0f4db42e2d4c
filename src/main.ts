import { sql } from 'kysely'
import { pino, type Logger } from 'pino'
import { system } from '#platform/auth/actor.ts'
import { assertFitForProduction } from '#platform/config/production.ts'
import { readSettings, type Settings } from '#platform/config/settings.ts'
import { inTransaction } from '#platform/db/database.ts'
import { databaseIsAway } from '#platform/db/away.ts'
import { openAs } from '#platform/db/tx.ts'
import type { Embedded } from '#platform/db/embedded/embedded.ts'
import type { Workers } from '#platform/jobs/workers.ts'
import { createMetrics, serveMetrics, type Metrics } from '#platform/metrics/metrics.ts'
import { setTimeout as pause } from 'node:timers/promises'
import { buildApp } from './app.ts'
import type { StartOptions } from './cli/start-options.ts'
import { openInstallation, type Installation } from './installation/open.ts'
import { modules } from './modules.ts'

/**
 * Runs Holdfast until it is told to stop: database, demo, pages, jobs. SIGTERM and SIGINT let what runs finish, close
 * everything and end with exit code 0.
 */
export async function main(options: StartOptions, say: (line: string) => void): Promise<void> {
  const settings = readSettings()
  const kind = settings.HOLDFAST_ENV ?? 'demo'
  if (kind === 'production') assertFitForProduction(settings)
  const log = pino({
    level: settings.HOLDFAST_LOG_LEVEL ?? (kind === 'production' ? 'info' : 'warn'),
    base: null,
  })
  const open: (() => Promise<void>)[] = []
  const close = async () => {
    for (let end = open.pop(); end; end = open.pop()) await end()
  }
  const stopping = new AbortController()
  const begun = begin(options, { settings, kind, log, say, open, stopping: stopping.signal })
  stopWhenTold(async () => {
    stopping.abort()
    // Told to stop while it starts: what is half open could not be closed.
    await begun.catch(() => {})
    await close()
  }, say)
  try {
    await begun
  } catch (error) {
    await close().catch(() => {})
    throw error
  }
}

type Beginning = {
  readonly settings: Settings
  readonly kind: 'demo' | 'production'
  readonly log: Logger
  readonly say: (line: string) => void
  /** What stands open, in the order in which it was opened; each entry closes one. */
  readonly open: (() => Promise<void>)[]
  readonly stopping: AbortSignal
}

async function begin(options: StartOptions, beginning: Beginning): Promise<void> {
  const { settings, kind, log, say, open, stopping } = beginning
  const clock = () => Temporal.Now.instant()
  say('Holdfast is starting')
  const installation = await openInstallation({
    settings,
    dataDir: options.dataDir,
    modules,
    as: 'server',
    now: clock(),
    log: say,
  })
  open.push(() => installation.close())
  if (installation.embedded) bringBack(installation.embedded, (fields, words) => log.error(fields, words))
  await fillOnce(installation, kind === 'demo' && !options.empty, clock(), say)

  const answers = options.role !== 'worker'
  // Made of the app's own gauges, so after it; nothing is answered before.
  let metrics: Metrics | null = null
  const app = await buildApp({
    answered: (...told) => metrics?.answered(...told),
    settings,
    secret: installation.secret,
    dataDir: options.dataDir,
    db: installation.db,
    login: installation.login,
    modules,
    clock,
    log,
    port: options.port,
  })
  open.push(() => app.close())
  metrics = createMetrics(app.gauges)
  if (answers) {
    await app.server.listen({ host: 'localhost', port: options.port })
  }
  if (settings.HOLDFAST_METRICS_PORT !== undefined) {
    const metricsServer = await serveMetrics(metrics, settings.HOLDFAST_METRICS_PORT)
    open.push(() => metricsServer.close())
  }
  if (options.role !== 'web') {
    // A process that only answers pages need not carry what does jobs.
    const { startWorkers } = await import('#platform/jobs/workers.ts')
    const workers = await startWhenThere(
      () =>
        startWorkers({
          db: installation.db,
          jobsConfig: installation.login('jobs'),
          jobs: app.jobs,
          clock: { now: clock },
          log,
        }),
      log,
      stopping,
    )
    open.push(() => workers.stop())
  }
  if (answers) {
    say(`\n  http://localhost:${options.port}\n`)
    if (kind === 'demo' && !options.empty)
      say(
        `To sign in, open http://localhost:${options.port}/demo and choose a person. Ctrl-C stops Holdfast.`,
      )
    else say(`Sign in at http://localhost:${options.port}/sign-in. Ctrl-C stops Holdfast.`)
  } else say('Doing jobs. Ctrl-C stops Holdfast.')
}

/** Pages are answered by now: a database that goes away at this moment must not end them, so the workers are begun again. */
async function startWhenThere(
  beginWorkers: () => Promise<Workers>,
  log: Logger,
  stopping: AbortSignal,
): Promise<Workers> {
  for (;;) {
    try {
      return await beginWorkers()
    } catch (error) {
      if (!databaseIsAway(error)) throw error
      log.error({}, 'the database went away while the workers began; trying again')
      await pause(1000, undefined, { signal: stopping })
    }
  }
}

/** Loads the demo into a new database, once, all or nothing; or notes that it was to stay empty. */
async function fillOnce(
  installation: Installation,
  demo: boolean,
  now: Temporal.Instant,
  say: (line: string) => void,
): Promise<void> {
  await inTransaction(installation.db, system('demo'), async (tx) => {
    const { rows } = await sql<{ filled_with: string | null }>`
      select filled_with from platform.installation for update`.execute(openAs(tx))
    if (rows[0]?.filled_with) return
    if (demo) {
      say('Loading the demo partnership of Fernshire')
      for (const module of modules) await module.cast?.(tx, now)
      for (const module of modules) await module.demo?.(tx, now)
    }
    await sql`update platform.installation set filled_with = ${demo ? 'demo' : 'nothing'}`.execute(openAs(tx))
  })
}

/** The embedded database ended without being asked to: it is brought back, sooner at first and then less often. */
function bringBack(embedded: Embedded, tell: (fields: object, words: string) => void): void {
  embedded.onExit((exit) => {
    tell({ code: exit.code, signal: exit.signal }, 'the database ended; bringing it back')
    const again = async () => {
      for (let wait = 100; ; wait = Math.min(wait * 2, 10_000)) {
        try {
          await embedded.restart()
          tell({}, 'the database is back')
          return
        } catch {
          await pause(wait)
        }
      }
    }
    void again()
  })
}

/** The first signal lets what runs finish; a second one, from somebody who will not wait, ends at once. */
function stopWhenTold(stop: () => Promise<void>, say: (line: string) => void): void {
  let stopping = false
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => {
      if (stopping) process.exit(1)
      stopping = true
      say('Stopping: what runs is finished first')
      stop().then(
        () => process.exit(0),
        () => process.exit(1),
      )
    })
}
