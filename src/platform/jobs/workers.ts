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
  const putDown: string[] = []
  const boss = openBoss(config.jobsConfig, 'works')
  boss.on('error', (error) => log.error({ ...faultOf(error) }, 'the job queue is in trouble'))
  try {
    await begin(boss, config, stopping.signal, putDown)
  } catch (error) {
    await boss.stop({ graceful: false })
    throw error
  }
  log.info({ jobs: jobs.length }, 'workers started')
  return {
    stop: async () => {
      stopping.abort(new Error('Holdfast is stopping'))
      await boss.stop({ graceful: true, timeout: (config.graceSeconds ?? 20) * 1000, close: false })
      await putBack(boss, putDown)
      await boss.stop({ close: true })
      log.info({ putBack: putDown.length }, 'workers stopped')
    },
  }
}

async function begin(
  boss: PgBoss,
  config: WorkersConfig,
  stopping: AbortSignal,
  putDown: string[],
): Promise<void> {
  const { jobs } = config
  await boss.start()
  await declareQueues(boss, jobs)
  await declareSchedules(boss, jobs)
  const surroundings: JobSurroundings = {
    db: config.db,
    now: () => config.clock.now(),
    log: config.log,
    stopping,
  }
  for (const job of jobs) {
    await boss.work<unknown, JobResult[]>(
      job.name,
      {
        batchSize,
        burstWhenBatchFull: true,
        // Between notices, which arrive at once, this only picks up what became due by time.
        pollingIntervalSeconds: 2,
        notifyPollingIntervalSeconds: 10,
        includeMetadata: true,
        perJobResults: true,
      },
      (batch) => runBatch(job, batch, surroundings, putDown),
    )
  }
}

async function runBatch(
  job: JobDeclaration,
  batch: readonly (Job<unknown> & { retryCount: number })[],
  surroundings: JobSurroundings,
  putDown: string[],
): Promise<JobResult[]> {
  const results: JobResult[] = []
  const waiting = batch.values()
  const runOneByOne = async () => {
    for (const row of waiting) {
      const ended = await runJob(job, row, surroundings)
      if (ended.end === 'done') results.push({ id: row.id, status: 'completed' })
      else if (ended.end === 'failed') results.push({ id: row.id, status: 'failed', output: ended.fault })
      else {
        putDown.push(row.id)
        results.push({ id: row.id, status: 'failed', output: { fault: putDownFault } })
      }
    }
  }
  await Promise.all(Array.from({ length: together }, runOneByOne))
  return results
}

const putDownFault = 'PutDown'

/**
 * A job put down because Holdfast stops has not failed: it goes on at the next start, and this try is not counted. pg-boss has
 * let go of it by now, as of one that failed: for at least ten seconds no other worker takes it, so nobody's claim is touched.
 * Without a beginning, the next one does not count as a further try.
 */
async function putBack(boss: PgBoss, ids: readonly string[]): Promise<void> {
  await boss.getDb().executeSql(
    `update jobs.job set state = 'retry', started_on = null, completed_on = null, start_after = jobs.job_now(), output = null
       where id = any($1::uuid[]) and state in ('retry', 'failed') and output->>'fault' = $2`,
    [ids, putDownFault],
  )
}
