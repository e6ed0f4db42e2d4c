import type { Actor } from '#platform/auth/actor.ts'
import type { Partnership } from '#platform/config/partnership.ts'
import type { Tx } from '#platform/db/tx.ts'
import type { TourStep, WorkItem } from '#platform/declare/module.ts'

/** A member of the demo's cast, as the tour shows them. */
export type TourPerson = {
  readonly key: string
  readonly name: string
  readonly post: string
  readonly organisation: string
  readonly does: string
}

/** One thing the house depends on, and whether it is there. */
export type HealthCheck = {
  readonly name: string
  readonly check: () => Promise<{ ok: boolean; says: string }>
}

/** What the house hands to its own pages. */
export type Around = {
  readonly demo: boolean
  readonly partnership: Partnership
  readonly work: readonly ((tx: Tx, actor: Actor, now: Temporal.Instant) => Promise<readonly WorkItem[]>)[]
  readonly tour: readonly TourStep[]
  readonly cast: readonly TourPerson[]
  readonly health: readonly HealthCheck[]
  readonly version: string
}
