import { createHmac, timingSafeEqual } from 'node:crypto'

/** The session cookie as Better Auth writes it: the token, and a signature whose key is outside the database. */
export type SessionCookie = {
  readonly name: string
  /** The token of a cookie that we signed; null for none and for any other. */
  readonly tokenFrom: (cookieHeader: string | undefined) => string | null
  /** The header that takes the cookie away. */
  readonly cleared: string
}

const tokenShape = /^[A-Za-z0-9]{32}$/

export function sessionCookie(origin: string, secret: string): SessionCookie {
  const secure = origin.startsWith('https://')
  const name = `${secure ? '__Secure-' : ''}holdfast.session_token`
  return {
    name,
    tokenFrom: (header) => {
      const value = readCookie(header, name)
      if (!value) return null
      const [token = '', given = ''] = value.split('.', 2)
      if (!tokenShape.test(token)) return null
      const expected = Buffer.from(createHmac('sha256', secret).update(token).digest('base64'))
      const actual = Buffer.from(given)
      return actual.length === expected.length && timingSafeEqual(actual, expected) ? token : null
    },
    cleared: `${name}=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`,
  }
}

/** One cookie's value out of the header, as the browser was given it; null where it is not there or cannot be read. */
export function readCookie(header: string | undefined, name: string): string | null {
  if (!header) return null
  for (const part of header.split(';')) {
    const [key = '', ...rest] = part.split('=')
    if (key.trim() !== name) continue
    try {
      return decodeURIComponent(rest.join('=').trim())
    } catch {
      return null
    }
  }
  return null
}
