import type { Desk } from '../desk.ts'
import { readCookie } from '../session/session-cookie.ts'

/** A challenge for the browser's device, and the cookie that ties the answer to this browser. */
export type Challenge = { readonly options: object; readonly cookie: string }

/** The name of the cookie as Better Auth makes it from our prefix. */
const cookieName = (desk: Desk) => `${desk.origin.startsWith('https://') ? '__Secure-' : ''}holdfast.passkey`

async function challengeFrom(response: Response): Promise<Challenge> {
  if (!response.ok) throw new Error(`no passkey challenge: ${response.status}`)
  const [cookie = ''] = response.headers.getSetCookie()
  return { options: (await response.json()) as object, cookie }
}

/** Asks any passkey of ours that the device has; who it is shows only in the answer. */
export async function challengeToSignIn(desk: Desk): Promise<Challenge> {
  const response = await desk.auth.api.generatePasskeyAuthenticationOptions({
    headers: new Headers(),
    asResponse: true,
  })
  const { options, cookie } = await challengeFrom(response)
  // The plugin only prefers user verification. Whether it took place is checked when the answer comes.
  return { options: { ...options, userVerification: 'required' }, cookie }
}

export async function challengeToAdd(desk: Desk, personId: string): Promise<Challenge> {
  const response = await desk.auth.api.generatePasskeyRegistrationOptions({
    query: { context: personId },
    headers: new Headers(),
    asResponse: true,
  })
  return challengeFrom(response)
}

/** What Better Auth is shown of a browser that answers: the challenge's cookie, the device in words, and nothing else. */
export function answerHeaders(
  desk: Desk,
  cookieHeader: string | undefined,
  more: Record<string, string>,
): Headers {
  const name = cookieName(desk)
  const value = readCookie(cookieHeader, name)
  return new Headers({ ...more, ...(value ? { cookie: `${name}=${encodeURIComponent(value)}` } : {}) })
}
