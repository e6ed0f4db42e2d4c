import { sql } from 'kysely'
import { record } from '#platform/audit/record.ts'
import { personOf, type Actor } from '#platform/auth/actor.ts'
import type { Tx } from '#platform/db/tx.ts'
import { NotHere, Refusal } from '#platform/http/refusal.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { events } from '../declarations.ts'
import { applyImportShape, planImportShape } from '../jobs/shapes.ts'
import { findImport, type ImportFacts } from '../queries/imports.ts'
import type { ReadSheet } from '../reading/grid.ts'
import { withAnswer } from '../rules/answering.ts'
import type { AnyPlan, AnyRow } from '../rules/import-plan.ts'
import type { GivenRow } from '../rules/import/types.ts'
import { networkIn } from '../tables.ts'

// PostgreSQL takes at most 65,535 values in a statement; a row has five.
const chunk = 2_000

/** Keeps a list that was brought in, row by row, and asks for its plan. Nothing of it is written into the register. */
export async function bringImport(
  tx: Tx,
  actor: Actor,
  input: { readonly fileName: string; readonly sheet: ReadSheet },
  now: Temporal.Instant,
): Promise<string> {
  const { sheet } = input
  const importId = crypto.randomUUID()
  await networkIn(tx)
    .insertInto('network.import')
    .values({
      id: importId,
      file_name: input.fileName.slice(0, 200) || 'List',
      lists: sheet.lists,
      state: 'reading',
      sheet: JSON.stringify({
        headings: sheet.columns.columns.map(({ field, heading }) => ({ field, heading })),
        notes: sheet.notes,
      }),
      plan: null,
      brought_by: personOf(actor),
      brought_at: now,
      changed_at: now,
    })
    .execute()
  await writeRows(tx, importId, sheet.rows.map(unplanned))
  await record(tx, actor, events.import_brought, { import: importId, rows: sheet.rows.length })
  await enqueue(tx, planImportShape, { importId }, { key: importId })
  return importId
}

/** A row before its plan is made: nothing is known of it but what it says. */
const unplanned = ({ row, given }: GivenRow): Pick<AnyRow, 'row' | 'given' | 'outcome' | 'doubts'> => ({
  row,
  given,
  outcome: 'doubtful',
  doubts: [],
})

type Writable = Pick<AnyRow, 'row' | 'outcome' | 'doubts'>

async function writeRows(tx: Tx, importId: string, rows: readonly Writable[]): Promise<void> {
  for (let from = 0; from < rows.length; from += chunk) {
    const some = rows.slice(from, from + chunk)
    await sql`
      insert into network.import_row (import_id, row, outcome, answered, planned)
      select ${importId}, r.row, r.outcome, r.answered, r.planned
      from jsonb_to_recordset(${JSON.stringify(
        some.map((planned) => ({
          row: planned.row,
          outcome: planned.outcome,
          answered: planned.doubts.every(({ answer }) => answer !== null),
          planned,
        })),
      )}::jsonb) as r(row int, outcome text, answered boolean, planned jsonb)
      on conflict (import_id, row) do update
        set outcome = excluded.outcome, answered = excluded.answered, planned = excluded.planned, problem = null
        where network.import_row.planned is distinct from excluded.planned`.execute(networkIn(tx))
  }
}

/** The rows of a list with what would become of each, in the order of the file. */
export async function plannedRowsOf(tx: Tx, importId: string): Promise<AnyRow[]> {
  const { rows } = await sql<{ planned: AnyRow }>`
    select planned from network.import_row where import_id = ${importId} order by row`.execute(networkIn(tx))
  return rows.map(({ planned }) => planned)
}

/** Puts a plan in the place of the one before. `again` says why, where the register has changed since it was looked at. */
export async function storePlan(
  tx: Tx,
  actor: Actor,
  found: ImportFacts,
  plan: AnyPlan,
  now: Temporal.Instant,
  again?: string,
): Promise<void> {
  await writeRows(tx, found.id, plan.rows)
  await networkIn(tx)
    .updateTable('network.import')
    .set({
      state: 'preview',
      plan: JSON.stringify(plan.head),
      sheet: JSON.stringify({ ...found.sheet, again }),
      changed_at: now,
      version: found.version + 1,
      confirmed_at: null,
      confirmed_by: null,
    })
    .where('id', '=', found.id)
    .execute()
  await record(tx, actor, events.import_planned, {
    import: found.id,
    rows: plan.head.counts.all,
    refused: plan.head.counts.refused,
  })
}

/** Takes the answers to doubtful rows and asks for the plan that follows from them. Gives how many rows were answered. */
export async function answerImport(
  tx: Tx,
  actor: Actor,
  input: {
    readonly importId: string
    readonly answers: readonly { readonly row: number; readonly choice: string; readonly alike: boolean }[]
  },
  now: Temporal.Instant,
): Promise<number> {
  const found = await openPreview(tx, input.importId)
  const rows = await plannedRowsOf(tx, found.id)
  let answers = found.plan?.answers ?? {}
  let taken = 0
  for (const given of input.answers) {
    const next = withAnswer(answers, rows, given)
    answers = next.answers
    taken += next.taken
  }
  if (taken === 0) throw new Refusal('no_answer', 'Choose an answer for at least one row')
  await networkIn(tx)
    .updateTable('network.import')
    .set({
      state: 'reading',
      plan: JSON.stringify({ ...found.plan, answers }),
      changed_at: now,
      version: found.version + 1,
    })
    .where('id', '=', found.id)
    .execute()
  await record(tx, actor, events.import_answered, { import: found.id, answers: taken })
  await enqueue(tx, planImportShape, { importId: found.id }, { key: found.id })
  return taken
}

/** Confirms the plan that was looked at: what is new or changed in it is written by a job. Doubtful rows are left out. */
export async function confirmImport(
  tx: Tx,
  actor: Actor,
  input: { readonly importId: string; readonly version: number },
  now: Temporal.Instant,
): Promise<void> {
  const found = await openPreview(tx, input.importId)
  if (found.version !== input.version)
    throw new Refusal(
      'planned_again',
      'This list was planned again since you opened it. Look at it once more, then confirm it.',
    )
  const counts = found.plan?.counts
  if (!counts || counts.new + counts.changed === 0)
    throw new Refusal('nothing_to_write', 'There is nothing to write: no row is new or changed')
  await networkIn(tx)
    .updateTable('network.import')
    .set({
      state: 'applying',
      confirmed_by: personOf(actor),
      confirmed_at: now,
      changed_at: now,
      version: found.version + 1,
    })
    .where('id', '=', found.id)
    .execute()
  await record(tx, actor, events.import_confirmed, { import: found.id, rows: counts.new + counts.changed })
  await enqueue(tx, applyImportShape, { importId: found.id }, { key: found.id })
}

/** Puts a list aside unwritten. */
export async function discardImport(
  tx: Tx,
  actor: Actor,
  importId: string,
  now: Temporal.Instant,
): Promise<void> {
  const found = await openPreview(tx, importId)
  await networkIn(tx)
    .updateTable('network.import')
    .set({ state: 'discarded', changed_at: now, finished_at: now, version: found.version + 1 })
    .where('id', '=', importId)
    .execute()
  await record(tx, actor, events.import_discarded, { import: importId })
}

async function openPreview(tx: Tx, id: string): Promise<ImportFacts> {
  const found = await findImport(tx, id, true)
  if (!found) throw new NotHere('no such import')
  if (found.state !== 'preview')
    throw new Refusal(
      'not_open',
      found.state === 'reading'
        ? 'The list is still being worked out. Try again in a moment.'
        : 'This list is decided already. Bring it in again if you need to.',
    )
  return found
}
