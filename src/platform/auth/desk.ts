import type { Database } from '#platform/db/database.ts'
import type { HeldBetterAuth } from './better-auth.ts'
import type { Directory } from './directory.ts'
import type { SessionCookie } from './session/session-cookie.ts'

/** What every part of sign-in is handed: made once by createSignIn. */
export type Desk = {
  readonly db: Database
  readonly auth: HeldBetterAuth
  readonly directory: Directory
  readonly origin: string
  readonly demo: boolean
  /** The partnership's name, as mail and authenticators show it. */
  readonly partnership: string
  readonly clock: () => Temporal.Instant
  /** A key for one purpose, made from the installation's secret and kept nowhere. */
  readonly key: (purpose: string) => Buffer
  readonly cookie: SessionCookie
}
