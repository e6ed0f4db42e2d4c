import type { Database } from '#platform/db/database.ts'
import type { JobsConfig } from './boss.ts'
import { declareQueues, openBoss } from './boss.ts'
import type { JobDeclaration } from './declare.ts'
import type { JobLog } from './run-job.ts'
import { runJob } from './run-job.ts'

type DrainConfig = {
  readonly db: Database
  readonly jobsConfig: JobsConfig
  readonly jobs: readonly JobDeclaration[]
  readonly now: Temporal.Instant
  readonly log?: JobLog
  /** `throw` (the default) ends in an error that holds what the failed jobs threw; `keep` leaves it to the caller to look. */
  readonly failures?: 'throw' | 'keep'
}

export type Drained = {
  readonly job: string
  readonly id: string
  readonly end: 'done' | 'failed'
  readonly error: unknown
}

const silent: JobLog = { info: () => {}, warn: () => {}, error: () => {} }

// A job that asks for itself again at once would never end; no honest test needs this many.
const tooMany = 10_000

/**
 * Runs every job that is due at `now`, and every job those ask for, one after the other in the order they were asked for, until
 * none is left. What waits for a later moment stays. For tests and commands: nothing polls and nothing is left behind.
 */
export async function drainJobs(config: DrainConfig): Promise<readonly Drained[]> {
  const byName = new Map(config.jobs.map((job) => [job.name, job]))
  const boss = openBoss({ ...config.jobsConfig, max: 1 }, 'drains')
  const drained: Drained[] = []
  const held = new Set<string>()
  try {
    await boss.start()
    await declareQueues(boss, config.jobs)
    const surroundings = {
      db: config.db,
      now: () => config.now,
      log: config.log ?? silent,
      stopping: new AbortController().signal,
    }
    for (let name = await nextDue(); name !== null; name = await nextDue()) {
      const job = byName.get(name)
      if (!job) throw new Error(`a job was asked for that nobody declares: ${name}`)
      const rows = await boss.fetch<unknown>(name, { batchSize: 1, includeMetadata: true })
      // The one of its key that may run is running in another process, or another process was faster.
      if (rows.length === 0) held.add(name)
      for (const row of rows) {
        const ended = await runJob(job, row, surroundings)
        if (ended.end === 'failed') await boss.fail(name, row, ended.fault)
        else await boss.complete(name, row)
        drained.push({
          job: name,
          id: row.id,
          end: ended.end === 'failed' ? 'failed' : 'done',
          error: ended.end === 'failed' ? ended.error : null,
        })
      }
      if (drained.length > tooMany)
        throw new Error(`after ${tooMany} jobs there are still more: one asks for itself`)
    }
  } finally {
    await boss.stop({ graceful: false })
  }
  const failed = drained.filter((one) => one.end === 'failed')
  if (failed.length > 0 && config.failures !== 'keep')
    throw new AggregateError(
      failed.map((one) => one.error),
      `${failed.length} of ${drained.length} jobs failed: ${[...new Set(failed.map((one) => one.job))].join(', ')}`,
    )
  return drained

  async function nextDue(): Promise<string | null> {
    const { rows } = await boss.getDb().executeSql(
      `select name from jobs.job where state in ('created', 'retry') and start_after <= jobs.job_now()
         and name not like '\\_\\_pgboss\\_\\_%' and name <> all($1) order by start_after, created_on, ctid limit 1`,
      [[...held]],
    )
    const name: unknown = rows[0]?.name
    return typeof name === 'string' ? name : null
  }
}
