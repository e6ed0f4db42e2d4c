import type { Generated } from 'kysely'
import { openAs, type Tx } from '#platform/db/tx.ts'
import type { Strength } from './actor.ts'
import type { How } from './session/how.ts'

type Instant = Temporal.Instant

export type AuthTables = {
  'auth.person': { id: string; name: string; email: string; email_verified: boolean }
  'auth.session': {
    id: string
    token: string
    person_id: string
    how: How
    strength: Strength
    device: string | null
    created_at: Instant
    last_seen_at: Instant
    expires_at: Instant
  }
  'auth.account': {
    id: Generated<string>
    account_id: string
    provider_id: string
    person_id: string
    updated_at: Instant
  }
  'auth.verification': { id: string; identifier: string; value: string; expires_at: Instant }
  'auth.passkey': {
    id: string
    name: string | null
    person_id: string
    credential_id: string
    backed_up: boolean
    created_at: Instant | null
    last_used_at: Instant | null
  }
  'platform.link_request': { id: string; email: string; return_path: string; asked_at: Instant }
  'platform.sign_in_try': { kind: 'link' | 'code'; key: Buffer; since: Instant; tries: number }
  'platform.code_app': {
    person_id: string
    sealed_secret: Buffer
    state: 'proposed' | 'in_use'
    proposed_at: Instant
    in_use_at: Instant | null
    last_used_at: Instant | null
    last_step: Generated<number>
    wrong_tries: Generated<number>
    locked_until: Instant | null
  }
  'platform.agency_sign_in': {
    id: string
    organisation_id: string
    name: string
    issuer: string
    client_id: string
    sealed_secret: Buffer | null
    acr_values: string[]
    amr_values: string[]
    active_from: Instant
    active_to: Instant | null
    set_by: string
    set_at: Instant
  }
  'platform.agency_confirmation': { agency_id: string; confirmed_by: string; confirmed_at: Instant }
  'platform.agency_trip': {
    key: Buffer
    agency_id: string
    state: string
    nonce: string
    sealed_verifier: Buffer
    return_path: string
    started_at: Instant
  }
  'platform.sign_in_hold': { person_id: string; held_by: string[]; held_at: Instant }
  'platform.device_loss': {
    id: string
    person_id: string
    organisation_id: string
    asked_by: string
    asked_at: Instant
    state: 'asked' | 'approved' | 'refused'
    checked_how: 'in_person' | 'video' | 'known_number' | null
    decided_by: string | null
    decided_at: Instant | null
  }
}

export const authIn = (tx: Tx) => openAs<AuthTables>(tx)
