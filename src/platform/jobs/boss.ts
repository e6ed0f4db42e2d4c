import { EventEmitter } from 'node:events'
import { isDeepStrictEqual } from 'node:util'
import pg from 'pg'
import type { DatabaseOptions } from 'pg-boss'
import { PgBoss } from 'pg-boss'
import type { JobDeclaration } from './declare.ts'
import { queueOptions } from './queue-options.ts'

/** Where pg-boss connects: the login that may become nothing but holdfast_jobs. */
export type JobsConfig = pg.PoolConfig

/**
 * pg-boss takes every listener off the connection by which it hears of jobs before it closes it. PostgreSQL's last word on that
 * connection, that it shuts down, may still be on its way, and a connection's error that nobody hears ends the whole process.
 * So an ear stays, also on one that is given up.
 */
pg.Client.prototype.removeAllListeners = function removeAllButOne(this: pg.Client, ...names) {
  EventEmitter.prototype.removeAllListeners.apply(this, names)
  return this.listenerCount('error') === 0 ? this.on('error', () => {}) : this
}

/** What stands in `jobs.version`; a database that is at another is refused at the start, never migrated by a worker. */
export function openBoss(config: JobsConfig, duties: 'works' | 'drains'): PgBoss {
  const works = duties === 'works'
  return new PgBoss({
    ...wayIn(config),
    schema: 'jobs',
    migrate: false,
    createSchema: false,
    supervise: works,
    schedule: works,
    useListenNotify: works,
    registerInstance: works,
    max: config.max ?? 4,
    application_name: works ? 'holdfast worker' : 'holdfast drain',
    // How soon the job of a killed process is noticed, beyond the 30 seconds of its last sign of life.
    superviseIntervalSeconds: 15,
    monitorIntervalSeconds: 15,
    persistWarnings: false,
  })
}

/** Of what `pg` takes, what pg-boss takes as well. */
function wayIn({ connectionString, host, port, user, database, password, ssl }: JobsConfig): DatabaseOptions {
  return {
    ...(connectionString === undefined ? {} : { connectionString }),
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port }),
    ...(user === undefined ? {} : { user }),
    ...(database === undefined ? {} : { database }),
    ...(typeof password === 'string' ? { password } : {}),
    ...(ssl === undefined ? {} : { ssl }),
  }
}

/** Makes each declared job's queue as it is declared now, and its schedule; queues of jobs that are gone keep their rows. */
export async function declareQueues(boss: PgBoss, jobs: readonly JobDeclaration[]): Promise<void> {
  const there = new Map((await boss.getQueues()).map((queue) => [queue.name, queue]))
  for (const job of jobs) {
    const { policy, ...wanted } = queueOptions(job)
    const queue = there.get(job.name)
    if (!queue) await boss.createQueue(job.name, { policy: policy ?? 'standard', ...wanted })
    else if (!isDeepStrictEqual({ ...queue, ...wanted }, queue)) await boss.updateQueue(job.name, wanted)
    // pg-boss has no call for this; rows that wait keep the policy they came with, which does no harm.
    if (queue && queue.policy !== policy)
      await boss.getDb().executeSql('update jobs.queue set policy = $2 where name = $1', [job.name, policy])
  }
}

/** Schedules what runs by itself and takes off the schedule what no longer does. */
export async function declareSchedules(boss: PgBoss, jobs: readonly JobDeclaration[]): Promise<void> {
  const there = new Map((await boss.getSchedules()).map((schedule) => [schedule.name, schedule]))
  for (const job of jobs) {
    if (job.cron === undefined) continue
    const schedule = there.get(job.name)
    there.delete(job.name)
    if (schedule?.cron !== job.cron || schedule.timezone !== zone)
      await boss.schedule(job.name, job.cron, {}, { tz: zone })
  }
  for (const name of there.keys()) await boss.unschedule(name)
}

const zone = 'Europe/London'
