import type { Actor } from '#platform/auth/actor.ts'
import { roles } from '#platform/auth/roles.ts'
import type { Permission } from '#platform/declare/declarations.ts'
import type { Allow } from './route.ts'

/** Whether an actor may, and if not, whether signing in (more surely) would change it. */
export type Gate = 'open' | 'sign-in' | 'stronger' | 'closed'

export const holdsPermission = (actor: Actor, permission: Permission): boolean =>
  actor.kind === 'person' &&
  (permission.roles === 'signed-in' || actor.roles.some((held) => permission.roles.includes(held.role)))

/** The permission counts only through roles that this sign-in is strong enough for. */
const opensOnlyCasework = (actor: Actor, permission: Permission): boolean =>
  actor.kind === 'person' &&
  permission.roles !== 'signed-in' &&
  actor.roles
    .filter((held) => permission.roles.includes(held.role))
    .every((held) => roles[held.role].opens === 'casework')

/** Decides who comes in. Fails closed: what is not plainly allowed is not. */
export function gate(actor: Actor, allow: Allow, strong = false): Gate {
  if (allow === 'anyone') return 'open'
  if (actor.kind === 'visitor') return 'sign-in'
  if (actor.kind !== 'person') return 'closed'
  if (allow !== 'signed-in') {
    if (!holdsPermission(actor, allow)) return 'closed'
    if (actor.strength !== 'strong' && opensOnlyCasework(actor, allow)) return 'stronger'
  }
  return strong && actor.strength !== 'strong' ? 'stronger' : 'open'
}
