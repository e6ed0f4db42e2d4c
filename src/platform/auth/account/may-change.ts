import type { Strength } from '../actor.ts'

/**
 * Whether a sign-in is enough to add or remove a way in. Whoever has one already must have used it: otherwise a stolen mailbox
 * could take the owner's passkey away and put its own in its place.
 */
export const mayChangeWaysIn = (strength: Strength, hasStrongWayAlready: boolean): boolean =>
  strength === 'strong' || !hasStrongWayAlready
