import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto'

export const tokenField = '_token'

const mark = (key: Buffer, binding: string, nonce: string) =>
  createHmac('sha256', key).update(`${binding} ${nonce}`).digest('base64url')

/** A token for the forms of one page: fresh for each page shown, good only for the session it was made for. */
export function makeFormToken(key: Buffer, binding: string): string {
  const nonce = randomUUID()
  return `${nonce}.${mark(key, binding, nonce)}`
}

/** The page's nonce when the token was made by us for this session; null otherwise. */
export function readFormToken(key: Buffer, binding: string, token: unknown): string | null {
  if (typeof token !== 'string' || token.length > 200) return null
  const [nonce = '', given = ''] = token.split('.')
  const expected = Buffer.from(mark(key, binding, nonce))
  const actual = Buffer.from(given)
  return actual.length === expected.length && timingSafeEqual(actual, expected) ? nonce : null
}
