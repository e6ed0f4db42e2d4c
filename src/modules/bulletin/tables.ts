import type { ColumnType, Generated, JSONColumnType, Transaction } from 'kysely'
import type { RichText } from '#platform/richtext/types.ts'
import { openAs, type Tx } from '#platform/db/tx.ts'
import type { Audience } from './rules/audience.ts'
import type { EditionState } from './rules/state.ts'

type Moment = Temporal.Instant
type Day = Temporal.PlainDate
/** Stored as JSON: written as its text, read as what it is. */
type Json<T extends object> = JSONColumnType<T>
type Defaulted<T> = ColumnType<T, T | undefined, T>

export type EditionTable = {
  id: Generated<string>
  state: Defaulted<EditionState>
  title: string
  subject: Defaulted<string>
  preheader: Defaulted<string>
  month_on: Day | null
  slug: string | null
  audience: Json<Audience>
  corrects_edition_id: string | null
  planned_on: Day | null
  scheduled_for: Moment | null
  version: Generated<number>
  created_by: string | null
  created_at: Moment
  changed_at: Moment
  sending_at: Moment | null
  sent_at: Moment | null
  cancelled_at: Moment | null
}
export type EditionVersionTable = {
  edition_id: string
  number: number
  title: string
  subject: string
  preheader: string
  month_on: Day | null
  audience: Json<Audience>
  outline: readonly string[]
  saved_by: string | null
  saved_at: Moment
}
export type PostState = 'draft' | 'in_approval' | 'published' | 'withdrawn'
export type PostTable = {
  id: Generated<string>
  state: Defaulted<PostState>
  author_name: string
  author_id: string | null
  summary: Defaulted<string>
  slug: string | null
  planned_on: Day | null
  version: Generated<number>
  created_by: string | null
  created_at: Moment
  changed_at: Moment
  published_at: Moment | null
  withdrawn_at: Moment | null
}
export type PostVersionTable = {
  post_id: string
  number: number
  author_name: string
  summary: string
  saved_by: string | null
  saved_at: Moment
}
export type ArticlePart = 'introduction' | 'article' | 'closing' | 'post'
export type ArticleTable = {
  id: Generated<string>
  edition_id: string | null
  post_id: string | null
  part: ArticlePart
  position: Defaulted<number>
  heading: Defaulted<string>
  body: Json<RichText>
  version: Generated<number>
  changed_by: string | null
  changed_at: Moment
  removed_at: Moment | null
}
export type ArticleVersionTable = {
  article_id: string
  number: number
  heading: string
  body: Json<RichText>
  saved_by: string | null
  saved_at: Moment
  restores: number | null
  imported: Defaulted<boolean>
}
export type AutosaveTable = {
  article_id: string
  person_id: string
  heading: string
  markdown: string
  base_version: number
  saved_at: Moment
}
export type PresenceTable = { article_id: string; person_id: string; seen_at: Moment }
export type PictureTable = {
  id: Generated<string>
  file_id: string
  edition_id: string | null
  post_id: string | null
  alt: string
  added_by: string | null
  added_at: Moment
}
export type ApprovalState = 'asked' | 'approved' | 'rejected' | 'withdrawn' | 'void'
export type ApprovalTable = {
  id: Generated<string>
  edition_id: string | null
  post_id: string | null
  number: number
  state: Defaulted<ApprovalState>
  content: string
  sha256: Buffer
  note: Defaulted<string>
  asked_by: string | null
  asked_at: Moment
  decided_by: string | null
  decided_for: string | null
  decided_at: Moment | null
  comments: Defaulted<string>
  ended_by: string | null
  ended_at: Moment | null
}
export type GuardHitTable = {
  id: Generated<string>
  approval_id: string
  place: string
  kind: 'name' | 'date_of_birth' | 'identifier' | 'address' | 'phone' | 'small_count'
  words: string
  decision: 'may_stay' | 'must_go' | null
  reason: Defaulted<string>
  decided_by: string | null
  decided_at: Moment | null
}
export type AbsenceTable = {
  id: Generated<string>
  person_id: string
  deputy_id: string
  from_on: Day
  to_on: Day
  entered_by: string | null
  entered_at: Moment
  ended_at: Moment | null
}
export type PublicationTable = {
  id: Generated<string>
  kind: 'edition' | 'post'
  edition_id: string | null
  post_id: string | null
  slug: string
  title: string
  summary: string
  author_name: string | null
  month_on: Day | null
  published_at: Moment
  changed_at: Moment
  withdrawn_at: Moment | null
  content: string
  words: string
  search: ColumnType<string, never, never>
  corrects_publication_id: string | null
}
export type ViewCountTable = { publication_id: string; on_day: Day; views: number }
export type ImportTable = {
  id: Generated<string>
  file_name: string
  file_kind: string
  plan: Json<object>
  mendings: Json<readonly object[]>
  notes: Json<readonly string[]>
  version: Generated<number>
  made_by: string | null
  made_at: Moment
  edition_id: string | null
  confirmed_at: Moment | null
}

export type BulletinTables = {
  'bulletin.edition': EditionTable
  'bulletin.edition_version': EditionVersionTable
  'bulletin.post': PostTable
  'bulletin.post_version': PostVersionTable
  'bulletin.article': ArticleTable
  'bulletin.article_version': ArticleVersionTable
  'bulletin.autosave': AutosaveTable
  'bulletin.presence': PresenceTable
  'bulletin.picture': PictureTable
  'bulletin.approval': ApprovalTable
  'bulletin.guard_hit': GuardHitTable
  'bulletin.absence': AbsenceTable
  'bulletin.publication': PublicationTable
  'bulletin.view_count': ViewCountTable
  'bulletin.import': ImportTable
}

/** Opens a transaction as the tables of writing, approving and publishing. */
export const bulletinIn = (tx: Tx): Transaction<BulletinTables> => openAs<BulletinTables>(tx)
