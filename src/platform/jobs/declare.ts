import type { z } from 'zod'
import type { Database } from '#platform/db/database.ts'

export type JobContext = {
  readonly db: Database
  readonly now: Temporal.Instant
  /**
   * Ends when Holdfast is stopping, or when this job ran out of time. Long work then puts down what it holds by throwing
   * (`signal.throwIfAborted()`): a job that throws while Holdfast stops is put back untried and goes on after the next start.
   * One that returns is done.
   */
  readonly signal: AbortSignal
  readonly log: { info(fields: object, message: string): void; warn(fields: object, message: string): void }
}

/** A job as those see it who only ask for it. */
export type JobShape<Data = unknown> = {
  readonly name: string
  readonly says: string
  /** Opaque ids, numbers, moments and named choices only: a job's data is shown to administrators. A guard test holds that. */
  readonly data: z.ZodType<Data>
  /** Tries after the first, with growing pauses between. */
  readonly retries: number
  /** Seconds after which a running job is taken for dead and given to another worker; 900 where absent. */
  readonly expiresAfter?: number
  /**
   * At most one of these waits and at most one runs (for the same key, where one is given when it is enqueued). Asking while
   * one waits adds nothing; asking while one runs lets it run once more, so that nothing asked in between is missed.
   */
  readonly single?: boolean
}

/**
 * Work that happens later. It may run twice without harm: it reads the world afresh and does only what is not done yet.
 * `run` opens its own transactions as the system actor named after the job.
 */
export type JobDeclaration<Data = unknown> = JobShape<Data> & {
  // Written as a method, so that a list can hold jobs of different data; the data has passed the job's own schema by then.
  run(context: JobContext, data: Data): Promise<void>
  /** When it runs by itself, with no data: five cron fields, in the partnership's time zone. */
  readonly cron?: string
}

export const declareJob = <Data>(job: JobDeclaration<Data>): JobDeclaration<Data> => job
