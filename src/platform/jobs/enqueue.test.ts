import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { z } from 'zod'
import { system, visitor } from '#platform/auth/actor.ts'
import { inTransaction } from '#platform/db/database.ts'
import { declareJob } from './declare.ts'
import { drainJobs } from './drain.ts'
import { enqueue } from './enqueue.ts'
import type { TestDatabase, TestServer } from './testing.ts'
import { setJobClock, startTestServer } from './testing.ts'

const now = Temporal.Instant.from('2016-04-07T10:00:00Z')

describe('asking for a job', () => {
  let server: TestServer
  let ground: TestDatabase
  const ran: number[] = []
  const count = declareJob({
    name: 'test.count',
    says: 'Counts.',
    data: z.strictObject({ number: z.number() }),
    retries: 2,
    run: async (_, { number }) => {
      ran.push(number)
    },
  })
  const drain = (at = now) =>
    drainJobs({ db: ground.db, jobsConfig: ground.jobsConfig, jobs: [count], now: at })

  before(async () => {
    server = await startTestServer()
    ground = await server.database()
    await setJobClock(ground.owner, now)
  })
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
})
