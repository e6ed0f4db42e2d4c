import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createSignIn, type SignIn } from '#platform/auth/sign-in.ts'
import { readPartnership } from '#platform/config/partnership.ts'
import { keyFor } from '#platform/config/secret.ts'
import { usualRateLimit, type Settings } from '#platform/config/settings.ts'
import { system } from '#platform/auth/actor.ts'
import { inTransaction, type Database } from '#platform/db/database.ts'
import type { Login } from '#platform/db/logins.ts'
import type { Means } from '#platform/declare/means.ts'
import type { FootLink, ModuleDeclaration } from '#platform/declare/module.ts'
import type { PlatformPart } from '#platform/declare/platform-part.ts'
import type { House } from '#platform/http/house.ts'
import { ownHosts } from '#platform/http/origin.ts'
import type { DeclaredRoute } from '#platform/http/route.ts'
import { buildServer } from '#platform/http/server.ts'
import { createViewCounter } from '#platform/http/view-counter.ts'
import type { JobDeclaration } from '#platform/jobs/declare.ts'
import { noticeJobs } from '#platform/jobs/notices.ts'
import { readMailSettings } from '#platform/mail/mail-settings.ts'
import { smtpTransport } from '#platform/mail/transport.ts'
import { buildAssets, type Assets, type BrowserEntry } from '#platform/views/assets.ts'
import { createRenderer } from '#platform/views/render.ts'
import { makeParts } from './platform-parts.ts'
import type pg from 'pg'

export type AppOptions = {
  readonly settings: Settings
  readonly secret: string
  readonly dataDir: string
  readonly db: Database
  readonly login: (login: Login) => pg.PoolConfig
  readonly modules: readonly ModuleDeclaration[]
  readonly clock: () => Temporal.Instant
  readonly log: Logger
  /** The port that the demo answers on under every loopback name; null where only the origin's host is answered. */
  readonly port: number | null
  readonly cacheDir?: string
  readonly assets?: Assets
  /** Told of every answer, for the metrics. */
  readonly answered?: NonNullable<House['answered']>
}

export type App = {
  readonly server: FastifyInstance
  readonly signIn: SignIn
  readonly routes: readonly DeclaredRoute[]
  readonly jobs: readonly JobDeclaration[]
  readonly parts: readonly PlatformPart[]
  /** Figures that the metrics port reads when it is asked. */
  readonly gauges: readonly { name: string; help: string; read: () => number | Promise<number> }[]
  /** Keeps what was counted of public pages now, and not in a few seconds. */
  flushViews(): Promise<void>
  close(): Promise<void>
}

const platformScripts: readonly BrowserEntry[] = [
  {
    name: 'passkey',
    entry: fileURLToPath(new URL('./platform/auth/passkey/browser/passkey.ts', import.meta.url)),
  },
]

const castKeys = (modules: readonly ModuleDeclaration[]): Record<string, string> =>
  Object.fromEntries(modules.flatMap((module) => module.people ?? []).map(({ key, id }) => [key, id]))

/** Scripts that the browser loads beside the frame's own: the platform's and each module's. */
export const browserEntries = (modules: readonly ModuleDeclaration[]): BrowserEntry[] => [
  ...platformScripts,
  ...modules.flatMap((module) => module.scripts ?? []),
]

/** Puts the house together from its parts and modules. Used by main.ts and by every test alike. */
export async function buildApp(options: AppOptions): Promise<App> {
  const { settings, secret, db, login, modules, clock, log } = options
  const partnership = readPartnership(settings)
  const demo = (settings.HOLDFAST_ENV ?? 'demo') === 'demo'
  const origin = settings.HOLDFAST_ORIGIN ?? `http://localhost:${options.port ?? 3000}`
  const signingKey = (purpose: string) => keyFor(secret, purpose)
  const directory = modules.find((module) => module.directory)?.directory
  if (!directory) throw new Error('no module knows who exists')

  const signIn = createSignIn({
    db,
    authPool: login('auth'),
    directory,
    origin,
    demo,
    partnership: partnership.name,
    signingKey,
    clock,
    ...(demo ? { cast: castKeys(modules) } : {}),
  })
  const mail = readMailSettings(settings)
  const transport = mail.server ? smtpTransport(mail.server, { dkim: mail.dkim }) : null
  const jobs: JobDeclaration[] = []
  const parts = makeParts({
    ...options,
    demo,
    origin,
    directory,
    signIn,
    partnership,
    mail,
    transport,
    jobs: () => jobs,
  })
  const routes = [...parts.flatMap((part) => part.routes), ...modules.flatMap((module) => module.routes)]
  const means: Means = { settings, dataDir: options.dataDir, origin, demo, partnership, mail, signingKey }
  jobs.push(
    ...parts.flatMap((part) => part.jobs),
    ...modules.flatMap((module) => [...module.jobs, ...(module.jobsWith?.(means) ?? [])]),
  )
  jobs.push(...noticeJobs(modules, jobs))

  const cacheDir = options.cacheDir ?? join(options.dataDir, 'cache')
  const assets = options.assets ?? (await buildAssets({ cacheDir, entries: browserEntries(modules) }))
  const renderer = createRenderer({
    assets,
    partnership,
    moduleViews: {
      ...Object.fromEntries(parts.flatMap((part) => (part.views ? [[part.name, part.views]] : []))),
      ...Object.fromEntries(
        modules.map(({ name }) => [name, fileURLToPath(new URL(`./modules/${name}/views`, import.meta.url))]),
      ),
    },
  })
  const counter = createViewCounter((counts) =>
    inTransaction(db, system('views'), async (tx) => {
      for (const module of modules) await module.keepViews?.(tx, counts)
    }),
  )
  // My work comes first, then the work of the modules, then the looking after.
  const navOf = (name?: string) =>
    parts.filter((part) => (name ? part.name === name : part.name !== 'pages')).flatMap((part) => part.nav)
  const house: House = {
    counter,
    db,
    ...(options.answered ? { answered: options.answered } : {}),
    renderer,
    log,
    clock,
    askerOf: async (cookies) => {
      const { actor, session, expiredPersonId } = await signIn.actorFor(cookies)
      return { actor, binding: session?.binding ?? null, expiredPersonId }
    },
    tokenActor: async (bearer, now) => {
      for (const module of modules) {
        const actor = await module.tokenActor?.(db, bearer, now)
        if (actor) return actor
      }
      return null
    },
    platform: {
      origin,
      demo,
      signingKey,
      partnership,
      guard: modules.find((module) => module.guard)?.guard ?? null,
      blocks: modules.flatMap((module) => module.blocks ?? []),
    },
    nav: [...navOf('pages'), ...modules.flatMap((module) => module.nav), ...navOf()],
    footer: footLinks(modules, parts),
    hosts: ownHosts(origin, demo ? options.port : null),
    rateLimit: settings.HOLDFAST_RATE_LIMIT ?? usualRateLimit,
    trustProxy: (settings.HOLDFAST_TRUST_PROXY ?? '')
      .split(',')
      .map((one) => one.trim())
      .filter(Boolean),
  }
  const server = await buildServer(house, routes, assets)
  return {
    server,
    signIn,
    routes,
    jobs,
    parts,
    gauges: parts.flatMap((part) => part.gauges ?? []),
    flushViews: () => counter.flush(),
    close: async () => {
      await server.close()
      await counter.close()
      await signIn.close()
      await transport?.close()
    },
  }
}

const footLinks = (modules: readonly ModuleDeclaration[], parts: readonly PlatformPart[]): FootLink[] => [
  ...modules.flatMap((module) => module.footer ?? []),
  ...parts.flatMap((part) => part.footer ?? []),
  { text: 'Get help now', href: '/help' },
  { text: 'Accessibility', href: '/accessibility' },
  { text: 'Privacy', href: '/privacy' },
]
