import assert from 'node:assert/strict'
import { scenario, type World } from '#src/testing/scenario.ts'
import type { Browser } from '#src/testing/browser.ts'
import { nameOf } from '../demo/names.ts'
import { applyNow } from '../jobs/import-jobs.ts'
import { mailsTo, school } from '../testing.ts'

const imports = '/network/imports'
const heading = 'First name,Last name,Work e-mail,Job title,Organisation,Area,Start date,End date,Champion'
const csv = (...rows: string[]) => Buffer.from([heading, ...rows].join('\r\n'))

async function bring(world: World, browser: Browser, bytes: Buffer, name = 'list.csv') {
  const sent = await browser.submit(await browser.get(imports), imports, {}, [{ field: 'file', name, bytes }])
  if (sent.status !== 200) return sent
  await world.runJobs()
  return browser.get(sent.url)
}

const count = async (world: World, table: string) =>
  (await world.owner<{ n: number }>(`select count(*)::int as n from ${table}`))[0]?.n

scenario(
  'a list is shown line by line, and nothing of it is written before it is confirmed',
  async (world) => {
    const erins = await world.browser('erin')
    const sent = await erins.submit(await erins.get(imports), imports, {}, [
      {
        field: 'file',
        name: 'school.csv',
        bytes: csv(
          'Cora,Quigley,cora.quigley@larkmereacademy.example,Teacher,Larkmere Academy,,1/9/2025,,Y',
          'Ann,Ashdown,ann.ashdown@larkmereacademy.example,Head of year 10,Larkmere Academy,,,,',
          'Pia,Lindqvist,pia.lindqvist@larkmereacademy.example,Deputy head teacher,Larkmere Academy,,,,',
          'Tomas,Lindgren,tomas@gmail.com,Teacher,Larkmere Academie,,,,',
          ',,,,Larkmere Academy,,,,',
        ),
      },
    ])
    assert.match(sent.text, /Being worked out/)
    await world.runJobs()
    const page = await erins.get(sent.url)
    const figures = [...page.document.querySelectorAll('.hf-figure__number')].map((one) =>
      one.textContent?.trim(),
    )
    assert.deepEqual(figures, ['1', '1', '1', '1', '1'])
    assert.match(
      (await erins.get(`${page.url}?show=changed`)).text,
      /Job title: Head of year 9 → Head of year 10/,
    )
    assert.equal(await count(world, 'network.person'), 22)

    const confirmed = await erins.submit(page, `${page.url}/confirmation`)
    assert.match(confirmed.text, /Writing the list/)
    assert.match((await erins.get('/home')).text, /The list school\.csv/)
    await world.runJobs()
    assert.match((await erins.get(page.url)).text, /Written on Thu 16 Apr 2026.*confirmed by Erin Maddox/)
    const [cora] = await world.owner(
      `select q.title, q.from_on::text as "from", g.role, g.decided_by from network.person p join network.post q on q.person_id = p.id
     join network.role_grant g on g.person_id = p.id where p.family_name = 'Quigley'`,
    )
    assert.deepEqual(cora, {
      title: 'Teacher',
      from: '2025-09-01',
      role: 'champion',
      decided_by: '00000000-0000-4000-8000-000000000005',
    })
    const report = await erins.raw('GET', `${page.url}/report.csv`)
    assert.equal(report.body.trim().split('\r\n').length, 3)
    assert.match(report.body, /tomas|Tomas Lindgren/)
    const again = await bring(
      world,
      erins,
      csv('Cora,Quigley,cora.quigley@larkmereacademy.example,Teacher,Larkmere Academy,,1/9/2025,,Y'),
    )
    assert.match(again.text, /0 New 0 Changed 1 Same/)
  },
)

scenario('a doubtful row is answered on the page, and alike ones with it', async (world) => {
  const erins = await world.browser('erin')
  const rows = ['Cora,Quigley', 'Otto,Zaman', 'Mei,Tran'].map(
    (name, index) => `${name},n${index}@larkmereacademy.example,Teacher,Larkmere Academy,Nrthmor,,,`,
  )
  const page = await bring(world, erins, csv(...rows))
  assert.match(page.text, /3 doubtful rows will be left out/)
  const none = await erins.submit(page, `${page.url}/answers`)
  assert.equal(none.status, 422)
  const option = page.document.querySelector('input[name="row-2"]')?.getAttribute('value') ?? ''
  await erins.submit(page, `${page.url}/answers`, { 'row-2': option, 'alike-2': 'yes' })
  await world.runJobs()
  assert.match((await erins.get(page.url)).text, /3 New 0 Changed 0 Same 0 Doubtful/)
})

scenario(
  'where the register changes between looking and writing, the list goes back to be looked at',
  async (world) => {
    const erins = await world.browser('erin')
    const page = await bring(
      world,
      erins,
      csv('Ann,Ashdown,ann.ashdown@larkmereacademy.example,Head of sixth form,Larkmere Academy,,,,'),
    )
    await world.owner(
      `update network.post set title = 'Head of year 11' where person_id = '00000000-0000-4000-8000-000000000001'`,
    )
    await erins.submit(page, `${page.url}/confirmation`)
    await world.runJobs()
    const back = await erins.get(page.url)
    assert.match(back.text, /Since you looked, somebody changed the register: one row/)
    await erins.submit(back, `${page.url}/confirmation`)
    await world.runJobs()
    assert.match((await erins.get(page.url)).text, /Written on/)
  },
)

scenario(
  'a list that names a last day notes a leaver, and a changed address tells the old one',
  async (world) => {
    const erins = await world.browser('erin')
    const page = await bring(
      world,
      erins,
      csv(
        'Ann,Ashdown,ann.new@larkmereacademy.example,Head of year 9,Larkmere Academy,,,,',
        'Quinn,Delaney,quinn.delaney@beaconcareservice.example,Exploitation worker,Beacon CARE Service,,,31/3/2026,',
      ),
    )
    for (const row of ['row-2', 'row-3']) {
      const option = page.document.querySelector(`input[name="${row}"]`)?.getAttribute('value')
      if (option) await erins.submit(page, `${page.url}/answers`, { [row]: option })
    }
    await world.runJobs()
    await erins.submit(await erins.get(page.url), `${page.url}/confirmation`)
    await world.runJobs()
    const [quinn] = await world.owner<{ left: boolean }>(
      `select left_at is not null as left from network.person where family_name = 'Delaney'`,
    )
    assert.equal(quinn?.left, true)
    assert.deepEqual(await mailsTo(world, 'ann.ashdown@larkmereacademy.example'), [
      'Your mail address in Holdfast has changed',
    ])
  },
)

scenario('a list of organisations adds them under their parents', async (world) => {
  const erins = await world.browser('erin')
  const list =
    'Organisation,Organisation type,Area,Parent organisation\r\nStonecross High,School or college,Northmoor,Stonecross Trust\r\nStonecross Trust,School or college,,\r\nLarkmere Academy,School or college,Eastwold,\r\n'
  const page = await bring(world, erins, Buffer.from(list))
  assert.match(page.text, /2 New 1 Changed/)
  await erins.submit(page, `${page.url}/confirmation`)
  await world.runJobs()
  const [row] = await world.owner(
    `select parent.name as parent from network.organisation o join network.organisation parent on parent.id = o.parent_id
     where o.name = 'Stonecross High'`,
  )
  assert.deepEqual(row, { parent: 'Stonecross Trust' })
  const [larkmere] = await world.owner(
    'select a.key from network.organisation o join network.area a on a.id = o.area_id where o.id = $1',
    [school],
  )
  assert.deepEqual(larkmere, { key: 'eastwold' })
})

scenario('files that are no list are met with a sentence, and nothing is kept', async (world) => {
  const erins = await world.browser('erin')
  const shapes: readonly (readonly [string, Buffer, RegExp])[] = [
    ['nothing.csv', Buffer.alloc(0), /empty/],
    ['old.xls', Buffer.from('d0cf11e0a1b11ae1', 'hex'), /.xlsx|older Excel/i],
    ['picture.png', Buffer.from('89504e470d0a1a0a0000', 'hex'), /spreadsheet|CSV|not a/i],
    ['broken.xlsx', Buffer.concat([Buffer.from('504b0304', 'hex'), Buffer.alloc(200, 7)]), /./],
    ['words.csv', Buffer.from('Dear all\r\nPlease find the list below\r\n'), /headings/],
    ['heading.csv', Buffer.from(heading), /no rows below/],
  ]
  for (const [name, bytes, says] of shapes) {
    const page = await bring(world, erins, bytes, name)
    assert.equal(page.status, 422, name)
    assert.match(page.errors[0] ?? '', says, name)
  }
  const no = await erins.submit(await erins.get(imports), imports, {}, [])
  assert.ok([415, 422].includes(no.status))
  assert.equal(await count(world, 'network.import'), 0)
})

scenario('a file of eleven megabytes is refused in plain words', async (world) => {
  const erins = await world.browser('erin')
  const page = await bring(world, erins, Buffer.alloc(12_000_000, 'a,b\n'), 'big.csv')
  assert.ok([413, 422].includes(page.status))
  assert.equal(await count(world, 'network.import'), 0)
})

scenario('shapes that councils really send are read: Windows letters, semicolons, UK days', async (world) => {
  const erins = await world.browser('erin')
  const text =
    'Staff list 2026;;;;\r\n;;;;\r\nForename;Surname;E-mail address;Position;Agency;In post from\r\nZo\u00eb;O\u2019Hara;zoe.ohara@wayfarertrust.example;Youth worker;Wayfarer Trust;27.03.16\r\n'
  const windows = Buffer.from(
    Array.from(text, (letter) => (letter === '\u2019' ? 0x92 : letter.charCodeAt(0) & 0xff)),
  )
  const page = await bring(world, erins, windows)
  assert.match(page.text, /1 New 0 Changed 0 Same 0 Doubtful 0 Refused/)
  await erins.submit(page, `${page.url}/confirmation`)
  await world.runJobs()
  const [row] = await world.owner(
    `select p.name, q.from_on::text as "from" from network.person p join network.post q on q.person_id = p.id where p.given_name = 'Zoë'`,
  )
  assert.deepEqual(row, { name: "Zoë O'Hara", from: '2016-03-27' })
})

scenario('an import that is killed between two batches goes on and writes nothing twice', async (world) => {
  const erins = await world.browser('erin')
  const rows = Array.from({ length: 450 }, (_, index) => {
    const { given, family } = nameOf(index)
    return `${given},${family},person${index}@wayfarertrust.example,Youth worker,Wayfarer Trust,,,,`
  })
  const page = await bring(world, erins, csv(...rows))
  const planned = await world.owner<{ outcome: string; n: number }>(
    'select outcome, count(*)::int as n from network.import_row group by 1',
  )
  const fresh = planned.find(({ outcome }) => outcome === 'new')?.n ?? 0
  assert.ok(fresh > 250, JSON.stringify(planned))
  await erins.submit(page, `${page.url}/confirmation`)
  const importId = page.url.split('/').at(-1) ?? ''
  const killed = new AbortController()
  killed.abort(new Error('stopping'))
  await assert.rejects(applyNow(world.db, importId, world.now(), killed.signal), /stopping/)
  const [half] = await world.owner<{ steps_done: number; steps_all: number }>(
    'select steps_done, steps_all from network.import',
  )
  assert.ok(half && half.steps_done > 0 && half.steps_done < half.steps_all)
  assert.match((await erins.get(page.url)).text, new RegExp(`${half.steps_done} of ${half.steps_all}`))
  await Promise.all([applyNow(world.db, importId, world.now()), applyNow(world.db, importId, world.now())])
  assert.equal(await count(world, 'network.person'), 22 + fresh)
  const [done] = await world.owner(
    'select state, steps_done = steps_all as all, steps_refused from network.import',
  )
  assert.deepEqual(done, { state: 'done', all: true, steps_refused: 0 })
})

scenario('a list is put aside unwritten, and what is decided cannot be decided again', async (world) => {
  const erins = await world.browser('erin')
  const page = await bring(
    world,
    erins,
    csv('Cora,Quigley,cora.quigley@larkmereacademy.example,Teacher,Larkmere Academy,,,,'),
  )
  const aside = await erins.submit(page, `${page.url}/discarding`)
  assert.equal(aside.url, imports)
  const late = await erins.submit(page, `${page.url}/confirmation`)
  assert.equal(late.status, 422)
  assert.match(late.errors[0] ?? '', /decided already/)
  assert.equal(await count(world, 'network.person'), 22)
})

scenario('nobody but the officer finds imports, though there is one', async (world) => {
  const erins = await world.browser('erin')
  const page = await bring(
    world,
    erins,
    csv('Cora,Quigley,cora.quigley@larkmereacademy.example,Teacher,Larkmere Academy,,,,'),
  )
  for (const key of ['ann', 'bilal', 'dev'] as const) {
    const browser = await world.browser(key)
    for (const url of [imports, page.url, `${page.url}/report.csv`])
      assert.equal((await browser.get(url)).status, 404, url)
    assert.equal((await browser.post(imports, {})).status, 404)
    for (const step of ['answers', 'confirmation', 'discarding'])
      assert.equal((await browser.post(`${page.url}/${step}`, { version: '1' })).status, 404, step)
  }
})
