import type pg from 'pg'
import path from 'node:path'
import { inTransaction, type Database } from '#platform/db/database.ts'
import type { PlatformPart } from '#platform/declare/platform-part.ts'
import { system } from './actor.ts'
import { createBetterAuth } from './better-auth.ts'
import { authPermissions } from './declarations.ts'
import type { Desk } from './desk.ts'
import type { Directory } from './directory.ts'
import { authEvents } from './events.ts'
import { keeps } from './keeps.ts'
import { sendLinkJob } from './link/send-link.ts'
import { accountRoutes } from './routes/account.ts'
import { agencyRoutes } from './routes/agency.ts'
import { codeRoutes } from './routes/code.ts'
import { passkeyRoutes } from './routes/passkey.ts'
import { deviceLossRoutes } from './routes/device-loss.ts'
import { demoRoutes } from './routes/demo.ts'
import { linkRoutes } from './routes/link.ts'
import { signOutRoutes } from './routes/sign-out.ts'
import { sweepJob } from './session/sweep.ts'
import { recognise, type Recognised } from './session/recognise.ts'
import { sessionCookie } from './session/session-cookie.ts'

export type SignInOptions = {
  readonly db: Database
  /** The connection of the login `auth`, for Better Auth's own pool. */
  readonly authPool: pg.PoolConfig
  readonly directory: Directory
  readonly origin: string
  readonly demo: boolean
  readonly partnership: string
  readonly signingKey: (purpose: string) => Buffer
  readonly clock: () => Temporal.Instant
  /** The people of the demo by their keys, such as `ann`; used in a demo only. */
  readonly cast?: Readonly<Record<string, string>>
}

export type SignIn = {
  /** Who asks. Cheap enough for every request: nothing without our own cookie, else one prepared look-up and one short transaction. */
  readonly actorFor: (cookieHeader: string | undefined) => Promise<Recognised>
  readonly part: PlatformPart
  readonly close: () => Promise<void>
}

/** Puts sign-in together. The only place that knows Better Auth, its pool and its secret. */
export function createSignIn(options: SignInOptions): SignIn {
  const { db, directory, origin, demo, partnership, signingKey, clock } = options
  if (!demo && !origin.startsWith('https://'))
    throw new Error(
      'Sign-in needs HOLDFAST_ORIGIN to begin with https:// in production: cookies and passkeys depend on it.',
    )
  const secret = signingKey('sign-in').toString('base64url')
  const nameOf = (personId: string) =>
    inTransaction(db, system('sign-in'), (tx) => directory.findById(tx, personId, clock()))
  const {
    auth,
    pool: authPool,
    close,
  } = createBetterAuth({ pool: options.authPool, secret, origin, clock, nameOf })
  const cookie = sessionCookie(origin, secret)
  const desk: Desk = {
    db,
    auth,
    authPool,
    directory,
    origin,
    demo,
    partnership,
    clock,
    key: signingKey,
    bindingKey: signingKey('form binding'),
    cookie,
    within: (actor, work) => inTransaction(db, actor, work),
    asSystem: (work) => inTransaction(db, system('sign-in'), work),
  }
  const job = sendLinkJob(desk)
  return {
    actorFor: (cookieHeader) => recognise(desk, cookieHeader, clock()),
    part: {
      name: 'auth',
      permissions: authPermissions,
      events: authEvents,
      routes: [
        ...linkRoutes(desk, job),
        ...passkeyRoutes(desk),
        ...codeRoutes(desk),
        ...agencyRoutes(desk),
        ...accountRoutes,
        ...deviceLossRoutes(desk),
        ...signOutRoutes(desk),
        ...demoRoutes(desk, options.cast ?? {}),
      ],
      jobs: [job, sweepJob],
      nav: [{ text: 'Lost devices', href: '/device-losses', allow: authPermissions.decide_device_loss }],
      commands: [],
      keeps,
      views: path.join(import.meta.dirname, 'views'),
    },
    close,
  }
}
