import type { Page } from '#platform/views/render.ts'
import type { JobShape } from '../declare.ts'
import { faultWords } from '../fault-words.ts'
import type { QueueCount } from '../queries/list-queues.ts'
import type { TroubledJob } from '../queries/list-troubled.ts'

export const jobsPage = (given: {
  queues: readonly QueueCount[]
  troubled: readonly TroubledJob[]
  declared: ReadonlyMap<string, Pick<JobShape, 'says'>>
  now: Temporal.Instant
}): Page => {
  const rows = given.troubled.map((job) => ({
    says: given.declared.get(job.queue_name)?.says ?? 'No part of this release does this any more.',
    name: job.queue_name,
    reference: job.job_id,
    tries: job.tries,
    ...faultWords(job.output),
    at: job.failed_at ?? job.started_at ?? job.asked_at,
    nextTryAt: job.next_try_at,
    again: `/jobs/${job.job_id}/try-again`,
    giveUp: `/jobs/${job.job_id}/give-up`,
    failed: job.state === 'failed',
  }))
  return {
    template: 'jobs/jobs.njk',
    title: 'Work done by Holdfast itself',
    section: 'Administration',
    data: {
      failed: rows.filter((row) => row.failed),
      tryingAgain: rows.filter((row) => !row.failed),
      queues: given.queues.map((queue) => ({
        name: queue.queue_name,
        says: given.declared.get(queue.queue_name)?.says ?? 'No part of this release does this any more.',
        waiting: queue.waiting,
        later: queue.later,
        running: queue.running,
        tryingAgain: queue.trying_again,
        failed: queue.failed,
        oldestDueAt: queue.oldest_due_at,
        tone: toneOf(queue, given.now),
      })),
    },
  }
}

// A queue whose oldest job has been due for this long is not being worked on: no worker runs, or all are held up.
const lateMinutes = 10

function toneOf(queue: QueueCount, now: Temporal.Instant): { tone: string; text: string } {
  if (queue.failed > 0) return { tone: 'late', text: 'Failed' }
  if (
    queue.oldest_due_at &&
    Temporal.Instant.compare(queue.oldest_due_at, now.subtract({ minutes: lateMinutes })) < 0
  )
    return { tone: 'late', text: 'Held up' }
  if (queue.trying_again > 0) return { tone: 'due', text: 'Trying again' }
  return queue.running + queue.waiting > 0
    ? { tone: 'info', text: 'At work' }
    : { tone: 'done', text: 'Nothing to do' }
}
