import type { Generated, Transaction, ColumnType } from 'kysely'
import { openAs, type Tx } from '#platform/db/tx.ts'
import type { DeliveryState } from './rules/sending/delivery-state.ts'
import type { SendingKind, SendingState } from './rules/sending/sending-state.ts'

type Moment = Temporal.Instant
type Defaulted<T> = ColumnType<T, T | undefined, T>

export type MailboxTable = {
  id: Generated<string>
  address: string
  address_key: string
  name: Defaulted<string>
  asked_at: Moment | null
  confirmed_at: Moment | null
  left_at: Moment | null
  blog_since: Moment | null
  added_at: Moment
  changed_at: Moment
}
export type SuppressionReason = 'unsubscribed' | 'bounced' | 'complaint' | 'by_hand'
export type SuppressionTable = {
  id: Generated<string>
  mailbox_id: string
  reason: SuppressionReason
  covers: Defaulted<'all' | 'bulletin'>
  note: Defaulted<string>
  added_by: string | null
  added_at: Moment
  lifted_at: Moment | null
  lifted_by: string | null
  lifted_because: string | null
}
export type SendingTable = {
  id: Generated<string>
  edition_id: string | null
  post_id: string | null
  number: number
  kind: SendingKind
  state: Defaulted<SendingState>
  content: string
  sha256: Buffer
  approval_id: string | null
  of_sending_id: string | null
  test_people: Defaulted<readonly string[]>
  unusable: Defaulted<number>
  way: 'smtp' | 'kept' | null
  trouble: string | null
  trouble_at: Moment | null
  started_by: string | null
  started_at: Moment
  prepared_at: Moment | null
  ended_at: Moment | null
}
export type DeliveryTable = {
  sending_id: string
  mailbox_id: string
  organisation_kind: string
  state: Defaulted<DeliveryState>
  worker: string | null
  tries: Generated<number>
  not_before: Moment | null
  code: number | null
  answer: string | null
  changed_at: Moment | null
  unsubscribed_at: Moment | null
  decided_by: string | null
  decided_at: Moment | null
}
export type FigureTable = {
  sending_id: string
  organisation_kind: string
  state: DeliveryState
  readers: number
}
export type SendingWorkerTable = {
  id: string
  sending_id: string
  began_at: Moment
  seen_at: Moment
}
export type ReportKind = 'permanent' | 'temporary' | 'complaint'
export type ReportTable = {
  id: Generated<string>
  mailbox_id: string
  sending_id: string
  kind: ReportKind
  status: string | null
  words: string
  mail_sha256: Buffer
  read_at: Moment
  set_aside_at: Moment | null
}

export type SendingTables = {
  'bulletin.mailbox': MailboxTable
  'bulletin.suppression': SuppressionTable
  'bulletin.sending': SendingTable
  'bulletin.delivery': DeliveryTable
  'bulletin.figure': FigureTable
  'bulletin.sending_worker': SendingWorkerTable
  'bulletin.report': ReportTable
}

/** Opens a transaction as the tables of sending. */
export const sendingIn = (tx: Tx): Transaction<SendingTables> => openAs<SendingTables>(tx)
