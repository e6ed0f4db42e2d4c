import assert from 'node:assert/strict'
import { inTransaction } from '#platform/db/database.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { scenario } from '#src/testing/scenario.ts'
import type { World } from '#src/testing/scenario.ts'
import { platformEvents } from './events.ts'
import { record } from './record.ts'

const paper = '00000000-0000-4000-a000-00000000abcd'
const anotherPaper = '00000000-0000-4000-a000-00000000beef'

/** A day as the three boxes of the form send it. */
const dayFields = (field: string, date: Temporal.PlainDate) =>
  `${field}-day=${date.day}&${field}-month=${date.month}&${field}-year=${date.year}`

/** Ann looked at one record, Bilal at another, and forty times somebody was turned away. */
async function somethingHappened({ db, as }: World): Promise<void> {
  const [ann, bilal] = [await as('ann'), await as('bilal')]
  for (const [actor, about] of [
    [ann, paper],
    [bilal, anotherPaper],
  ] as const)
    await inTransaction(db, actor, (tx) =>
      record(
        tx,
        actor,
        platformEvents.printed,
        { what: 'edition' },
        { about: [{ kind: 'edition', id: about }] },
      ),
    )
  await inTransaction(db, ann, async (tx) => {
    for (let time = 0; time < 40; time += 1)
      await record(tx, ann, platformEvents.refused, { route: 'GET /panels' })
  })
}

scenario(
  'the information governance officer sees who did what, newest first, 25 lines a page, to the last one',
  async (world) => {
    await somethingHappened(world)
    const omar = await world.browser('omar')
    const first = await omar.get('/audit')
    assert.equal(first.status, 200)
    assert.equal(first.h1, 'Audit')
    const rows = (page: typeof first) =>
      [...page.document.querySelectorAll('tbody tr')].map((row) => row.textContent ?? '')
    assert.equal(rows(first).length, 25)
    assert.match(rows(first)[5] ?? '', /Was refused GET \/panels/)
    const seen: string[] = []
    let page = first
    for (;;) {
      seen.push(...rows(page).map((row) => /Line (\d+)/.exec(row)?.[1] ?? ''))
      const older = page.document.querySelector('.govuk-pagination__next a')?.getAttribute('href')
      if (!older) break
      page = await omar.get(older)
    }
    const lines = await world.owner<{ id: number }>(
      `select id::int from platform.audit_entry where event <> 'audit.lines_seen' order by at desc, id desc`,
    )
    const looks = await world.owner<{ id: number }>(
      `select id::int from platform.audit_entry where event = 'audit.lines_seen'`,
    )
    const looked = new Set(looks.map((line) => String(line.id)))
    assert.deepEqual(
      seen.filter((id) => !looked.has(id)),
      lines.map((line) => String(line.id)),
    )
    assert.equal(new Set(seen).size, seen.length)
  },
)

scenario(
  'lines are found by person, by record, by what was done and by day, and the choice stands as tags',
  async (world) => {
    await somethingHappened(world)
    const omar = await world.browser('omar')
    const ann = await world.as('ann')
    const byRecord = await omar.get(`/audit?record=${paper}`)
    assert.match(byRecord.text, /1 line/)
    assert.match(byRecord.text, /Ann/)
    assert.doesNotMatch(byRecord.text, /Bilal/)
    const byPerson = await omar.get(`/audit?person=${ann.personId}&event=platform.printed`)
    assert.match(byPerson.text, /1 line/)
    assert.match(byPerson.text, /Remove the filter By: Ann/)
    const today = Temporal.Now.plainDateISO('Europe/London')
    const tomorrow = today.add({ days: 1 })
    assert.match((await omar.get(`/audit?${dayFields('from', tomorrow)}`)).text, /No line matches/)
    assert.match(
      (
        await omar.get(
          `/audit?event=platform.printed&${dayFields('from', today)}&${dayFields('to', tomorrow)}`,
        )
      ).text,
      /2 lines/,
    )
    const told = await world.owner<{ fields: object }>(
      `select fields from platform.audit_entry where event = 'audit.lines_seen' order by id limit 1`,
    )
    assert.deepEqual(told[0]?.fields, { person: null, record: paper, shown: 1 })
  },
)

scenario('a filter that cannot be read says what to enter, and shows no lines', async (world) => {
  await somethingHappened(world)
  const omar = await world.browser('omar')
  const wrong = await omar.get('/audit?person=Ann&from-day=31&from-month=2&from-year=2026')
  assert.equal(wrong.status, 422)
  assert.match(wrong.body, /Enter a real date, like 27 3 2016/)
  assert.match(wrong.body, /Enter the person’s whole id/)
  assert.equal(wrong.document.querySelectorAll('tbody tr').length, 0)
  const backwards = await omar.get(
    '/audit?from-day=2&from-month=2&from-year=2026&to-day=1&to-month=2&to-year=2026',
  )
  assert.match(backwards.body, /The last day must be the first day or later/)
})

scenario('the export has the lines that the page would show, and is written down', async (world) => {
  await somethingHappened(world)
  const omar = await world.browser('omar')
  const file = await omar.raw('GET', `/audit/export.csv?record=${paper}`)
  assert.equal(file.statusCode, 200)
  assert.match(String(file.headers['content-disposition']), /^attachment; .*audit-\d{4}-\d{2}-\d{2}\.csv/)
  const rows = file.body.replace('\uFEFF', '').trimEnd().split('\n')
  assert.equal(rows[0], 'number,when,who,person,roles,sign-in,what,event,records,fields')
  assert.equal(rows.length, 2)
  assert.match(rows[1] ?? '', new RegExp(`Printed edition,platform.printed,edition:${paper}`))
  const told = await world.owner<{ fields: object }>(
    `select fields from platform.audit_entry where event = 'audit.lines_exported'`,
  )
  assert.deepEqual(
    told.map((line) => line.fields),
    [{ person: null, record: paper, rows: 1 }],
  )
})

scenario(
  'a check runs as a job, tells that nothing was changed, and after tampering names the line',
  async (world) => {
    await somethingHappened(world)
    const omar = await world.browser('omar')
    const check = async () => {
      const running = await omar.submit(await omar.get('/audit/verify'), '/audit/verifications')
      assert.equal(running.h1, 'The audit is being checked')
      await world.runJobs()
      return omar.get(running.url)
    }
    const seal = (await world.app()).jobs.find((job) => job.name === 'audit.seal')
    assert.ok(seal)
    await world.bySystem((tx) => enqueue(tx, seal, {}))
    await world.runJobs()
    const whole = await check()
    assert.equal(whole.h1, 'The audit is as it was written')
    await world.owner(`alter table platform.audit_entry disable trigger user`)
    const [line] = await world.owner<{ id: number }>(
      `update platform.audit_entry set event = 'platform.signed_out' where event = 'platform.printed' and about_ids[1] = '${paper}' returning id::int`,
    )
    assert.ok(line)
    await world.owner(`alter table platform.audit_entry enable trigger user`)
    const changed = await check()
    assert.equal(changed.h1, 'The audit was changed')
    assert.match(changed.text, new RegExp(`Line ${line.id} was changed after sealing`))
    const list = await omar.get('/audit/verify')
    assert.match(list.text, /1 finding/)
    assert.match(list.text, /Nothing changed/)
  },
)

for (const url of [
  '/audit',
  '/audit/export.csv',
  '/audit/verify',
  '/audit/verifications/00000000-0000-4000-a000-000000000001',
]) {
  scenario(
    `nobody but the information governance officer opens ${url.replace(/0{8}.*/, ':checkId')}`,
    async (world) => {
      for (const key of ['ann', 'dev', 'erin', 'grace'] as const) {
        const browser = await world.browser(key)
        assert.equal((await browser.raw('GET', url)).statusCode, 404, key)
      }
      const visitor = await world.browser()
      assert.notEqual((await visitor.raw('GET', url)).statusCode, 200)
    },
  )
}

scenario(
  'the newest seal is mailed to the witness, with nothing of any line in it',
  async (world) => {
    await somethingHappened(world)
    for (const name of ['audit.seal', 'audit.tell_witness']) {
      const job = (await world.app()).jobs.find((one) => one.name === name)
      assert.ok(job, name)
      await world.bySystem((tx) => enqueue(tx, job, {}))
      await world.runJobs()
    }
    const [mail] = await world.owner<{ subject: string; text: string; to_address: string }>(
      `select c.subject, c.text, c.to_address from platform.mail_content c join platform.mail m on m.id = c.mail_id
       where m.purpose = 'audit.seal'`,
    )
    const [seal] = await world.owner<{ text: string }>(
      `select number || ':' || encode(seal, 'hex') as text from platform.audit_seal order by number desc limit 1`,
    )
    assert.equal(mail?.to_address, 'witness@board.example')
    assert.ok(seal && mail?.text.includes(seal.text))
    assert.doesNotMatch(mail?.text ?? '', /Ann|printed|edition/)
  },
  { settings: { HOLDFAST_SEAL_WITNESS: 'witness@board.example' } },
)
