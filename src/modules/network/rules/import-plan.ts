import { planImport } from './import/plan.ts'
import { planOrganisations, type PlannedOrganisation } from './import/plan-organisations.ts'
import type { Answers, Counts, GivenRow, Known, NewOrganisation, PlannedRow } from './import/types.ts'

export type ListKind = 'people' | 'organisations'

/** What is kept of a plan beside its rows. */
export type PlanHead = {
  readonly answers: Answers
  readonly counts: Counts
  readonly organisations: readonly NewOrganisation[]
}
export type AnyRow = PlannedRow | PlannedOrganisation
export type AnyPlan = { readonly head: PlanHead; readonly rows: readonly AnyRow[] }

/** Plans a list of either kind. */
export function planList(
  lists: ListKind,
  given: readonly GivenRow[],
  known: Known,
  answers: Answers,
  today: string,
): AnyPlan {
  if (lists === 'organisations') {
    const plan = planOrganisations(given, known, { answers })
    return { head: { answers, counts: plan.counts, organisations: [] }, rows: plan.rows }
  }
  const plan = planImport(given, known, { today, answers })
  return { head: { answers, counts: plan.counts, organisations: plan.organisations }, rows: plan.rows }
}

/** Whether two plans of one row would write the same: if not, a person must see the second before it is written. */
export const writesTheSame = (a: AnyRow, b: AnyRow): boolean =>
  a.outcome === b.outcome && ((a.outcome !== 'new' && a.outcome !== 'changed') || essence(a) === essence(b))

function essence(row: AnyRow): string {
  return 'target' in row
    ? text([row.person, row.target.personId, row.target.postId, row.target.ends, row.changes])
    : text([row.organisationId, row.name, row.kind, row.areaId, row.parent, row.changes])
}

/** A value as text that does not depend on the order of its fields: a plan comes back from the database in another. */
const text = (value: unknown): string =>
  JSON.stringify(value, (_key, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  )
