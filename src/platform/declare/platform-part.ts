import type { Command } from './command.ts'
import type { AuditEvent, Permission } from './declarations.ts'
import type { FootLink, Keeping, NavItem } from './module.ts'
import type { DeclaredRoute } from '#platform/http/route.ts'
import type { JobDeclaration } from '#platform/jobs/declare.ts'

/** A part of the ground floor that has pages, jobs or commands of its own: sign-in, audit, jobs, mail, files. */
export type PlatformPart = {
  readonly name: string
  readonly permissions: Readonly<Record<string, Permission>>
  readonly events: Readonly<Record<string, AuditEvent>>
  readonly routes: readonly DeclaredRoute[]
  readonly jobs: readonly JobDeclaration[]
  readonly nav: readonly NavItem[]
  readonly footer?: readonly FootLink[]
  readonly commands: readonly Command[]
  readonly keeps: readonly Keeping[]
  /** The folder of its templates, which other templates name by the part's name. */
  readonly views: string | null
  /** Figures for the metrics port. */
  readonly gauges?: readonly { name: string; help: string; read: () => number | Promise<number> }[]
}
