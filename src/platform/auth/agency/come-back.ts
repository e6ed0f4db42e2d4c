import * as openid from 'openid-client'
import type { Desk } from '../desk.ts'
import { arriveKnown, refuse, type Arrival, type Refused } from '../session/arrive.ts'
import { agreedStrength, findAgreement, type Agreement } from './agreement.ts'
import { findSubject } from './find-subject.ts'
import { discover, reasonOf } from './openid.ts'
import { callbackPath } from './set-out.ts'
import { takeTrip, type Trip } from './trip.ts'

type Answered = {
  readonly agencyId: string
  /** The query of the callback, as the agency sent it. */
  readonly query: Readonly<Record<string, string>>
  readonly cookieHeader: string | undefined
  readonly device: string
}

/**
 * Takes an agency's answer. Held against what we remember of this browser's trip: state, nonce, code verifier; and against what was
 * agreed: issuer, audience, keys. Whoever it names must be in our directory, and in that organisation, today.
 */
export async function comeBack(
  desk: Desk,
  given: Answered,
  now: Temporal.Instant,
): Promise<(Arrival & { readonly returnPath: string }) | Refused> {
  const { trip, agreed } = await desk.asSystem(async (tx) => ({
    trip: await takeTrip(tx, desk, given, now),
    agreed: await findAgreement(tx, desk, given.agencyId, now),
  }))
  if (!trip || !agreed) return refuse(desk, 'agency', trip ? 'agency_ended' : 'no_trip')
  const claims = await claimsOf(desk, agreed, trip, given.query)
  if (typeof claims === 'string') return refuse(desk, 'agency', claims)
  const person = await desk.asSystem((tx) => findSubject(tx, desk, agreed, claims, now))
  if (typeof person === 'string') return refuse(desk, 'agency', person)
  const strength = agreedStrength(agreed, { acr: claims['acr'], amr: claims['amr'] })
  const arrival = await arriveKnown(desk, person, { how: 'agency', strength, device: given.device }, now)
  return arrival.ok ? { ...arrival, returnPath: trip.returnPath } : arrival
}

/** The claims of a token that is in order, or why there is none. */
async function claimsOf(
  desk: Desk,
  agreed: Agreement,
  trip: Trip,
  query: Readonly<Record<string, string>>,
): Promise<openid.IDToken | string> {
  const url = new URL(`${callbackPath(agreed.id)}?${new URLSearchParams(query)}`, desk.origin)
  try {
    const configuration = await discover(agreed, desk.demo)
    const tokens = await openid.authorizationCodeGrant(configuration, url, {
      expectedState: trip.state,
      expectedNonce: trip.nonce,
      pkceCodeVerifier: trip.verifier,
      idTokenExpected: true,
    })
    const claims = tokens.claims()
    if (!claims) return 'no_claims'
    if (claims['email'] !== undefined || !configuration.serverMetadata().userinfo_endpoint) return claims
    // Many servers tell the address only here. The subject has to be the token's own.
    const { email, email_verified } = await openid.fetchUserInfo(
      configuration,
      tokens.access_token,
      claims.sub,
    )
    return {
      ...claims,
      ...(email === undefined ? {} : { email }),
      ...(email_verified === undefined ? {} : { email_verified }),
    }
  } catch (error) {
    return reasonOf(error)
  }
}
