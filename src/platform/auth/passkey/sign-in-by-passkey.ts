import type { AuthenticationResponseJSON } from '@simplewebauthn/browser'
import type { Desk } from '../desk.ts'
import { arrive, refuse, type Arrival, type Refused } from '../session/arrive.ts'
import { authIn } from '../tables.ts'
import { answerHeaders } from './challenge.ts'

type Signed = { session: { id: string; userId: string } }

/** Signs in by a device's answer. Better Auth checks it against the challenge, which is spent, and our hook that the user was verified. */
export async function signInByPasskey(
  desk: Desk,
  given: { answer: AuthenticationResponseJSON; cookieHeader: string | undefined; device: string },
  now: Temporal.Instant,
): Promise<Arrival | Refused> {
  const response = await desk.auth.api.verifyPasskeyAuthentication({
    body: { response: given.answer },
    headers: answerHeaders(desk, given.cookieHeader, { 'user-agent': given.device }),
    asResponse: true,
  })
  if (!response.ok) return refuse(desk, 'passkey', response.status === 401 ? 'not_verified' : 'wrong_answer')
  const { session } = (await response.clone().json()) as Signed
  await desk.asSystem((tx) =>
    authIn(tx)
      .updateTable('auth.passkey')
      .set({ last_used_at: now })
      .where('credential_id', '=', given.answer.id)
      .where('person_id', '=', session.userId)
      .execute(),
  )
  return arrive(
    desk,
    response,
    { id: session.id, personId: session.userId, how: 'passkey', strength: 'strong' },
    now,
  )
}
