import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { visitor as nobody } from '#platform/auth/actor.ts'
import { inTransaction } from '#platform/db/database.ts'
import { NotHere } from '#platform/http/refusal.ts'
import { queueMail } from '#platform/outbox/queue-mail.ts'
import { scenario, type World } from '#src/testing/scenario.ts'
import { giveUpJob, tryJobAgain } from '../actions/mend-job.ts'
import { listQueues } from '../queries/list-queues.ts'
import { listTroubled } from '../queries/list-troubled.ts'

/** A job that has run out of tries, as the worker leaves it. */
async function failedJob(world: World): Promise<string> {
  await world.app()
  await world.bySystem((tx) =>
    queueMail(
      tx,
      {
        to: { address: 'reader@readers.example' },
        purpose: 'test.note',
        subject: 'A note',
        notice: { heading: 'A note', paragraphs: ['Words.'], why: 'You asked.' },
      },
      world.now(),
    ),
  )
  const rows = await world.owner<{ id: string }>(
    `update jobs.job_common set state = 'failed', completed_on = now(), output = '{"name": "RangeError"}'
      where name = 'platform.deliver_mail' returning id`,
  )
  assert.equal(rows.length, 1)
  return rows[0]?.id ?? ''
}

const stateOf = async (world: World, id: string) =>
  (await world.owner<{ state: string }>('select state::text from jobs.job_common where id = $1', [id]))[0]
    ?.state

scenario('an administrator has a failed job tried again, and it is done', async (world) => {
  const id = await failedJob(world)
  const dev = await world.browser('dev')
  const page = await dev.get('/jobs')
  assert.ok(page.text.includes(id))
  const after = await dev.submit(page, `/jobs/${id}/try-again`)
  assert.match(after.text, /It is being tried again\./)
  await world.runJobs()
  assert.equal(await stateOf(world, id), 'completed')
  assert.ok(!(await dev.get('/jobs')).text.includes(id))
})

scenario('an administrator gives a failed job up, once', async (world) => {
  const id = await failedJob(world)
  const dev = await world.browser('dev')
  const page = await dev.get('/jobs')
  const after = await dev.submit(page, `/jobs/${id}/give-up`)
  assert.match(after.text, /It has been given up\./)
  assert.equal(await stateOf(world, id), 'cancelled')
  const fresh = dev.formOf(await dev.get('/jobs'), '/sign-out')
  for (const gone of [id, randomUUID()]) {
    assert.equal((await dev.post(`/jobs/${gone}/give-up`, fresh)).status, 404)
    assert.equal((await dev.post(`/jobs/${gone}/try-again`, fresh)).status, 404)
  }
})

scenario('nobody else sees failed jobs or does anything to them', async (world) => {
  const id = await failedJob(world)
  for (const key of ['ann', 'erin', 'hamid'] as const) {
    const browser = await world.browser(key)
    const own = browser.formOf(await browser.get('/home'), '/sign-out')
    assert.equal((await browser.get('/jobs')).status, 404, key)
    for (const action of ['try-again', 'give-up'])
      assert.equal((await browser.post(`/jobs/${id}/${action}`, own)).status, 404, key)
  }
  const visitor = await world.browser()
  assert.match((await visitor.get('/jobs')).url, /^\/sign-in/)
  assert.equal((await visitor.post(`/jobs/${id}/give-up`, {}, { follow: false })).status, 303)
  assert.equal(await stateOf(world, id), 'failed')
})

scenario(
  'the database itself shows failed jobs to administrators alone, whatever a page forgot to ask',
  async (world) => {
    const id = await failedJob(world)
    for (const key of ['ann', 'erin', 'hamid'] as const) {
      assert.deepEqual(await world.by(key, listQueues), [], key)
      assert.deepEqual(await world.by(key, (tx) => listTroubled(tx)), [], key)
      await assert.rejects(
        world.by(key, (tx, actor) => tryJobAgain(tx, actor, id)),
        NotHere,
      )
      await assert.rejects(
        world.by(key, (tx, actor) => giveUpJob(tx, actor, id)),
        NotHere,
      )
    }
    const visited = inTransaction(world.db, nobody, listQueues)
    await assert.rejects(visited, /permission denied/)
    assert.equal(await stateOf(world, id), 'failed')
    assert.equal((await world.by('dev', (tx) => listTroubled(tx))).length, 1)
    assert.equal((await world.bySystem((tx) => listTroubled(tx))).length, 1)
  },
)
