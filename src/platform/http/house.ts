import type { Logger } from 'pino'
import type { Actor } from '#platform/auth/actor.ts'
import type { Database } from '#platform/db/database.ts'
import type { FootLink, NavItem } from '#platform/declare/module.ts'
import type { Renderer } from '#platform/views/render.ts'
import type { RoutePlatform } from './route.ts'
import type { ViewCounter } from './view-counter.ts'

/** Who is asking, as the sign-in tells it from the cookies. */
export type Asker = {
  readonly actor: Actor
  /** What the form token is bound to: the session, or null for a visitor. */
  readonly binding: string | null
  /** The person whose session in this browser has run out, so that what they typed can be kept for them. */
  readonly expiredPersonId: string | null
}

/** Everything the routes are run with: made once by app.ts, handed down, never reached for. */
export type House = {
  readonly db: Database
  /** Told of every answer, by the pattern of its route. */
  readonly answered?: (method: string, route: string, status: number, milliseconds: number) => void
  readonly renderer: Renderer
  readonly log: Logger
  readonly clock: () => Temporal.Instant
  readonly askerOf: (cookies: string | undefined) => Promise<Asker>
  readonly tokenActor: (bearer: string, now: Temporal.Instant) => Promise<Actor | null>
  readonly platform: RoutePlatform
  readonly nav: readonly NavItem[]
  readonly footer: readonly FootLink[]
  /** Hosts that this process answers to; another name in the Host header is refused. */
  readonly hosts: ReadonlySet<string>
  readonly rateLimit: number
  /** Counts openings of public pages; without one nothing is counted. */
  readonly counter?: ViewCounter
  readonly trustProxy: readonly string[]
}
