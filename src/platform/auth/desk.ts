import type { Pool } from 'pg'
import type { Database } from '#platform/db/database.ts'
import type { Tx } from '#platform/db/tx.ts'
import type { Actor } from './actor.ts'
import type { HeldBetterAuth } from './better-auth.ts'
import type { Directory } from './directory.ts'
import type { SessionCookie } from './session/session-cookie.ts'

/** What every part of sign-in is handed: made once by createSignIn. */
export type Desk = {
  readonly db: Database
  readonly auth: HeldBetterAuth
  /** Better Auth's connections, for the one look-up that runs before every page. */
  readonly authPool: Pool
  readonly directory: Directory
  readonly origin: string
  readonly demo: boolean
  /** The partnership's name, as mail and authenticators show it. */
  readonly partnership: string
  readonly clock: () => Temporal.Instant
  /** A key for one purpose, made from the installation's secret and kept nowhere. */
  readonly key: (purpose: string) => Buffer
  /** What a session's form tokens are bound with; kept, because it is needed for every page. */
  readonly bindingKey: Buffer
  readonly cookie: SessionCookie
  /** A transaction of its own, for what must stay written though the page that follows keeps nothing. */
  readonly within: <T>(actor: Actor, work: (tx: Tx) => Promise<T>) => Promise<T>
  /** The same as the house itself, while nobody is signed in yet. */
  readonly asSystem: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>
}
