import * as openid from 'openid-client'
import type { Desk } from '../desk.ts'
import { findAgreement } from './agreement.ts'
import { discover } from './openid.ts'
import { rememberTrip } from './trip.ts'

export const callbackPath = (agencyId: string): string => `/sign-in/organisation/${agencyId}/callback`

/** The way to the agency's own sign-in page. Null when there is no such agency or it does not answer. */
export async function setOut(
  desk: Desk,
  given: { agencyId: string; returnPath: string },
  now: Temporal.Instant,
): Promise<{ to: string; cookie: string } | null> {
  const agreed = await desk.asSystem((tx) => findAgreement(tx, desk, given.agencyId, now))
  const configuration = agreed ? await discover(agreed, desk.demo).catch(() => null) : null
  if (!agreed || !configuration) return null
  const trip = {
    agencyId: agreed.id,
    state: openid.randomState(),
    nonce: openid.randomNonce(),
    verifier: openid.randomPKCECodeVerifier(),
    returnPath: given.returnPath,
  }
  const url = openid.buildAuthorizationUrl(configuration, {
    redirect_uri: new URL(callbackPath(agreed.id), desk.origin).href,
    scope: 'openid email',
    state: trip.state,
    nonce: trip.nonce,
    code_challenge: await openid.calculatePKCECodeChallenge(trip.verifier),
    code_challenge_method: 'S256',
    ...(agreed.acrValues.length > 0 ? { acr_values: agreed.acrValues.join(' ') } : {}),
  })
  const cookie = await desk.asSystem((tx) => rememberTrip(tx, desk, trip, now))
  return { to: url.href, cookie }
}
