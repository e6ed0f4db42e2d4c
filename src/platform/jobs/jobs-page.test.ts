import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { z } from 'zod'
import { system } from '#platform/auth/actor.ts'
import { inTransaction } from '#platform/db/database.ts'
import type { PlatformPart } from '#platform/declare/platform-part.ts'
import { declareJob } from './declare.ts'
import { drainJobs } from './drain.ts'
import { enqueue } from './enqueue.ts'
import { jobsHealth } from './health.ts'
import { jobsPart } from './part.ts'
import { sweepForms } from './sweep-forms.ts'
import { jobsIn } from './tables.ts'
import type { TestDatabase, TestServer } from './testing.ts'
import { setJobClock, startTestServer } from './testing.ts'
import type { TestPages } from './testing-pages.ts'
import { castRole, startTestPages } from './testing-pages.ts'

const now = Temporal.Instant.from('2016-04-07T10:00:00Z')
const people = { dev: castRole(1, 'administrator'), erin: castRole(2, 'officer') }

describe('the page of jobs', () => {
  let server: TestServer
  let ground: TestDatabase
  let pages: TestPages
  let part: PlatformPart
  let broken = true
  const remind = declareJob({
    name: 'test.remind',
    says: 'Reminds of a list.',
    data: z.strictObject({}),
    retries: 0,
    run: () => (broken ? Promise.reject(new RangeError('Ann Example has no list')) : Promise.resolve()),
  })
  const drain = () =>
    drainJobs({ db: ground.db, jobsConfig: ground.jobsConfig, jobs: [remind], now, failures: 'keep' })
  const fail = async (): Promise<string> => {
    broken = true
    const id = await inTransaction(ground.db, system('test'), (tx) => enqueue(tx, remind, {}))
    await drain()
    assert.ok(id)
    return id
  }

  before(async () => {
    server = await startTestServer()
    ground = await server.database()
    await setJobClock(ground.owner, now)
    // The module that keeps roles is not here: Dev is the administrator.
    await ground.owner
      .query(`create or replace function platform.actor_has_role(wanted text) returns boolean language sql stable
      as $$ select wanted = 'administrator' and current_setting('holdfast.actor', true) = '${people.dev.personId}' $$`)
    part = jobsPart({ declared: () => [remind], db: ground.db, clock: () => now })
    pages = await startTestPages(ground, [part], people, () => now)
  })
  after(async () => {
    await pages.close()
    await server.stop()
  })

  test('a failed job is shown with its reference and its kind of fault, and without what the fault said', async () => {
    const id = await fail()
    const { status, text } = await pages.get('dev', '/jobs')
    assert.equal(status, 200)
    assert.match(text, /<h1[^>]*>Work done by Holdfast itself<\/h1>/)
    assert.ok(text.includes(id))
    assert.match(text, /RangeError/)
    assert.match(text, /Reminds of a list\./)
    assert.doesNotMatch(text, /Ann Example/)
  })

  test('nobody but an administrator sees it: to others there is no such page', async () => {
    assert.equal((await pages.get('erin', '/jobs')).status, 404)
    assert.equal((await pages.get('visitor', '/jobs')).status, 303)
  })

  test('a failed job that is tried again after its cause was mended is done, and the audit says who asked', async () => {
    const id = await fail()
    broken = false
    const pressed = await pages.press('dev', '/jobs', `/jobs/${id}/try-again`)
    assert.deepEqual([pressed.status, pressed.headers['location']], [303, '/jobs'])
    assert.deepEqual(
      (await drain()).map((one) => one.end),
      ['done'],
    )
    const { rows } = await ground.owner.query(
      `select person_id, fields from platform.audit_entry where event = 'jobs.tried_again'`,
    )
    assert.deepEqual(rows, [{ person_id: people.dev.personId, fields: { job: id, queue: 'test.remind' } }])
  })

  test('a failed job that is given up is gone from the page and never runs', async () => {
    const id = await fail()
    await pages.press('dev', '/jobs', `/jobs/${id}/give-up`)
    broken = false
    assert.deepEqual(await drain(), [])
    assert.equal((await pages.get('dev', '/jobs')).text.includes(id), false)
  })

  test('an empty house says that nothing has failed', async () => {
    await ground.owner.query('delete from jobs.job')
    assert.match((await pages.get('dev', '/jobs')).text, /Nothing has failed\./)
  })

  test('due work that nobody does makes Holdfast unready, and the metrics tell since when', async () => {
    const at = (later: Temporal.Instant) =>
      inTransaction(ground.db, system('test'), (tx) => jobsHealth(tx, later))
    await inTransaction(ground.db, system('test'), (tx) => enqueue(tx, remind, {}))
    assert.equal((await at(now)).ok, true)
    const { ok, waiting, oldestDueSeconds } = await at(now.add({ minutes: 10 }))
    assert.deepEqual({ ok, waiting, oldestDueSeconds }, { ok: false, waiting: 1, oldestDueSeconds: 600 })
    const figures = await Promise.all((part.gauges ?? []).map(async (gauge) => gauge.read()))
    assert.deepEqual(figures, [1, 0, 0])
    await ground.owner.query('delete from jobs.job')
  })

  test('forms taken a week ago and words kept for a day are forgotten, and nothing younger', async () => {
    const person = people.dev.personId
    const ages = [1, 23, 25, 167, 169]
    await inTransaction(ground.db, system('test'), async (tx) => {
      for (const hours of ages) {
        const at = now.subtract({ hours })
        await sql`insert into platform.submission (key, route, actor, made_at) values (gen_random_uuid(), ${hours}, 'a', ${at})`.execute(
          jobsIn(tx),
        )
      }
    })
    for (const hours of ages)
      await ground.owner.query(
        `insert into platform.parked_form (id, person_id, path, sealed, parked_at) values (gen_random_uuid(), $1, $2, '', $3)`,
        [person, String(hours), now.subtract({ hours }).toString()],
      )
    await sweepForms.run(
      { db: ground.db, now, signal: new AbortController().signal, log: { info: () => {}, warn: () => {} } },
      {},
    )
    const { rows: forms } = await ground.owner.query(
      `select route from platform.submission where actor = 'a' order by route::int`,
    )
    const { rows: parked } = await ground.owner.query(
      'select path from platform.parked_form order by path::int',
    )
    assert.deepEqual(
      [forms.map((row) => row.route), parked.map((row) => row.path)],
      [
        ['1', '23', '25', '167'],
        ['1', '23'],
      ],
    )
  })
})
