import { sql } from 'kysely'
import type { Tx } from '#platform/db/tx.ts'
import type { AnyRow, PlanHead } from '../rules/import-plan.ts'
import type { Outcome } from '../rules/import/types.ts'
import type { ImportState } from '../tables.ts'
import { networkIn } from '../tables.ts'

/** What is kept of a sheet beside its rows. */
export type SheetHead = {
  readonly headings?: readonly { readonly field: string; readonly heading: string }[]
  readonly notes?: readonly string[]
  /** Why a plan was made again, for the person who confirms it. */
  readonly again?: string
}

export type ImportFacts = {
  readonly id: string
  readonly fileName: string
  readonly lists: 'people' | 'organisations'
  readonly state: ImportState
  readonly sheet: SheetHead
  readonly plan: PlanHead | null
  readonly broughtBy: string | null
  readonly bringer: string | null
  readonly broughtAt: Temporal.Instant
  readonly confirmer: string | null
  readonly confirmedBy: string | null
  readonly confirmedAt: Temporal.Instant | null
  readonly finishedAt: Temporal.Instant | null
  readonly version: number
  readonly stepsAll: number
  readonly stepsDone: number
  readonly stepsRefused: number
  readonly contentRemovedAt: Temporal.Instant | null
}

export type ImportRow = { readonly planned: AnyRow; readonly problem: string | null }

const columns = sql`
  select i.id, i.file_name as "fileName", i.lists, i.state, i.sheet, i.plan, i.brought_by as "broughtBy",
    bringer.name as bringer, i.brought_at as "broughtAt", confirmer.name as confirmer,
    i.confirmed_by as "confirmedBy", i.confirmed_at as "confirmedAt", i.finished_at as "finishedAt", i.version,
    i.steps_all as "stepsAll", i.steps_done as "stepsDone", i.steps_refused as "stepsRefused",
    i.content_removed_at as "contentRemovedAt"
  from network.import i
  left join network.person bringer on bringer.id = i.brought_by
  left join network.person confirmer on confirmer.id = i.confirmed_by`

export async function findImport(tx: Tx, id: string, lock = false): Promise<ImportFacts | null> {
  const { rows } = await sql<ImportFacts>`
    ${columns} where i.id = ${id} ${lock ? sql`for update of i` : sql``}`.execute(networkIn(tx))
  return rows[0] ?? null
}

/** The newest imports. */
export async function listImports(tx: Tx, limit = 25): Promise<readonly ImportFacts[]> {
  const { rows } = await sql<ImportFacts>`${columns} order by i.brought_at desc, i.id limit ${limit}`.execute(
    networkIn(tx),
  )
  return rows
}

/** Rows of one outcome, or of all, a page at a time. Doubtful ones with an open question stand first. */
export async function listImportRows(
  tx: Tx,
  importId: string,
  outcome: Outcome | 'problem' | null,
  page: { readonly offset: number; readonly limit: number },
): Promise<readonly ImportRow[]> {
  const { rows } = await sql<ImportRow>`
    select planned, problem from network.import_row
    where import_id = ${importId} and ${whichRows(outcome)}
    order by row limit ${page.limit} offset ${page.offset}`.execute(networkIn(tx))
  return rows
}

export async function countImportRows(
  tx: Tx,
  importId: string,
): Promise<Readonly<Record<Outcome | 'problem', number>>> {
  const { rows } = await sql<{ outcome: Outcome | 'problem'; rows: number }>`
    select case when problem is null then outcome else 'problem' end as outcome, count(*) as rows
    from network.import_row where import_id = ${importId} group by 1`.execute(networkIn(tx))
  const counts = { new: 0, changed: 0, same: 0, doubtful: 0, refused: 0, problem: 0 }
  for (const { outcome, rows: many } of rows) counts[outcome] = many
  return counts
}

const whichRows = (outcome: Outcome | 'problem' | null) =>
  outcome === null
    ? sql`true`
    : outcome === 'problem'
      ? sql`problem is not null`
      : sql`outcome = ${outcome} and problem is null`
