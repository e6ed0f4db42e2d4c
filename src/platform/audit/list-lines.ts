import type { SelectQueryBuilder } from 'kysely'
import { sql } from 'kysely'
import type { Tx } from '#platform/db/tx.ts'
import { auditTables } from './tables.ts'
import type { AuditEntryTable } from './tables.ts'

/** Which lines are asked for. `from` and `to` are days in London, both counted in. */
export type LineFilter = {
  readonly person: string | null
  readonly record: string | null
  readonly event: string | null
  readonly from: Temporal.PlainDate | null
  readonly to: Temporal.PlainDate | null
}

/** Where a page begins: below the line with this time and number. */
export type Place = { readonly at: Temporal.Instant; readonly id: number }

export type Line = {
  readonly id: number
  readonly at: Temporal.Instant
  readonly actor_kind: AuditEntryTable['actor_kind']
  readonly person_id: string | null
  readonly part: string | null
  readonly roles: readonly string[]
  readonly strength: AuditEntryTable['strength']
  readonly event: string
  readonly fields: Readonly<Record<string, unknown>>
  readonly about_kinds: readonly string[]
  readonly about_ids: readonly string[]
}

const columns = [
  'id',
  'at',
  'actor_kind',
  'person_id',
  'part',
  'roles',
  'strength',
  'event',
  'fields',
  'about_kinds',
  'about_ids',
] as const

/** Lines as this actor may see them, newest first, at most `most`, below `before` where one is given. */
export async function listLines(
  tx: Tx,
  filter: LineFilter,
  before: Place | null,
  most: number,
): Promise<Line[]> {
  let query = narrow(auditTables(tx).selectFrom('platform.audit_entry').select(columns), filter)
  if (before) query = query.where(sql<boolean>`(at, id) < (${before.at}, ${before.id})`)
  return query.orderBy('at', 'desc').orderBy('id', 'desc').limit(most).execute()
}

/** How many lines there are, counting no further than one more than `most`. */
export async function countLines(
  tx: Tx,
  filter: LineFilter,
  most: number,
): Promise<{ count: number; more: boolean }> {
  const some = narrow(auditTables(tx).selectFrom('platform.audit_entry').select('id'), filter).limit(most + 1)
  const found = await auditTables(tx)
    .selectFrom(some.as('some'))
    .select((count) => count.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return { count: Math.min(found.count, most), more: found.count > most }
}

/** The names of events that stand in the audit, for a list to choose from. Steps from name to name, not over all lines. */
export async function listEvents(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ event: string }>`
    with recursive step as (
      (select event from platform.audit_entry order by event limit 1)
      union all
      select (select e.event from platform.audit_entry e where e.event > s.event order by e.event limit 1)
      from step s where s.event is not null)
    select event from step where event is not null`.execute(auditTables(tx))
  return rows.map((row) => row.event)
}

type Tables = {
  'platform.audit_entry': AuditEntryTable
  'platform.audit_about': { record_id: string; entry_id: number }
}

function narrow<O>(
  query: SelectQueryBuilder<Tables & Record<string, unknown>, 'platform.audit_entry', O>,
  filter: LineFilter,
): SelectQueryBuilder<Tables & Record<string, unknown>, 'platform.audit_entry', O> {
  let narrowed = query
  const { person, record, event, from, to } = filter
  if (person) narrowed = narrowed.where(sql<boolean>`person_id = ${person}`)
  if (event) narrowed = narrowed.where(sql<boolean>`event = ${event}`)
  if (record)
    narrowed = narrowed.where(
      sql<boolean>`id in (select entry_id from platform.audit_about where record_id = ${record})`,
    )
  if (from) narrowed = narrowed.where(sql<boolean>`at >= ${startOf(from)}`)
  if (to) narrowed = narrowed.where(sql<boolean>`at < ${startOf(to.add({ days: 1 }))}`)
  return narrowed
}

const startOf = (day: Temporal.PlainDate): Temporal.Instant =>
  day.toZonedDateTime('Europe/London').toInstant()
