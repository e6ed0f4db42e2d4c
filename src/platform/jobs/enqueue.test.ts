import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, beforeEach, describe, test } from 'node:test'
import { sql } from 'kysely'
import { getConstructionPlans } from 'pg-boss'
import { z } from 'zod'
import { system, visitor } from '#platform/auth/actor.ts'
import { inTransaction } from '#platform/db/database.ts'
import { openBoss } from './boss.ts'
import { declareJob } from './declare.ts'
import { drainJobs } from './drain.ts'
import { enqueue } from './enqueue.ts'
import { queueOptions } from './queue-options.ts'
import { jobsIn } from './tables.ts'
import type { TestDatabase, TestServer } from './testing.ts'
import { setJobClock, startTestServer } from './testing.ts'

const now = Temporal.Instant.from('2016-04-07T10:00:00Z')

const plain = (text: string) => text.replace(/\s+/g, ' ').trim()

describe('asking for a job', () => {
  let server: TestServer
  let ground: TestDatabase
  const ran: number[] = []
  let fails = 0
  const count = declareJob({
    name: 'test.count',
    says: 'Counts.',
    data: z.strictObject({ number: z.number() }),
    retries: 1,
    run: async (_, { number }) => {
      if (number < 0 && fails-- > 0) throw new RangeError('not yet')
      ran.push(number)
    },
  })
  const single = declareJob({ ...count, name: 'test.single', single: true })
  const chain = declareJob({
    name: 'test.chain',
    says: 'Asks for the next.',
    data: z.strictObject({ left: z.number() }),
    retries: 0,
    run: ({ db }, { left }) =>
      inTransaction(db, system('test'), async (tx) => {
        ran.push(left)
        if (left > 0) await enqueue(tx, chain, { left: left - 1 })
      }),
  })
  const drain = async (at = now, failures: 'throw' | 'keep' = 'throw') => {
    await setJobClock(ground.owner, at)
    return drainJobs({
      db: ground.db,
      jobsConfig: ground.jobsConfig,
      jobs: [count, single, chain],
      now: at,
      failures,
    })
  }
  const ask = (number: number, options = {}) =>
    inTransaction(ground.db, system('test'), (tx) => enqueue(tx, count, { number }, options))

  before(async () => {
    server = await startTestServer()
    ground = await server.database()
  })
  beforeEach(() => setJobClock(ground.owner, now))
  after(() => server.stop())

  test('a job commits with its cause, as whoever caused it', async () => {
    ran.length = 0
    await inTransaction(ground.db, visitor, (tx) => enqueue(tx, count, { number: 1 }))
    await inTransaction(ground.db, system('test'), (tx) => enqueue(tx, count, { number: 2 }))
    await drain()
    assert.deepEqual(ran, [1, 2])
  })

  test('a job whose cause is rolled back never was', async () => {
    ran.length = 0
    const undone = inTransaction(ground.db, visitor, async (tx) => {
      await enqueue(tx, count, { number: 3 })
      throw new RangeError('undone')
    })
    await assert.rejects(undone, RangeError)
    await drain()
    assert.deepEqual(ran, [])
  })

  test('asking leaves the transaction as it was: same role, and no way to the jobs themselves', async () => {
    await inTransaction(ground.db, visitor, async (tx) => {
      await enqueue(tx, count, { number: 1 })
      const { rows } = await sql<{ role: string }>`select current_user as role`.execute(jobsIn(tx))
      assert.equal(rows[0]?.role, 'holdfast_visitor')
    })
    await assert.rejects(
      inTransaction(ground.db, visitor, (tx) => sql`select from jobs.job`.execute(jobsIn(tx))),
      /permission denied/,
    )
    await drain()
  })

  test('data that is not what the job says is refused before it is written', async () => {
    const wrong: { number: number } = JSON.parse('{"number":1,"name":"Ann Example"}')
    await assert.rejects(
      inTransaction(ground.db, visitor, (tx) => enqueue(tx, count, wrong)),
      z.ZodError,
    )
  })

  test('a job for later waits until then', async () => {
    ran.length = 0
    await ask(4, { startAfter: now.add({ hours: 1 }) })
    await drain()
    assert.deepEqual(ran, [])
    await drain(now.add({ hours: 1 }))
    assert.deepEqual(ran, [4])
  })

  test('of a single job one waits for each key, and it may be asked for again once it has begun', async () => {
    ran.length = 0
    await inTransaction(ground.db, system('test'), async (tx) => {
      assert.notEqual(await enqueue(tx, single, { number: 1 }, { key: 'a' }), null)
      assert.equal(await enqueue(tx, single, { number: 2 }, { key: 'a' }), null)
      assert.notEqual(await enqueue(tx, single, { number: 3 }, { key: 'b' }), null)
    })
    await ground.owner.query(
      `update jobs.job set state = 'active' where name = 'test.single' and singleton_key = 'a'`,
    )
    await inTransaction(ground.db, system('test'), async (tx) => {
      assert.notEqual(await enqueue(tx, single, { number: 4 }, { key: 'a' }), null)
    })
    await ground.owner.query(
      `update jobs.job set state = 'completed' where name = 'test.single' and state = 'active'`,
    )
    await drain()
    assert.deepEqual(new Set(ran), new Set([3, 4]))
  })

  test('a single job that waits for later is brought forward when it is asked for sooner, and never put back', async () => {
    ran.length = 0
    const asked = async (hours: number) =>
      inTransaction(ground.db, system('test'), (tx) =>
        enqueue(tx, single, { number: 5 }, { key: 'c', startAfter: now.add({ hours }) }),
      )
    assert.notEqual(await asked(5), null)
    assert.equal(await asked(1), null)
    assert.equal(await asked(9), null)
    await drain(now.add({ minutes: 59 }))
    assert.deepEqual(ran, [])
    await drain(now.add({ hours: 1 }))
    assert.deepEqual(ran, [5])
  })

  test('a job that fails is tried again after a pause, and stays as failed when its tries are used up', async () => {
    ran.length = 0
    fails = 1
    await ask(-1)
    await assert.rejects(drain(), /1 of 1 jobs failed: test\.count/)
    assert.deepEqual(ran, [])
    await drain(now.add({ minutes: 1 }))
    assert.deepEqual(ran, [-1])
    fails = 2
    await ask(-2)
    await drain(now.add({ minutes: 1 }), 'keep')
    await drain(now.add({ minutes: 2 }), 'keep')
    const { rows } = await ground.owner.query(
      `select state, retry_count, output->>'fault' as fault from jobs.job where state not in ('completed') and name = 'test.count'`,
    )
    assert.deepEqual(rows, [{ state: 'failed', retry_count: 1, fault: 'RangeError' }])
  })

  test('draining runs what the jobs themselves ask for, to the end', async () => {
    ran.length = 0
    await inTransaction(ground.db, system('test'), (tx) => enqueue(tx, chain, { left: 3 }))
    assert.equal((await drain()).length, 4)
    assert.deepEqual(ran, [3, 2, 1, 0])
  })

  test('a job in our words is, column for column, what pg-boss would have written', async () => {
    await ask(7)
    const boss = openBoss(ground.jobsConfig, 'drains')
    await boss.start()
    await boss.send(count.name, { number: 7 })
    await boss.stop()
    const { rows } = await ground.owner.query(
      `select to_jsonb(job) - 'id' as job from jobs.job where name = $1 and data = '{"number":7}'`,
      [count.name],
    )
    assert.equal(rows.length, 2)
    assert.deepEqual(rows[0].job, rows[1].job)
    const { rows: queues } = await ground.owner.query(
      'select heartbeat_seconds from jobs.queue where name = $1',
      [count.name],
    )
    assert.equal(queues[0].heartbeat_seconds, queueOptions(count).heartbeatSeconds)
  })

  test('the migration holds what this version of pg-boss asks for', async () => {
    const file = await readFile(join(import.meta.dirname, '../migrations/0004-jobs.sql'), 'utf8')
    const ours = file.split(/^-- -{60,}$/m)[1] ?? ''
    const plan = getConstructionPlans('jobs', { createSchema: false })
    const [, steps = ''] = /bigint\);\s*;([\s\S]*)COMMIT;\s*$/.exec(plan) ?? []
    assert.ok(steps.length > 10_000)
    assert.equal(plain(ours), plain(steps))
  })
})
