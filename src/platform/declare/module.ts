import type { EventWords } from '#platform/audit/event-words.ts'
import type { Actor } from '#platform/auth/actor.ts'
import type { Directory } from '#platform/auth/directory.ts'
import type { Role } from '#platform/auth/roles.ts'
import type { Command } from '#platform/declare/command.ts'
import type { Database } from '#platform/db/database.ts'
import type { Tx } from '#platform/db/tx.ts'
import type { JobDeclaration, JobShape } from '#platform/jobs/declare.ts'
import type { Guard } from '#platform/guard/guard.ts'
import type { TourPerson } from '#platform/pages/around.ts'
import type { Link } from '#platform/views/render.ts'
import type { DeclaredRoute } from '#platform/http/route.ts'
import type { ViewCount } from '#platform/http/view-counter.ts'
import type { AuditEvent, Permission } from './declarations.ts'
import type { Means } from './means.ts'

/** One row of a person's own work on /home: what, about whom, why now, and the one step that does it. */
export type WorkItem = {
  readonly what: string
  readonly why: string
  readonly href: string
  readonly action: string
  readonly due: Temporal.Instant | null
}

/** An entry of the service navigation; shown only to those who hold the permission. */
export type NavItem = { readonly text: string; readonly href: string; readonly allow: Permission }

/** A link in the foot of every page: for everyone, or for those who hold one of these roles. */
export type FootLink = Link & { readonly for?: readonly Role[] }

/** A step of the tour at /demo: what a member of the cast can try. */
export type TourStep = { readonly person: string; readonly try: string; readonly href: string }

/** How long the rows of a table are kept, and what starts the clock. Every table has one; a guard test holds that. */
export type Keeping = { readonly table: string; readonly kept: string; readonly because: string }

/** Text that fills itself from the platform inside an edition, such as the next forums. Nothing of a child ever stands in one. */
export type LiveBlock = {
  readonly name: string
  readonly says: string
  readonly markdown: (tx: Tx, now: Temporal.Instant) => Promise<string>
}

/** What a module tells the house about itself: the whole of what the platform knows of it. */
export type ModuleDeclaration = {
  readonly name: string
  readonly says: string
  readonly needs: readonly string[]
  readonly permissions: Readonly<Record<string, Permission>>
  readonly events: Readonly<Record<string, AuditEvent>>
  /** Sentences for the module's audit events, as the audit page shows them. */
  readonly words?: EventWords
  readonly jobs: readonly JobDeclaration[]
  /** Jobs that need more of the installation than its database, such as the way to the mail server. */
  readonly jobsWith?: (means: Means) => readonly JobDeclaration[]
  /** What this module tells the others when it happens. Given by `enqueue`, in the transaction of its cause. */
  readonly notices?: readonly JobShape[]
  /** Jobs of this module that run when another module's notice is given, by the notice's name. */
  readonly listens?: Readonly<Record<string, string>>
  readonly routes: readonly DeclaredRoute[]
  readonly nav: readonly NavItem[]
  readonly keeps: readonly Keeping[]
  readonly work?: (tx: Tx, actor: Actor, now: Temporal.Instant) => Promise<readonly WorkItem[]>
  readonly commands?: readonly Command[]
  readonly directory?: Directory
  readonly guard?: Guard
  readonly blocks?: readonly LiveBlock[]
  /** Keeps how often this module's public pages were opened, by the keys its routes count under. */
  readonly keepViews?: (tx: Tx, counts: readonly ViewCount[]) => Promise<void>
  readonly tour?: readonly TourStep[]
  /** The cast of the demo. */
  readonly people?: readonly (TourPerson & { readonly id: string })[]
  /** Public pages of this module that the foot of every page leads to. */
  readonly footer?: readonly FootLink[]
  /** Whose API token this is, when it is one of this module's and in force. */
  readonly tokenActor?: (db: Database, bearer: string, now: Temporal.Instant) => Promise<Actor | null>
  /** Browser scripts of this module's own, bundled beside the platform's. */
  readonly scripts?: readonly { readonly name: string; readonly entry: string }[]
  /** The little that every test stands on: areas, the cast and where they work. Loaded before the demo too. */
  readonly cast?: (tx: Tx, now: Temporal.Instant) => Promise<void>
  /** Loads this module's part of the demo partnership, in the order of the graph. */
  readonly demo?: (tx: Tx, now: Temporal.Instant) => Promise<void>
}
