import type { Actor } from '#platform/auth/actor.ts'
import { holds } from '#platform/auth/actor.ts'

/** Which buttons a page offers. What may really be done is decided by the routes and, below them, by the policies. */
export const mayRun = (actor: Actor): boolean => holds(actor, 'officer')
export const mayExport = (actor: Actor): boolean => holds(actor, 'officer') || holds(actor, 'coordinator')
export const mayDecideRoles = (actor: Actor): boolean =>
  (['officer', 'approver', 'service_manager', 'missing_coordinator', 'panel_coordinator'] as const).some(
    (role) => holds(actor, role),
  )
