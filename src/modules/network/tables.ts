import type { ColumnType, Generated, JSONColumnType, Transaction } from 'kysely'
import { openAs, type Tx } from '#platform/db/tx.ts'

type Moment = Temporal.Instant
type Day = Temporal.PlainDate
/** Written as a day or left to its default. */
type Defaulted<T> = ColumnType<T, T | undefined, T>

export type AreaTable = {
  id: Generated<string>
  key: string
  name: string
  from_on: Defaulted<Day>
  to_on: Day | null
}
export type OrganisationKindTable = { key: string; name: string; position: number }
export type OrganisationTable = {
  id: Generated<string>
  name: string
  kind: string
  area_id: string | null
  parent_id: string | null
  from_on: Day
  to_on: Day | null
  changed_at: Moment
  version: Generated<number>
}
export type PersonTable = {
  id: Generated<string>
  title: string | null
  given_name: string
  family_name: string
  name: ColumnType<string, never, never>
  work_email: string | null
  signs_in: Generated<boolean>
  left_at: Defaulted<Moment | null>
  added_at: Moment
  changed_at: Moment
  version: Generated<number>
}
export type PrivateContactTable = {
  person_id: string
  mobile: string | null
  email: string | null
  note: string | null
  changed_at: Moment
}
export type PostTable = {
  id: Generated<string>
  person_id: string
  organisation_id: string
  title: string
  area_id: string | null
  phone: string | null
  from_on: Day
  to_on: Day | null
  ended_because: string | null
  changed_at: Moment
  version: Generated<number>
}
export type RoleGrantTable = {
  id: Generated<string>
  person_id: string
  role: string
  area_id: string | null
  organisation_id: string | null
  state: 'requested' | 'granted' | 'refused' | 'ended'
  from_on: Day
  to_on: Day | null
  reason: string | null
  requested_by: string | null
  requested_at: Moment
  decided_by: string | null
  decided_at: Moment | null
  ended_by: string | null
  ended_at: Moment | null
  ended_because: string | null
}

export type RoleRuleTable = {
  role: string
  asked_by: string[]
  decided_by: string[]
  decision: 'second_person' | 'same_person'
  opens: 'network' | 'casework'
}
export type LeavingTable = {
  id: Generated<string>
  person_id: string
  organisation_id: string
  last_on: Day
  posts: string[]
  noted_by: string | null
  noted_at: Moment
  undone_by: Defaulted<string | null>
  undone_at: Defaulted<Moment | null>
  finished_at: Defaulted<Moment | null>
}
export type ConfirmationTable = {
  id: Generated<string>
  organisation_id: string
  confirmed_by: string | null
  confirmed_at: Moment
  people: number
}
export type ConfirmationReminderTable = {
  organisation_id: string
  due_on: Day
  stage: 'soon' | 'due' | 'late'
  sent_at: Moment
}
export type SearchTable = { id: Generated<string>; person_id: string; words: string; made_at: Moment }
export type ImportState = 'reading' | 'preview' | 'applying' | 'done' | 'discarded'
export type ImportTable = {
  id: Generated<string>
  file_name: string
  lists: 'people' | 'organisations'
  state: ImportState
  /** Kept as JSON; what is in them is said where they are read. */
  sheet: ColumnType<object, string, string>
  plan: ColumnType<object | null, string | null, string | null>
  brought_by: string | null
  brought_at: Moment
  changed_at: Moment
  version: Generated<number>
  confirmed_by: Defaulted<string | null>
  confirmed_at: Defaulted<Moment | null>
  steps_all: Generated<number>
  steps_done: Generated<number>
  steps_refused: Generated<number>
  finished_at: Defaulted<Moment | null>
  content_removed_at: Defaulted<Moment | null>
}
export type ImportRowTable = {
  import_id: string
  row: number
  outcome: 'new' | 'changed' | 'same' | 'doubtful' | 'refused'
  answered: Generated<boolean>
  planned: JSONColumnType<object>
  problem: Defaulted<string | null>
}
export type ImportStepTable = {
  import_id: string
  number: number
  row: number
  step: JSONColumnType<object>
  done_at: Defaulted<Moment | null>
}
export type ApiTokenTable = {
  id: Generated<string>
  organisation_id: string
  name: string
  hash: Buffer
  begins: string
  responsible_id: string
  scopes: string[]
  made_by: string | null
  made_at: Moment
  expires_on: Day
  last_used_at: Defaulted<Moment | null>
  ended_by: Defaulted<string | null>
  ended_at: Defaulted<Moment | null>
}

export type NetworkTables = {
  'network.area': AreaTable
  'network.organisation_kind': OrganisationKindTable
  'network.organisation': OrganisationTable
  'network.person': PersonTable
  'network.private_contact': PrivateContactTable
  'network.post': PostTable
  'network.role_grant': RoleGrantTable
  'network.role_rule': RoleRuleTable
  'network.leaving': LeavingTable
  'network.confirmation': ConfirmationTable
  'network.confirmation_reminder': ConfirmationReminderTable
  'network.search': SearchTable
  'network.import': ImportTable
  'network.import_row': ImportRowTable
  'network.import_step': ImportStepTable
  'network.api_token': ApiTokenTable
}

/** Opens a transaction as the network's tables. */
export const networkIn = (tx: Tx): Transaction<NetworkTables> => openAs<NetworkTables>(tx)
