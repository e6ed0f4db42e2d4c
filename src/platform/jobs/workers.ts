import type { Job, JobResult, PgBoss } from 'pg-boss'
import type { Database } from '#platform/db/database.ts'
import type { JobsConfig } from './boss.ts'
import { declareQueues, declareSchedules, openBoss } from './boss.ts'
import type { JobDeclaration } from './declare.ts'
import { faultOf } from './fault.ts'
import type { JobLog, JobSurroundings } from './run-job.ts'
import { runJob } from './run-job.ts'

type WorkersConfig = {
  readonly db: Database
  readonly jobsConfig: JobsConfig
  readonly jobs: readonly JobDeclaration[]
  readonly clock: { now(): Temporal.Instant }
  readonly log: JobLog
  /** How long running jobs may take to end or put down their work when Holdfast stops. */
  readonly graceSeconds?: number
}

export type Workers = {
  /** Takes no more jobs, tells the running ones, and waits for them. */
  stop(): Promise<void>
}

/** A batch as large as this is fetched at once, and the next without a pause while batches come back full. */
const batchSize = 20

/** So many of a batch run side by side, to leave the pool's ten connections for others too. */
const together = 4

/** Starts a worker for every declared job. Any number of processes may do so: PostgreSQL gives each job to one of them. */
export async function startWorkers(config: WorkersConfig): Promise<Workers> {
  const { jobs, log } = config
  const stopping = new AbortController()
  const boss = openBoss(config.jobsConfig, 'works')
  boss.on('error', (error) => log.error({ ...faultOf(error) }, 'the job queue is in trouble'))
  await boss.start()
  await declareQueues(boss, jobs)
  await declareSchedules(boss, jobs)
  const surroundings: JobSurroundings = {
    db: config.db,
    now: () => config.clock.now(),
    log,
    stopping: stopping.signal,
  }
  for (const job of jobs) {
    await boss.work<unknown, JobResult[]>(
      job.name,
      {
        batchSize,
        burstWhenBatchFull: true,
        // Between notices, which arrive at once, this only picks up what became due by time.
        pollingIntervalSeconds: 2,
        notifyPollingIntervalSeconds: 5,
        includeMetadata: true,
        perJobResults: true,
      },
      (batch) => runBatch(boss, job, batch, surroundings),
    )
  }
  log.info({ jobs: jobs.length }, 'workers started')
  return {
    stop: async () => {
      stopping.abort(new Error('Holdfast is stopping'))
      await boss.stop({ graceful: true, timeout: (config.graceSeconds ?? 20) * 1000 })
      log.info({}, 'workers stopped')
    },
  }
}

async function runBatch(
  boss: PgBoss,
  job: JobDeclaration,
  batch: readonly (Job<unknown> & { retryCount: number })[],
  surroundings: JobSurroundings,
): Promise<JobResult[]> {
  const results: JobResult[] = []
  const back: string[] = []
  const waiting = batch.values()
  const runOneByOne = async () => {
    for (const row of waiting) {
      const ended = await runJob(job, row, surroundings)
      if (ended.end === 'put_back') back.push(row.id)
      else if (ended.end === 'done') results.push({ id: row.id, status: 'completed' })
      else results.push({ id: row.id, status: 'failed', output: ended.fault })
    }
  }
  await Promise.all(Array.from({ length: together }, runOneByOne))
  if (back.length > 0) await putBack(boss, job.name, back)
  return results
}

/** A job put down because Holdfast stops has not failed: it waits as before, and this try is not counted. */
async function putBack(boss: PgBoss, name: string, ids: readonly string[]): Promise<void> {
  await boss.getDb().executeSql(
    `update jobs.job set state = 'created', started_on = null, heartbeat_on = null
       where name = $1 and id = any($2::uuid[]) and state = 'active'`,
    [name, ids],
  )
}
