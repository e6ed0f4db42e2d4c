/** Where a person goes who did not come from anywhere. */
export const homePath = '/home'

/**
 * A place of ours to go back to after signing in, or home. Anything that a browser might read as another site, and sign-in
 * itself, is home.
 */
export function ownPath(text: string | undefined): string {
  if (!text || text.length > 500) return homePath
  // Backslashes and control characters are turned into slashes or dropped by browsers, so none may stand anywhere.
  if (!/^\/(?!\/)[\x21-\x5b\x5d-\x7e]*$/.test(text)) return homePath
  return /^\/(sign-in|sign-out|demo\/sign-in)(\/|\?|$)/.test(text) ? homePath : text
}
