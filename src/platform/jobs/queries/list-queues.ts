import { sql } from 'kysely'
import type { Tx } from '#platform/db/tx.ts'
import { jobsIn } from '../tables.ts'

export type QueueCount = {
  readonly queue_name: string
  readonly waiting: number
  readonly later: number
  readonly running: number
  readonly trying_again: number
  readonly failed: number
  readonly oldest_due_at: Temporal.Instant | null
}

/** Every queue with what waits, runs and has failed in it, counted now. */
export async function listQueues(tx: Tx): Promise<QueueCount[]> {
  const { rows } = await sql<QueueCount>`select * from jobs.queue_counts() order by queue_name`.execute(
    jobsIn(tx),
  )
  return rows
}
