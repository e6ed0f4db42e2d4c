import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import pg from 'pg'
import { startEmbedded, type Embedded } from '#platform/db/embedded/embedded.ts'
import { engine, type EngineName } from '#src/testing/engines.ts'
import { folderFor, freePort, start, startAny, until } from './testing/processes.ts'

const addressOf = (owner: pg.ClientConfig): string =>
  `postgres://${owner.user}:${String(owner.password)}@localhost/${owner.database}?host=${encodeURIComponent(String(owner.host))}`

async function ask<Row extends pg.QueryResultRow>(owner: pg.ClientConfig, text: string): Promise<Row[]> {
  const client = new pg.Client(owner)
  await client.connect()
  const { rows } = await client.query<Row>(text)
  await client.end()
  return rows
}

async function emptyDatabase(name: EngineName, database: string): Promise<pg.ClientConfig> {
  const { superuser } = await engine(name)
  await ask(superuser, `create database ${database}`)
  // A password of some length, for the address has one even where the server asks for none.
  return { ...superuser, password: superuser.password || 'none', database }
}

for (const name of ['embedded', 'postgresql-15'] as const)
  test(`web and worker processes begun together share one empty ${name} database and one secret`, async (t) => {
    const owner = await emptyDatabase(name, `outside_${name.replace('-', '_')}`)
    const env = {
      HOLDFAST_DATABASE_URL: addressOf(owner),
      HOLDFAST_SECRET: 'dJ3kP0xW7qLz9VbN2mRtY5uEoCsAiHfG',
    }
    const metrics = await freePort()
    const worker = startAny(t, ['--data', folderFor(t), '--role', 'worker'], {
      env: { ...env, HOLDFAST_METRICS_PORT: String(metrics) },
    })
    const web = start(t, folderFor(t), ['--role', 'web'], { env })
    const [working, serving] = await Promise.all([worker, web])
    assert.equal((await serving.signInAs('erin')).status, 303)
    await until('the worker is there', () => working.said().includes('Doing jobs'))
    // The web process asks, the worker does: a job of the timetable is brought forward.
    const done = `select count(*)::int as n from jobs.job where state = 'completed'`
    await until('the queues are there', async () => (await queues(owner)) > 0)
    await ask(
      owner,
      `select jobs.enqueue('audit.seal', '{"policy":"standard"}'::jsonb, '{}'::jsonb, null, null)`,
    )
    await until('a job is done', async () => ((await ask<{ n: number }>(owner, done))[0]?.n ?? 0) > 0)
    const figures = await fetch(`http://127.0.0.1:${metrics}/metrics`)
    assert.match(await figures.text(), /^holdfast_/m)
    assert.equal((await fetch(`http://127.0.0.1:${metrics}/help`)).status, 404)
    assert.equal(await serving.stop(), 0)
    assert.equal(await working.stop(), 0)
  })

const queues = async (owner: pg.ClientConfig): Promise<number> =>
  (await ask<{ n: number }>(owner, 'select count(*)::int as n from jobs.queue'))[0]?.n ?? 0

test('when the database goes away, pages say so in plain words, and all goes on by itself when it is back', async (t) => {
  const place = join(folderFor(t), 'outside')
  let database: Embedded = await startEmbedded({ dataDir: place })
  t.after(() => database.stop())
  await ask(database.superuser, 'create database holdfast')
  const owner = { ...database.superuser, database: 'holdfast' }
  const running = await start(t, folderFor(t), [], {
    env: { HOLDFAST_DATABASE_URL: addressOf(owner), HOLDFAST_RATE_LIMIT: '100000' },
  })
  const cookie = (await running.signInAs('erin')).headers.get('set-cookie')?.split(';')[0] ?? ''
  await database.stop()
  const page = await running.get('/home', { cookie })
  assert.equal(page.status, 503)
  assert.ok(Number(page.headers.get('retry-after')) > 0)
  const words = await page.text()
  assert.match(words, /<h1[^>]*>\s*Holdfast is busy/i)
  assert.doesNotMatch(words, /ECONN|ENOENT|postgres|\.ts:/)
  assert.equal((await running.get('/health/ready')).status, 503)
  assert.equal((await running.get('/health/live')).status, 200)

  database = await startEmbedded({ dataDir: place })
  await until('pages work again', async () => (await running.get('/home', { cookie })).status === 200)
  await until('it is ready again', async () => (await running.get('/health/ready')).status === 200)
  const [before] = await ask<{ n: number }>(
    owner,
    `select count(*)::int as n from jobs.job where state = 'completed' and name = 'audit.seal'`,
  )
  await ask(
    owner,
    `select jobs.enqueue('audit.seal', '{"policy":"standard"}'::jsonb, '{}'::jsonb, null, null)`,
  )
  await until('jobs are done again', async () => {
    const [now] = await ask<{ n: number }>(
      owner,
      `select count(*)::int as n from jobs.job where state = 'completed' and name = 'audit.seal'`,
    )
    return (now?.n ?? 0) > (before?.n ?? 0)
  })
  assert.equal(await running.stop(), 0)
})
