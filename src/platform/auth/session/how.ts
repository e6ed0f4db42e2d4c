/** The ways to sign in, as they stand in sessions and in the audit. */
export const hows = ['link', 'link_and_code', 'passkey', 'agency', 'demo'] as const

export type How = (typeof hows)[number]

/**
 * Whether this way alone is enough for casework. An agency's own sign-in is enough only where the agreed `acr` or `amr` was
 * told, which is decided where that is read.
 */
export const isStrong = (how: How): boolean => how === 'passkey' || how === 'link_and_code' || how === 'demo'
