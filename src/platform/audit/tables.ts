import type { ColumnType, Generated, Transaction } from 'kysely'
import { openAs } from '#platform/db/tx.ts'
import type { Tx } from '#platform/db/tx.ts'

export type AuditEntryTable = {
  id: ColumnType<number, never, never>
  at: ColumnType<Temporal.Instant, never, never>
  actor_kind: 'visitor' | 'person' | 'token' | 'system'
  person_id: string | null
  token_id: string | null
  part: string | null
  organisation_id: string | null
  roles: string[]
  strength: 'link' | 'strong' | null
  session: Buffer | null
  request_id: string | null
  event: string
  fields: Readonly<Record<string, unknown>>
  about_kinds: string[]
  about_ids: string[]
}

export type AuditAboutTable = { record_id: string; entry_id: number }

export type AuditSealTable = {
  number: number
  /** As PostgreSQL writes it: `{[1,5),[7,8)}`. */
  entries: string
  entry_count: number
  row_digests: Buffer
  top: number
  settled_to: number
  sealed_in: string
  sealed_at: Temporal.Instant
  previous: Buffer
  seal: Buffer
}

export type AuditVerificationTable = {
  id: string
  asked_by: string
  asked_at: Temporal.Instant
  finished_at: Temporal.Instant | null
  checked: Generated<number>
  total: number | null
  result: unknown
}

type Tables = {
  'platform.audit_entry': AuditEntryTable
  'platform.audit_about': AuditAboutTable
  'platform.audit_seal': AuditSealTable
  'platform.audit_verification': AuditVerificationTable
}

export const auditTables = (tx: Tx): Transaction<Tables> => openAs<Tables>(tx)
