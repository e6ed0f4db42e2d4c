import type { Role } from './roles.ts'

/** A role that is in force now, perhaps only in one area. */
export type HeldRole = { readonly role: Role; readonly areaId: string | null }

/** How surely we know who this is: a mailed link alone, or with a code, a passkey or an agency's agreed sign-in. */
export type Strength = 'link' | 'strong'

/** A person who has signed in, as they are at this moment. Passed as an argument; there is no ambient user. */
export type PersonActor = {
  readonly kind: 'person'
  readonly personId: string
  readonly name: string
  readonly organisationId: string | null
  readonly organisation: string | null
  readonly roles: readonly HeldRole[]
  readonly strength: Strength
  readonly sessionId: string
}

/** Whoever acts: a visitor who has not signed in, a person, an organisation's API token, or Holdfast's own jobs and commands. */
export type Actor =
  | { readonly kind: 'visitor' }
  | PersonActor
  | {
      readonly kind: 'token'
      readonly tokenId: string
      readonly personId: string
      readonly organisationId: string
      readonly scopes: readonly string[]
    }
  | { readonly kind: 'system'; readonly part: string }

export const visitor: Actor = { kind: 'visitor' }

/** Holdfast itself, named by the job or command that acts, as the audit shows it. */
export const system = (part: string): Actor => ({ kind: 'system', part })

export const holds = (actor: Actor, role: Role): boolean =>
  actor.kind === 'person' && actor.roles.some((held) => held.role === role)

/** The person behind an actor: the one signed in, or the one an API token names as responsible. */
export const personOf = (actor: Actor): string | null =>
  actor.kind === 'person' || actor.kind === 'token' ? actor.personId : null
