import type { ColumnType, Generated, Transaction } from 'kysely'
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

export type NetworkTables = {
  'network.area': AreaTable
  'network.organisation_kind': OrganisationKindTable
  'network.organisation': OrganisationTable
  'network.person': PersonTable
  'network.private_contact': PrivateContactTable
  'network.post': PostTable
  'network.role_grant': RoleGrantTable
}

/** Opens a transaction as the network's tables. */
export const networkIn = (tx: Tx): Transaction<NetworkTables> => openAs<NetworkTables>(tx)
