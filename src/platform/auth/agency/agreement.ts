import type { Tx } from '#platform/db/tx.ts'
import type { Strength } from '../actor.ts'
import type { Desk } from '../desk.ts'
import { openSecret } from '../sealed-secret.ts'
import { authIn } from '../tables.ts'

/** What was agreed with an organisation that signs its own people in. */
export type Agreement = {
  readonly id: string
  readonly organisationId: string
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string | null
  readonly acrValues: readonly string[]
  readonly amrValues: readonly string[]
}

export const agencyKey = (desk: Desk): Buffer => desk.key('agency sign-in')

/** The agreement as it stands now; null before a second person has confirmed it, after it ends, and for an id that is none. */
export async function findAgreement(
  tx: Tx,
  desk: Desk,
  id: string,
  now: Temporal.Instant,
): Promise<Agreement | null> {
  const row = await authIn(tx)
    .selectFrom('platform.agency_sign_in')
    .innerJoin('platform.agency_confirmation', 'agency_id', 'id')
    .selectAll('platform.agency_sign_in')
    .where('id', '=', id)
    .where('active_from', '<=', now)
    .where((agency) => agency.or([agency('active_to', 'is', null), agency('active_to', '>', now)]))
    .executeTakeFirst()
  if (!row) return null
  return {
    id: row.id,
    organisationId: row.organisation_id,
    issuer: row.issuer,
    clientId: row.client_id,
    clientSecret: row.sealed_secret ? openSecret(agencyKey(desk), row.id, row.sealed_secret) : null,
    acrValues: row.acr_values,
    amrValues: row.amr_values,
  }
}

/** How surely an agency says it knows the person: strongly only in words that were agreed with it beforehand. */
export function agreedStrength(
  agreed: Pick<Agreement, 'acrValues' | 'amrValues'>,
  told: { acr?: unknown; amr?: unknown },
): Strength {
  const acr = typeof told.acr === 'string' && agreed.acrValues.includes(told.acr)
  const amr = Array.isArray(told.amr) && told.amr.some((way) => agreed.amrValues.includes(String(way)))
  return acr || amr ? 'strong' : 'link'
}
