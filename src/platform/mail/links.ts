import { createHmac, timingSafeEqual } from 'node:crypto'

/** One signing secret and its number. The first of a list signs; all of them verify, so that a secret can be changed without breaking links already mailed. */
export type LinkKey = { readonly version: number; readonly secret: string }

export type LinkClaim = {
  /** What the link is for, such as `unsubscribe`. A token for one purpose is worthless for another. */
  readonly purpose: string
  /** An opaque id: letters, digits, `-`, `_` and `.` only, so that no name or address can travel in it. */
  readonly subject: string
  readonly expires?: Date | undefined
}

export type LinkCheck =
  | { readonly ok: true; readonly subject: string }
  | { readonly ok: false; readonly reason: 'malformed' | 'forged' | 'expired' }

const subjectShape = /^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,127}$/
const tokenShape = /^([1-9]\d{0,3})~([A-Za-z0-9_.-]{1,128})~([0-9a-z]{0,9})~([A-Za-z0-9_-]{32})$/

/** Makes a token that goes into an address as it is. It carries the id and the moment it ends, and nothing else. */
export function signLink(claim: LinkClaim, keys: readonly LinkKey[]): string {
  const key = keys[0]
  if (!key) throw new Error('A link cannot be signed without a key')
  if (!subjectShape.test(claim.subject)) throw new Error('The subject of a signed link must be an opaque id')
  const expires = claim.expires ? Math.floor(claim.expires.getTime() / 1000).toString(36) : ''
  return [key.version, claim.subject, expires, seal(key, claim.purpose, claim.subject, expires)].join('~')
}

/**
 * The subject of a token that we signed for this purpose and that has not ended. The seal is looked at before the end, so that
 * a forger learns nothing, and in constant time.
 */
export function verifyLink(token: string, purpose: string, keys: readonly LinkKey[], now: Date): LinkCheck {
  const parts = tokenShape.exec(token)
  if (!parts) return { ok: false, reason: 'malformed' }
  const [, version = '', subject = '', expires = '', given = ''] = parts
  const key = keys.find((one) => one.version === Number(version))
  if (!key) return { ok: false, reason: 'forged' }
  const wanted = seal(key, purpose, subject, expires)
  if (!timingSafeEqual(Buffer.from(wanted), Buffer.from(given))) return { ok: false, reason: 'forged' }
  if (expires !== '' && now.getTime() >= Number.parseInt(expires, 36) * 1000)
    return { ok: false, reason: 'expired' }
  return { ok: true, subject }
}

function seal(key: LinkKey, purpose: string, subject: string, expires: string): string {
  // The lengths of the parts are fixed by a separator that none of them can hold. 192 bits are plenty and keep the address short.
  const text = ['holdfast-link', key.version, purpose, subject, expires].join('\n')
  return createHmac('sha256', key.secret).update(text).digest().subarray(0, 24).toString('base64url')
}
