import type { Tx } from '#platform/db/tx.ts'
import { openAs } from '#platform/db/tx.ts'
import type { NoticeWords } from './notice-words.ts'

export type MailState = 'queued' | 'sending' | 'sent' | 'kept' | 'later' | 'refused' | 'in_doubt' | 'lapsed'

export type MailTable = {
  id: string
  to_person: string | null
  purpose: string
  state: MailState
  tries: number
  next_try_at: Temporal.Instant | null
  expires_at: Temporal.Instant | null
  last_code: number | null
  last_answer: string | null
  message_id: string | null
  queued_at: Temporal.Instant
  changed_at: Temporal.Instant
  sent_at: Temporal.Instant | null
  content_removed_at: Temporal.Instant | null
}

export type MailContentTable = {
  mail_id: string
  to_address: string | null
  to_name: string | null
  subject: string
  notice: NoticeWords | null
  html: string | null
  text: string | null
}

export type OutboxTables = { 'platform.mail': MailTable; 'platform.mail_content': MailContentTable }

export const outboxIn = (tx: Tx) => openAs<OutboxTables>(tx)
