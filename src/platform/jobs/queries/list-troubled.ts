import { sql } from 'kysely'
import type { Tx } from '#platform/db/tx.ts'
import { jobsIn } from '../tables.ts'

export type TroubledJob = {
  readonly job_id: string
  readonly queue_name: string
  readonly state: 'failed' | 'retry'
  readonly tries: number
  readonly retries: number
  readonly output: unknown
  readonly asked_at: Temporal.Instant
  readonly started_at: Temporal.Instant | null
  readonly failed_at: Temporal.Instant | null
  readonly next_try_at: Temporal.Instant | null
}

/** Jobs that failed for good, and after them those that will be tried again; newest first, at most so many in all. */
export async function listTroubled(tx: Tx, most = 200): Promise<TroubledJob[]> {
  const { rows } = await sql<TroubledJob>`select * from jobs.troubled(${most})`.execute(jobsIn(tx))
  return rows
}
