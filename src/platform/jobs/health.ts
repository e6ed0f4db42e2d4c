import type { Tx } from '#platform/db/tx.ts'
import { listQueues } from './queries/list-queues.ts'

export type JobsHealth = {
  /** False when due work has waited so long that no worker can be running, or all of them are held up. */
  readonly ok: boolean
  readonly says: string
  readonly waiting: number
  readonly failed: number
  readonly oldestDueSeconds: number
}

// Workers hear of a job at once and look by themselves every ten seconds.
const heldUpSeconds = 600

/** How the queues stand, for `/health/ready` and the metrics. Failed jobs do not make Holdfast unready: a person must look. */
export async function jobsHealth(tx: Tx, now: Temporal.Instant): Promise<JobsHealth> {
  const queues = await listQueues(tx)
  const sum = (of: (queue: (typeof queues)[number]) => number) =>
    queues.reduce((all, queue) => all + of(queue), 0)
  const oldestDueSeconds = queues.reduce(
    (most, { oldest_due_at }) =>
      Math.max(most, oldest_due_at ? now.since(oldest_due_at).total('seconds') : 0),
    0,
  )
  const ok = oldestDueSeconds < heldUpSeconds
  return {
    ok,
    says: ok ? 'at work' : 'due work is not being done: see that a worker is running',
    waiting: sum((queue) => queue.waiting + queue.trying_again),
    failed: sum((queue) => queue.failed),
    oldestDueSeconds: Math.round(oldestDueSeconds),
  }
}
