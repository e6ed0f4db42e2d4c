import { sql } from 'kysely'
import { record } from '#platform/audit/record.ts'
import { system } from '#platform/auth/actor.ts'
import { inTransaction, type Database } from '#platform/db/database.ts'
import type { Tx } from '#platform/db/tx.ts'
import { declareJob } from '#platform/jobs/declare.ts'
import { applyStep, StepProblem } from '../actions/apply-step.ts'
import { plannedRowsOf, storePlan } from '../actions/import-plan.ts'
import { events } from '../declarations.ts'
import { findImport, type ImportFacts } from '../queries/imports.ts'
import { loadKnown } from '../queries/known.ts'
import { writesTheSame, type AnyPlan, type AnyRow } from '../rules/import-plan.ts'
import { storedSteps, type StoredStep } from '../rules/import-steps.ts'
import { londonDay } from '../rules/london-day.ts'
import { networkIn } from '../tables.ts'
import { planAway } from './import-away.ts'
import { applyImportShape, planImportShape } from './shapes.ts'

const planner = system(planImportShape.name)
const writer = system(applyImportShape.name)

// About two hundred rows. Small enough that a page about the same people waits a moment at most, large enough that ten thousand rows take a minute.
const stepsInBatch = 400

/** Works out a list's plan against the register as it is now, and keeps it for a person to look at. */
export const planImportJob = declareJob({
  ...planImportShape,
  run: ({ db, now }, { importId }) => planNow(db, importId, now),
})

/** Writes a confirmed list. Killed at any point it goes on with the first batch that is not marked as done. */
export const applyImportJob = declareJob({
  ...applyImportShape,
  run: ({ db, now, signal }, { importId }) => applyNow(db, importId, now, signal),
})

type Planned = { readonly found: ImportFacts; readonly before: readonly AnyRow[]; readonly plan: AnyPlan }

async function planAnew(db: Database, importId: string, now: Temporal.Instant): Promise<Planned | null> {
  const today = londonDay(now)
  const read = await inTransaction(
    db,
    planner,
    async (tx) => {
      const found = await findImport(tx, importId)
      if (!found || found.contentRemovedAt) return null
      return { found, before: await plannedRowsOf(tx, importId), known: await loadKnown(tx, today) }
    },
    { repeatable: true },
  )
  if (!read) return null
  const { found, before, known } = read
  const plan = await planAway({
    lists: found.lists,
    given: before.map(({ row, given }) => ({ row, given })),
    known,
    answers: found.plan?.answers ?? {},
    today: today.toString(),
  })
  return { found, before, plan }
}

export async function planNow(db: Database, importId: string, now: Temporal.Instant): Promise<void> {
  const planned = await planAnew(db, importId, now)
  if (planned?.found.state !== 'reading') return
  await inTransaction(db, planner, async (tx) => {
    const found = await findImport(tx, importId, true)
    // Answered once more meanwhile: the job that was asked for then plans with those answers too.
    if (found?.state !== 'reading' || found.version !== planned.found.version) return
    await storePlan(tx, planner, found, planned.plan, now)
  })
}

export async function applyNow(
  db: Database,
  importId: string,
  now: Temporal.Instant,
  signal?: AbortSignal,
): Promise<void> {
  if (!(await writeSteps(db, importId, now))) return
  while (await applyBatch(db, importId, now)) signal?.throwIfAborted()
  await inTransaction(db, writer, (tx) => finish(tx, importId, now))
}

/**
 * The first part: plans once more and writes down every step. Where the register has changed so that the list would now do
 * something else than what was confirmed, it goes back to the person instead. False when there is nothing to apply.
 */
async function writeSteps(db: Database, importId: string, now: Temporal.Instant): Promise<boolean> {
  const state = await inTransaction(db, writer, (tx) => findImport(tx, importId))
  if (state?.state !== 'applying') return false
  if (state.stepsAll > 0) return true
  const planned = await planAnew(db, importId, now)
  if (!planned) return false
  const before = new Map(planned.before.map((row) => [row.row, row]))
  const differing = planned.plan.rows.filter((row) => {
    const seen = before.get(row.row)
    return !seen || !writesTheSame(seen, row)
  })
  const steps = storedSteps(planned.found.lists, planned.plan, () => crypto.randomUUID())
  return inTransaction(db, writer, async (tx) => {
    const found = await findImport(tx, importId, true)
    if (found?.state !== 'applying' || found.stepsAll > 0) return found?.state === 'applying'
    if (differing.length > 0) {
      const words = `Since you looked, somebody changed the register: ${differing.length === 1 ? 'one row' : `${differing.length} rows`} would now do something else. Look through the list and confirm it again.`
      await storePlan(tx, writer, found, planned.plan, now, words)
      return false
    }
    for (let from = 0; from < steps.length; from += 5_000)
      await sql`
        insert into network.import_step (import_id, number, row, step)
        select ${importId}, s.number, s.row, s.step
        from jsonb_to_recordset(${JSON.stringify(
          steps.slice(from, from + 5_000).map((one, index) => ({ number: from + index + 1, ...one })),
        )}::jsonb) as s(number int, row int, step jsonb)`.execute(networkIn(tx))
    await networkIn(tx)
      .updateTable('network.import')
      .set({ steps_all: steps.length, changed_at: now })
      .where('id', '=', importId)
      .execute()
    return steps.length > 0
  })
}

type OpenStep = { readonly number: number; readonly row: number; readonly step: StoredStep }

/** Takes the steps of the next rows in one transaction with their audit line. False when none is left. */
async function applyBatch(db: Database, importId: string, now: Temporal.Instant): Promise<boolean> {
  return inTransaction(db, writer, async (tx) => {
    const found = await findImport(tx, importId, true)
    if (found?.state !== 'applying') return false
    const { rows: steps } = await sql<OpenStep>`
      select number, row, step from network.import_step where import_id = ${importId} and done_at is null
        and number < (select min(number) + ${stepsInBatch} from network.import_step
          where import_id = ${importId} and done_at is null)
      order by number`.execute(networkIn(tx))
    if (steps.length === 0) return false
    const written = { people: new Set<string>(), posts: 0, organisations: 0, refused: 0 }
    for (const one of steps) {
      const problem = await tryStep(tx, one, found, now)
      if (problem) {
        written.refused += 1
        await noteProblem(tx, importId, one.row, problem)
      } else count(written, one.step)
    }
    const numbers = steps.map(({ number }) => number)
    await sql`update network.import_step set done_at = ${now}
      where import_id = ${importId} and number = any(${numbers}::int[])`.execute(networkIn(tx))
    await sql`update network.import set steps_done = steps_done + ${steps.length}, changed_at = ${now},
      steps_refused = steps_refused + ${written.refused} where id = ${importId}`.execute(networkIn(tx))
    await record(tx, writer, events.import_applied, {
      import: importId,
      people: [...written.people],
      posts: written.posts,
      organisations: written.organisations,
      refused: written.refused,
    })
    return true
  })
}

/** A step that cannot be taken undoes itself alone, so that the rest of its batch stands. */
async function tryStep(
  tx: Tx,
  { step }: OpenStep,
  found: ImportFacts,
  now: Temporal.Instant,
): Promise<string | null> {
  const network = networkIn(tx)
  await sql`savepoint step`.execute(network)
  try {
    await applyStep(tx, step, { actor: writer, now, confirmedBy: found.confirmedBy })
    await sql`release savepoint step`.execute(network)
    return null
  } catch (error) {
    const words = problemWords(error)
    if (!words) throw error
    await sql`rollback to savepoint step`.execute(network)
    return words
  }
}

/** What a person can do about a row that met something in the register. Any other fault stops the job, which is tried again. */
function problemWords(error: unknown): string | null {
  if (error instanceof StepProblem) return error.message
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === '23505') return 'Somebody wrote the same into the register meanwhile. Import the list again.'
  if (code === '23503') return 'Something that it belongs to could not be written. See the rows before it.'
  if (code === '23514') return 'The register does not take it: check the days and the length of the words.'
  return null
}

const noteProblem = (tx: Tx, importId: string, row: number, problem: string) =>
  sql`update network.import_row set problem = coalesce(problem, ${problem})
    where import_id = ${importId} and row = ${row}`.execute(networkIn(tx))

function count(
  written: { people: Set<string>; posts: number; organisations: number },
  step: StoredStep,
): void {
  if (step.step === 'add-person' || step.step === 'change-person') written.people.add(step.id)
  else if (step.step === 'add-organisation' || step.step === 'change-organisation') written.organisations += 1
  else written.posts += 1
}

async function finish(tx: Tx, importId: string, now: Temporal.Instant): Promise<void> {
  const found = await findImport(tx, importId, true)
  if (found?.state !== 'applying' || found.stepsDone < found.stepsAll) return
  await networkIn(tx)
    .updateTable('network.import')
    .set({ state: 'done', finished_at: now, changed_at: now })
    .where('id', '=', importId)
    .execute()
  await record(tx, writer, events.import_finished, {
    import: importId,
    done: found.stepsDone - found.stepsRefused,
    refused: found.stepsRefused,
  })
}
