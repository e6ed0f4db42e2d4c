import type { Database } from '#platform/db/database.ts'
import type { JobContext, JobDeclaration } from './declare.ts'
import type { Fault } from './fault.ts'
import { faultOf } from './fault.ts'

export type JobLog = JobContext['log'] & { error(fields: object, message: string): void }

/** What running a job needs, whether a worker does it or a test drains. */
export type JobSurroundings = {
  readonly db: Database
  readonly now: () => Temporal.Instant
  readonly log: JobLog
  /** Ends when Holdfast begins to stop. */
  readonly stopping: AbortSignal
}

export type JobRow = {
  readonly id: string
  readonly data: unknown
  readonly retryCount: number
  readonly signal?: AbortSignal
}

export type JobEnd =
  | { readonly end: 'done' }
  | { readonly end: 'failed'; readonly fault: Fault; readonly error: unknown }
  | { readonly end: 'put_back' }

/** Runs one job once. Never throws; a failure is logged with the job's reference and where it happened, not with its message. */
export async function runJob(
  job: JobDeclaration,
  row: JobRow,
  surroundings: JobSurroundings,
): Promise<JobEnd> {
  const { db, log, now, stopping } = surroundings
  const signal = row.signal ? AbortSignal.any([stopping, row.signal]) : stopping
  const fields = { job: job.name, id: row.id, try: row.retryCount + 1 }
  if (stopping.aborted) return { end: 'put_back' }
  const began = performance.now()
  try {
    await job.run({ db, now: now(), signal, log }, job.data.parse(row.data ?? {}))
    log.info({ ...fields, ms: Math.round(performance.now() - began) }, 'job done')
    return { end: 'done' }
  } catch (error) {
    if (stopping.aborted) {
      log.info(fields, 'job put back, Holdfast is stopping')
      return { end: 'put_back' }
    }
    const fault = faultOf(error)
    log.error({ ...fields, ...fault, last: row.retryCount >= job.retries }, 'job failed')
    return { end: 'failed', fault, error }
  }
}
