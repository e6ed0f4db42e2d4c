import assert from 'node:assert/strict'
import { formEvents, formRoutes, sendNote, tokenFor } from '#src/testing/trial-forms.ts'
import { scenario, type World } from '#src/testing/scenario.ts'
import { makeNotes, trialHost, withTrialHouse, type TrialHouse } from '#src/testing/trial-house.ts'

const withForms = async (world: World, work: (house: TrialHouse) => Promise<void>) => {
  await makeNotes(world)
  await withTrialHouse(world, { routes: formRoutes, events: formEvents }, work)
}

const reference = (body: string): string => /class="hf-reference">([0-9a-f-]{36})</.exec(body)?.[1] ?? ''

scenario(
  'a fault ends in plain words with a reference, and the log finds it without a word that anybody typed',
  (world) =>
    withForms(world, async ({ browser, logged }) => {
      const ann = await browser('ann')
      const page = await ann.fetch('/trial/fault?words=Jordan+Example+of+12+Low+Lane')
      assert.equal(page.status, 500)
      assert.equal(page.h1, 'Something went wrong on our side')
      assert.doesNotMatch(page.body, /Jordan|Low Lane|integer|22P02/)
      const line = logged.find((one) => one.includes(reference(page.body)) && one.includes('"failed"'))
      assert.ok(line)
      assert.match(line, /22P02/)
      assert.match(line, /"route":"\/trial\/fault"/)
      const all = logged.join('')
      assert.doesNotMatch(all, /Jordan|Low Lane|Ashdown|127\.0\.0\.1|holdfast\.session|@/)
    }),
)

scenario('no log line of a busy day holds a name, an address, an id of a record or what was typed', (world) =>
  withForms(world, async ({ app, browser, logged }) => {
    const ann = await browser('ann')
    const sent = await sendNote(ann, await tokenFor(ann), 'Jordan Example was seen')
    await ann.raw('GET', String(sent.headers.location))
    await ann.raw('GET', '/network?q=Jordan+Example')
    await ann.raw('POST', '/sign-in', 'email=jordan.example%40school.example', {
      'content-type': 'application/x-www-form-urlencoded',
    })
    await ann.raw('GET', '/nowhere/Jordan%20Example', undefined, {
      'user-agent': 'Jordan’s phone'.replace('’', ''),
    })
    await app.server.inject({
      url: '/api/v1/nothing?name=Jordan',
      headers: { host: trialHost, authorization: 'Bearer hf_secret_secret_secret_secret_secret_secret' },
    })
    assert.ok(logged.length >= 6)
    const all = logged.join('')
    assert.doesNotMatch(all, /Jordan|Example was|school\.example|127\.0\.0\.1|hf_secret|_token|Ashdown/i)
    const id = String(sent.headers.location).split('/').at(-1) ?? ''
    assert.equal(id.length, 36)
    assert.ok(!all.includes(id))
  }),
)

scenario(
  'without its database every page says that it is busy and when to try again, and health says why',
  (world) =>
    withTrialHouse(
      world,
      { routes: formRoutes, events: formEvents, withoutDatabase: true },
      async ({ app, browser }) => {
        const visitor = await browser()
        const page = await visitor.fetch('/sign-in')
        assert.equal(page.status, 503)
        assert.equal(page.h1, 'Holdfast is busy')
        assert.equal(page.headers['retry-after'], '10')
        assert.doesNotMatch(page.body, /nowhere|ENOENT|postgres/i)
        assert.equal((await visitor.raw('GET', '/health/live')).statusCode, 200)
        const ready = await visitor.raw('GET', '/health/ready')
        assert.equal(ready.statusCode, 503)
        assert.deepEqual(ready.json<{ database: object }>().database, { ok: false, says: 'does not answer' })
        const program = await app.server.inject({
          url: '/api/v1/nothing',
          headers: { host: trialHost, authorization: 'Bearer hf_0123456789012345678901234567890123456789' },
        })
        assert.equal(program.statusCode, 404)
      },
    ),
)

scenario(
  'a public page that was read before stands while the database is away, and is renewed when it is back',
  (world) =>
    withForms(world, async ({ browser }) => {
      await world.owner(`insert into trial.note (words) values ('as it was')`)
      const visitor = await browser()
      assert.match((await visitor.fetch('/trial/public')).text, /as it was/)
      await world.owner(`update trial.note set words = 'as it is'`)
      world.pass({ minutes: 2 })
      await world.owner(`alter database ${world.copy.name} connection limit 0`)
      await world.owner(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
      )
      const away = await visitor.fetch('/trial/public')
      assert.deepEqual([away.status, away.text.includes('as it was')], [200, true])
      assert.equal((await visitor.raw('GET', '/sign-in')).statusCode, 503)
      await world.owner(`alter database ${world.copy.name} connection limit -1`)
      assert.match((await visitor.fetch('/trial/public')).text, /as it is/)
    }),
)

scenario(
  'a database that goes away in the middle is told as busy, and the next request finds it back',
  (world) =>
    withForms(world, async ({ browser }) => {
      const ann = await browser('ann')
      const asked = ann.raw('GET', '/trial/slow')
      for (let ended = 0; ended === 0;)
        ended = (
          await world.owner(
            `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like '%pg_sleep%' and pid <> pg_backend_pid()`,
          )
        ).length
      const page = await asked
      assert.equal(page.statusCode, 503)
      assert.match(page.body, /Holdfast is busy/)
      assert.equal((await ann.raw('GET', '/trial/form')).statusCode, 200)
    }),
)

scenario('a page that takes too long is cut off and gives its connection back', (world) =>
  withForms(world, async ({ browser }) => {
    const ann = await browser('ann')
    const started = performance.now()
    const page = await ann.fetch('/trial/slow')
    assert.equal(page.status, 503)
    assert.ok(performance.now() - started < 4_000)
    const busy = await world.owner(
      `select 1 from pg_stat_activity where datname = current_database() and state <> 'idle' and pid <> pg_backend_pid()`,
    )
    assert.deepEqual(busy, [])
    const [setting] = await world.owner<{ statement_timeout: string }>('show statement_timeout')
    assert.equal(setting?.statement_timeout, '0')
  }),
)

scenario('a fault in the API is a problem document with a reference and nothing else of it', (world) =>
  withForms(world, async ({ browser, logged }) => {
    const ann = await browser('ann')
    const response = await ann.raw('GET', '/trial/fault', undefined, { accept: 'application/json' })
    assert.equal(response.statusCode, 500)
    const told = response.json<{ reference: string; title: string }>()
    assert.deepEqual(Object.keys(told).toSorted(), ['reference', 'status', 'title', 'type'])
    assert.ok(logged.some((line) => line.includes(told.reference)))
  }),
)
