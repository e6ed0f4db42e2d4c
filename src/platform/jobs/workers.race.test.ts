import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { once } from 'node:events'
import { join } from 'node:path'
import { after, before, beforeEach, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { z } from 'zod'
import { system } from '#platform/auth/actor.ts'
import { inTransaction } from '#platform/db/database.ts'
import { openBoss } from './boss.ts'
import type { JobDeclaration } from './declare.ts'
import { declareJob } from './declare.ts'
import { enqueue } from './enqueue.ts'
import { jobsIn } from './tables.ts'
import type { TestDatabase, TestServer } from './testing.ts'
import { debianBinaries, setJobClock, startTestServer } from './testing.ts'
import { startWorkers } from './workers.ts'

const quiet = { info: () => {}, warn: () => {}, error: () => {} }
const clock = { now: () => Temporal.Now.instant() }

const mark = declareJob({
  name: 'test.mark',
  says: 'Writes down that it ran.',
  data: z.strictObject({ number: z.number() }),
  retries: 3,
  run: ({ db }, { number }) =>
    inTransaction(db, system('test'), async (tx) => {
      await sql`insert into platform.test_ran (number) values (${number})`.execute(jobsIn(tx))
    }),
})

/** Runs until it is told to stop, then puts its work down. */
const long = declareJob({
  name: 'test.long',
  says: 'Goes on until it is stopped.',
  data: z.strictObject({}),
  retries: 0,
  run: ({ signal }) =>
    new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(new Error('put down', { cause: signal.reason })))
    }),
})

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (let waited = 0; waited < 15_000; waited += 25) {
    if (await holds()) return
    await pause(25)
  }
  assert.fail(`waited fifteen seconds for: ${what}`)
}

for (const which of ['embedded', '15'] as const) {
  if (which === '15' && !existsSync(debianBinaries)) continue
  describe(`workers on ${which === '15' ? 'PostgreSQL 15' : 'the PostgreSQL we carry'}`, () => {
    let server: TestServer
    let ground: TestDatabase
    before(async () => {
      server = await startTestServer(which)
    })
    beforeEach(async () => {
      ground = await server.database()
      await ground.owner.query('create table platform.test_ran (number int not null)')
      await ground.owner.query('grant insert, select on platform.test_ran to holdfast_system')
    })
    after(() => server.stop())

    const start = (jobs: readonly JobDeclaration[] = [mark, long]) =>
      startWorkers({ db: ground.db, jobsConfig: ground.jobsConfig, jobs, clock, log: quiet, graceSeconds: 2 })
    const ask = (numbers: readonly number[]) =>
      inTransaction(ground.db, system('test'), async (tx) => {
        for (const number of numbers) await enqueue(tx, mark, { number })
      })
    const count = async (query: string) => (await ground.owner.query<{ n: number }>(query)).rows[0]?.n ?? 0
    const ran = () => count('select count(*)::int as n from platform.test_ran')
    const schedule = async () =>
      (await ground.owner.query('select name, cron, timezone from jobs.schedule')).rows
    const states = async (name: string) =>
      (await ground.owner.query(`select state, retry_count from jobs.job where name = $1`, [name])).rows

    test('many workers share the jobs and none runs twice', async () => {
      const numbers = Array.from({ length: 400 }, (_, number) => number)
      await ask(numbers)
      const workers = await Promise.all([start(), start(), start()])
      await until('all jobs done', async () => (await ran()) >= numbers.length)
      await Promise.all(workers.map((one) => one.stop()))
      const { rows } = await ground.owner.query('select number from platform.test_ran order by number')
      assert.deepEqual(
        rows.map((row) => row.number),
        numbers,
      )
    })

    test('a job begins as soon as its cause has committed, without waiting for the next look', async () => {
      const workers = await start()
      await pause(300)
      const asked = performance.now()
      await ask([1])
      await until('the job done', async () => (await ran()) === 1)
      const took = performance.now() - asked
      await workers.stop()
      // The next look by itself would come after ten seconds.
      assert.ok(took < 2_000, `it took ${Math.round(took)} ms`)
    })

    test('a job that is running when Holdfast stops is put back as if it had not begun', async () => {
      const workers = await start()
      await inTransaction(ground.db, system('test'), (tx) => enqueue(tx, long, {}))
      await until('the job running', async () => (await states(long.name))[0]?.state === 'active')
      await workers.stop()
      assert.deepEqual(await states(long.name), [{ state: 'retry', retry_count: 0 }])
      const next = await start()
      await until('the job running again', async () => (await states(long.name))[0]?.state === 'active')
      await next.stop()
      assert.deepEqual(await states(long.name), [{ state: 'retry', retry_count: 0 }])
    })

    test('the job of a killed process is taken up by another', async () => {
      const child = spawn(
        process.execPath,
        [
          join(import.meta.dirname, 'testing-hold.ts'),
          JSON.stringify({ jobs: ground.jobsConfig, name: mark.name }),
        ],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      )
      await ask([1])
      await once(child.stdout, 'data')
      assert.equal((await states(mark.name))[0]?.state, 'active')
      child.kill('SIGKILL')
      await once(child, 'exit')
      // Two minutes pass for pg-boss alone: the dead worker's last sign of life is then too old.
      await setJobClock(ground.owner, clock.now().add({ minutes: 2 }))
      const keeper = openBoss(ground.jobsConfig, 'drains')
      await keeper.start()
      await keeper.supervise(mark.name)
      await keeper.stop()
      assert.equal((await states(mark.name))[0]?.state, 'retry')
      await setJobClock(ground.owner, clock.now().add({ minutes: 4 }))
      const workers = await start()
      await until('the job done', async () => (await ran()) === 1)
      await workers.stop()
    })

    test('what runs by itself stands on the schedule in the partnership’s own time, and goes when it is declared no more', async () => {
      const nightly = declareJob({ ...mark, name: 'test.nightly', cron: '0 3 * * *' })
      await (await start([nightly])).stop()
      assert.deepEqual(await schedule(), [
        { name: 'test.nightly', cron: '0 3 * * *', timezone: 'Europe/London' },
      ])
      await (await start([mark])).stop()
      assert.deepEqual(await schedule(), [])
    })

    test('a queue follows its declaration when a new release changes it', async () => {
      await (await start([mark])).stop()
      await (await start([{ ...mark, retries: 9, single: true }])).stop()
      const { rows } = await ground.owner.query(
        'select retry_limit, policy from jobs.queue where name = $1',
        [mark.name],
      )
      assert.deepEqual(rows, [{ retry_limit: 9, policy: 'stately' }])
    })

    test('workers refuse a database whose job tables are of another version', async () => {
      await ground.owner.query('update jobs.version set version = version - 1')
      await assert.rejects(start(), /migrations/)
    })
  })
}
