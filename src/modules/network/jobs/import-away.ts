import { Worker } from 'node:worker_threads'
import type { ReadResult, SheetFile } from '../reading/grid.ts'
import type { AnyPlan, ListKind } from '../rules/import-plan.ts'
import { planList } from '../rules/import-plan.ts'
import type { Answers, GivenRow, Known } from '../rules/import/types.ts'

type PlanWork = {
  readonly what: 'plan'
  readonly lists: ListKind
  readonly given: readonly GivenRow[]
  readonly known: Known
  readonly answers: Answers
  readonly today: string
}
type ReadWork = { readonly what: 'read'; readonly file: SheetFile }
export type ThreadWork = PlanWork | ReadWork

// Below this a plan takes some tens of milliseconds, less than a thread needs to begin.
const fewRows = 300

/** Reads a spreadsheet in a thread of its own: a workbook of ten thousand rows takes seconds. */
export const readAway = (file: SheetFile): Promise<ReadResult> => inThread<ReadResult>({ what: 'read', file })

/** Plans a list, a long one in a thread of its own. */
export function planAway(work: Omit<PlanWork, 'what'>): Promise<AnyPlan> {
  return work.given.length <= fewRows
    ? Promise.resolve(planList(work.lists, work.given, work.known, work.answers, work.today))
    : inThread<AnyPlan>({ what: 'plan', ...work })
}

function inThread<Result>(work: ThreadWork): Promise<Result> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL('./import-thread.ts', import.meta.url), { workerData: work })
    let answered = false
    thread.on('message', (result: Result) => {
      answered = true
      resolve(result)
    })
    thread.on('error', reject)
    thread.on('exit', (code) => {
      if (!answered) reject(new Error(`the thread that reads lists ended with ${code}`))
    })
  })
}
