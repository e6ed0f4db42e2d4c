import { countRows, planImport } from './plan.ts'
import type { Answers, ImportPlan, Known, PlannedRow } from './types.ts'

export type Answered =
  | { readonly ok: true; readonly plan: ImportPlan; readonly rows: readonly number[] }
  | { readonly ok: false; readonly why: string }

function withAnswer(row: PlannedRow, kind: string, choice: string): PlannedRow {
  const doubts = row.doubts.map((doubt) =>
    (doubt.kind === kind || choice === 'leave-out') && doubt.choices.some(({ key }) => key === choice)
      ? { ...doubt, answer: choice }
      : doubt,
  )
  return { ...row, doubts }
}

/**
 * Writes a person's choice into the plan, for the question of that row which offers it. The row stays doubtful until
 * `planAgain` works out where the answer leads, which may be a further question.
 */
export function answer(plan: ImportPlan, row: number, choice: string): Answered {
  const found = plan.rows.find((one) => one.row === row)
  if (found === undefined) return { ok: false, why: `The plan has no row ${row}.` }
  const doubt = found.doubts.find(({ choices }) => choices.some(({ key }) => key === choice))
  if (doubt === undefined)
    return { ok: false, why: `Row ${row} does not offer this choice. Choose one of those it shows.` }
  const rows = plan.rows.map((one) => (one === found ? withAnswer(one, doubt.kind, choice) : one))
  return { ok: true, plan: { ...plan, rows, counts: countRows(rows) }, rows: [row] }
}

/** The same choice for every row that asks the same question, such as one unknown area in 300 rows. */
export function answerAlike(plan: ImportPlan, row: number, choice: string): Answered {
  const first = answer(plan, row, choice)
  if (!first.ok) return first
  const alike = plan.rows
    .find((one) => one.row === row)
    ?.doubts.find(({ choices }) => choices.some(({ key }) => key === choice))
  if (alike === undefined || alike.alike === null) return first
  const touched: number[] = []
  const rows = plan.rows.map((one) => {
    const same = one.doubts.find(
      (doubt) => doubt.alike === alike.alike && doubt.choices.some(({ key }) => key === choice),
    )
    if (same === undefined) return one
    touched.push(one.row)
    return withAnswer(one, same.kind, choice)
  })
  return { ok: true, plan: { ...plan, rows, counts: countRows(rows) }, rows: touched }
}

/** Every answer given so far, by row, with those the plan was made with. They can be kept and used for the next file. */
export function answersOf(plan: ImportPlan): Answers {
  const answers: { [fingerprint: string]: readonly string[] } = { ...plan.options.answers }
  for (const row of plan.rows) {
    const given = row.doubts.flatMap((doubt) => (doubt.answer === null ? [] : [doubt.answer]))
    // What the row now answers replaces what it answered to the same questions before.
    const offered = new Set(
      row.doubts
        .filter((doubt) => doubt.answer !== null)
        .flatMap((doubt) => doubt.choices.map(({ key }) => key)),
    )
    const before = (answers[row.fingerprint] ?? []).filter((key) => !offered.has(key))
    if (given.length > 0) answers[row.fingerprint] = [...new Set([...before, ...given])]
  }
  return answers
}

/** Plans the same rows again with the answers given and the register as it now is. Only such a plan is applied. */
export function planAgain(plan: ImportPlan, known: Known, today: string): ImportPlan {
  const rows = plan.rows.map(({ row, given }) => ({ row, given }))
  return planImport(rows, known, { ...plan.options, today, answers: answersOf(plan) })
}
