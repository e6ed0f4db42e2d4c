import type { Strength } from '../actor.ts'

/**
 * Whether a sign-in is enough to add or remove a way in. Whoever has one already must have used it: otherwise a stolen mailbox
 * could take the owner's passkey away and put its own in its place. Nor is a link enough while somebody else has just changed
 * the address that it went to.
 */
export const mayChangeWaysIn = (
  strength: Strength,
  ways: { readonly hasStrongWay: boolean; readonly held: boolean },
): boolean => strength === 'strong' || !(ways.hasStrongWay || ways.held)
