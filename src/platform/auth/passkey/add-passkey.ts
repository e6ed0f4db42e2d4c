import type { RegistrationResponseJSON } from '@simplewebauthn/browser'
import type { PersonActor } from '../actor.ts'
import type { Desk } from '../desk.ts'
import { answerHeaders } from './challenge.ts'
import { forPersonHeader } from './for-person-header.ts'

/** Keeps the public half of a new passkey. Null when the device did not verify its user or the challenge was not this person's. */
export async function addPasskey(
  desk: Desk,
  actor: PersonActor,
  given: { answer: RegistrationResponseJSON; cookieHeader: string | undefined; name: string },
): Promise<{ id: string } | null> {
  const response = await desk.auth.api.verifyPasskeyRegistration({
    body: { response: given.answer, name: given.name },
    headers: answerHeaders(desk, given.cookieHeader, { [forPersonHeader]: actor.personId }),
    asResponse: true,
  })
  return response.ok ? ((await response.json()) as { id: string }) : null
}
