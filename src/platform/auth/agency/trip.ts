import { createHash, randomBytes } from 'node:crypto'
import type { Tx } from '#platform/db/tx.ts'
import type { Desk } from '../desk.ts'
import { openSecret, sealSecret } from '../sealed-secret.ts'
import { readCookie } from '../session/session-cookie.ts'
import { authIn } from '../tables.ts'
import { agencyKey } from './agreement.ts'

/** Ten minutes to type a name and a password elsewhere. */
export const tripMinutes = 10

/** What we remember of a sign-in that is on its way, to hold the answer against. */
export type Trip = {
  readonly agencyId: string
  readonly state: string
  readonly nonce: string
  readonly verifier: string
  readonly returnPath: string
}

const cookieName = 'holdfast.agency'
const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest()

const cookieRules = (desk: Desk, seconds: number) =>
  `Max-Age=${seconds}; Path=/sign-in/organisation; HttpOnly; SameSite=Lax${desk.origin.startsWith('https://') ? '; Secure' : ''}`

/** Remembers a sign-in that sets out. Only the browser that set out can come back with it. Gives the cookie that says so. */
export async function rememberTrip(tx: Tx, desk: Desk, trip: Trip, now: Temporal.Instant): Promise<string> {
  const secret = randomBytes(32).toString('base64url')
  const key = hashOf(secret)
  await authIn(tx)
    .insertInto('platform.agency_trip')
    .values({
      key,
      agency_id: trip.agencyId,
      state: trip.state,
      nonce: trip.nonce,
      sealed_verifier: sealSecret(agencyKey(desk), key.toString('hex'), trip.verifier),
      return_path: trip.returnPath,
      started_at: now,
    })
    .execute()
  return `${cookieName}=${secret}; ${cookieRules(desk, tripMinutes * 60)}`
}

/** Takes the trip of this browser, once: whoever comes a second time with the same answer finds nothing. */
export async function takeTrip(
  tx: Tx,
  desk: Desk,
  given: { agencyId: string; cookieHeader: string | undefined },
  now: Temporal.Instant,
): Promise<Trip | null> {
  const secret = readCookie(given.cookieHeader, cookieName)
  if (!secret) return null
  const key = hashOf(secret)
  const row = await authIn(tx)
    .deleteFrom('platform.agency_trip')
    .where('key', '=', key)
    .where('agency_id', '=', given.agencyId)
    .returningAll()
    .executeTakeFirst()
  if (!row || Temporal.Instant.compare(now, row.started_at.add({ minutes: tripMinutes })) >= 0) return null
  return {
    agencyId: row.agency_id,
    state: row.state,
    nonce: row.nonce,
    verifier: openSecret(agencyKey(desk), key.toString('hex'), row.sealed_verifier),
    returnPath: row.return_path,
  }
}

export const tripCookieCleared = (desk: Desk): string => `${cookieName}=; ${cookieRules(desk, 0)}`
