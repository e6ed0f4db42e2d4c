import { sql } from 'kysely'
import type { Tx } from '#platform/db/tx.ts'
import type { JobShape } from './declare.ts'
import { queueOptions } from './queue-options.ts'
import { jobsIn } from './tables.ts'

type EnqueueOptions = {
  /** Not before this moment; as soon as a worker is free where absent. */
  readonly startAfter?: Temporal.Instant
  /** For jobs declared `single`: what there may be only one of, as an opaque id. */
  readonly key?: string
}

/**
 * Asks for a job within the caller's transaction: it runs after the commit or, if that never comes, not at all. Gives the job's
 * id, or null when a single job of that key already waits, which will then do the work, and no later than was asked for now.
 * @throws when the data is not what the job's schema says: a fault of ours, so nothing is put right silently
 */
export async function enqueue<Data>(
  tx: Tx,
  job: JobShape<Data>,
  data: NoInfer<Data>,
  options: EnqueueOptions = {},
): Promise<string | null> {
  if (options.key !== undefined && !job.single)
    throw new Error(`${job.name} is not declared single, so it takes no key`)
  const checked = JSON.stringify(job.data.parse(data))
  const { rows } = await sql<{ id: string | null }>`
    select jobs.enqueue(${job.name}, ${JSON.stringify(queueOptions(job))}::jsonb, ${checked}::jsonb,
      ${options.startAfter ?? null}::timestamptz, ${options.key ?? null}) as id`.execute(jobsIn(tx))
  return rows[0]?.id ?? null
}
