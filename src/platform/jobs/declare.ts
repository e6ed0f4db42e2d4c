import type { z } from 'zod'
import type { Database } from '#platform/db/database.ts'
import type { Tx } from '#platform/db/tx.ts'

export type JobContext = {
  readonly db: Database
  readonly now: Temporal.Instant
  /** Ends when Holdfast is stopping: long work puts down what it holds and goes on after the next start. */
  readonly signal: AbortSignal
  readonly log: { info(fields: object, message: string): void; warn(fields: object, message: string): void }
}

/**
 * Work that happens later. It may run twice without harm: it reads the world afresh and does only what is not done yet.
 * `run` opens its own transactions as the system actor named after the job.
 */
export type JobDeclaration<Data = never> = {
  readonly name: string
  readonly says: string
  readonly data: z.ZodType<Data>
  readonly run: (context: JobContext, data: Data) => Promise<void>
  /** Tries after the first, with growing pauses between. */
  readonly retries: number
  /** When it runs by itself: five cron fields, in the partnership's time zone. */
  readonly cron?: string
  /** Seconds after which a running job is taken for dead and given to another worker. */
  readonly expiresAfter?: number
  /** At most one of these waits or runs at a time (for the same key, where one is given when it is enqueued). */
  readonly single?: boolean
}

export const declareJob = <Data>(job: JobDeclaration<Data>): JobDeclaration<Data> => job

export type Enqueue = <Data>(
  tx: Tx,
  job: Pick<JobDeclaration<Data>, 'name'>,
  data: Data,
  options?: { startAfter?: Temporal.Instant; key?: string },
) => Promise<void>
