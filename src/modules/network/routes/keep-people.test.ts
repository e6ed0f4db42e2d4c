import assert from 'node:assert/strict'
import { scenario } from '#src/testing/scenario.ts'
import { aPerson, care, mailsTo, school, trust } from '../testing.ts'

const list = `/network/organisations/${trust}/people`
const starts = { 'startsOn-day': '20', 'startsOn-month': '4', 'startsOn-year': '2026' }
const log = { info: () => {}, warn: () => {} }
const bilal = '00000000-0000-4000-8000-000000000002'

scenario(
  'a coordinator adds a starter, who can sign in from their first day and not before',
  async (world) => {
    const browser = await world.browser('bilal')
    const page = await browser.submit(await browser.get(`${list}?do=start`), list, {
      given: 'Winifred',
      family: 'Okafor-Lund',
      email: 'winifred@fernshiretrust.example',
      post: 'Specialist nurse',
      ...starts,
    })
    assert.match(page.text, /Winifred Okafor-Lund/)
    const { directory } = await import('../queries/directory.ts')
    const find = () =>
      world.bySystem((tx) => directory.findByEmail(tx, 'WINIFRED@fernshiretrust.example', world.now()))
    assert.equal(await find(), null)
    world.pass({ days: 4 })
    assert.equal((await find())?.name, 'Winifred Okafor-Lund')
  },
)

scenario('somebody alike is asked about, and one who comes back keeps one history', async (world) => {
  const { personId } = await aPerson(world, { organisation: care })
  const browser = await world.browser('bilal')
  const answers = {
    given: 'Cora',
    family: 'Quigly',
    email: 'c.quigley@fernshiretrust.example',
    post: 'Nurse',
    ...starts,
  }
  const asked = await browser.submit(await browser.get(`${list}?do=start`), list, answers)
  assert.equal(asked.status, 422)
  assert.deepEqual(asked.errors, ['Say whether it is one of these people'])
  assert.match(asked.text, /It is Cora Quigley/)
  const joined = await browser.submit(asked, list, { who: personId })
  assert.equal(joined.url, list)
  const posts = await world.owner('select organisation_id from network.post where person_id = $1', [personId])
  assert.equal(posts.length, 2)
  const again = await browser.submit(asked, list, { who: 'new' })
  assert.equal(again.status, 200)
  const people = await world.owner(`select id from network.person where family_name like 'Quigl%'`)
  assert.equal(people.length, 2)
})

scenario('two may share a mailbox, and only the first signs in with it', async (world) => {
  await aPerson(world, { email: 'office@fernshiretrust.example' })
  const browser = await world.browser('bilal')
  const asked = await browser.submit(await browser.get(`${list}?do=start`), list, {
    given: 'Obi',
    family: 'Vickery',
    email: 'office@fernshiretrust.example',
    post: 'Clerk',
    ...starts,
  })
  const page = await browser.submit(asked, list, { who: 'new' })
  assert.match(page.body, /They share a mailbox/)
  const rows = await world.owner<{ signs_in: boolean }>(
    `select signs_in from network.person where work_email = 'office@fernshiretrust.example' order by added_at, signs_in desc`,
  )
  assert.deepEqual(
    rows.map((row) => row.signs_in),
    [true, false],
  )
})

scenario(
  'an address with a line break, a private one, and none at all each get their own sentence',
  async ({ browser }) => {
    const bilals = await browser('bilal')
    const form = await bilals.get(`${list}?do=start`)
    const filled = { given: 'Obi', family: 'Vickery', post: 'Clerk', ...starts }
    const bad = await bilals.submit(form, list, { ...filled, email: 'obi@x.example\r\nBcc: all@x.example' })
    assert.equal(bad.status, 422)
    const own = await bilals.submit(form, list, { ...filled, email: 'obi.vickery@gmail.com' })
    assert.match(own.errors[0] ?? '', /looks like a private address/)
    const meant = await bilals.submit(own, list, {
      ...filled,
      email: 'obi.vickery@gmail.com',
      onlyPrivate: 'yes',
    })
    assert.equal(meant.url, list)
    const none = await bilals.submit(form, list, { ...filled, given: 'Otto', family: 'Zaman', email: '' })
    assert.match(none.text, /No mailbox/)
  },
)

scenario('a changed address tells the old one and ends the sessions', async (world) => {
  const { personId, postId } = await aPerson(world)
  const browser = await world.browser('bilal')
  const form = await browser.get(`${list}?post=${postId}`)
  const page = await browser.submit(form, `${list}/${postId}`, { email: 'cora.new@fernshiretrust.example' })
  assert.match(page.body, /Their old address was told/)
  assert.deepEqual(await mailsTo(world, 'cora.quigley@fernshiretrust.example'), [
    'Your mail address in Holdfast has changed',
  ])
  const ended = await world.owner(
    `select fields from platform.audit_entry where event like '%all_ended' and fields->>'person' = $1`,
    [personId],
  )
  assert.equal(ended.length, 1)
})

scenario('the second of two editors is told what changed and keeps what they typed', async (world) => {
  const { postId } = await aPerson(world)
  const bilals = await world.browser('bilal')
  const erins = await world.browser('erin')
  const [first, second] = [
    await bilals.get(`${list}?post=${postId}`),
    await erins.get(`${list}?post=${postId}`),
  ]
  await bilals.submit(first, `${list}/${postId}`, { post: 'Matron' })
  const told = await erins.submit(second, `${list}/${postId}`, { post: 'Ward sister', phone: '01632 960111' })
  assert.equal(told.status, 422)
  assert.match(told.errors[0] ?? '', /job title “Matron”/)
  assert.equal(erins.formOf(told, `${list}/${postId}`)['post'], 'Ward sister')
  await erins.submit(told, `${list}/${postId}`)
  const [post] = await world.owner('select title, phone from network.post where id = $1', [postId])
  assert.deepEqual(post, { title: 'Ward sister', phone: '01632 960111' })
})

scenario('a mover takes their history along, and the other coordinator is told', async (world) => {
  const { personId, postId } = await aPerson(world)
  const browser = await world.browser('bilal')
  const form = await browser.get(`${list}?post=${postId}&do=move`)
  const page = await browser.submit(form, `${list}/${postId}/move`, {
    toOrganisationId: school,
    post: 'School nurse',
    'lastOn-day': '30',
    'startsOn-day': '1',
    'startsOn-month': '5',
  })
  assert.equal(page.url, list)
  const posts = await world.owner<{ organisation_id: string; because: string | null }>(
    'select organisation_id, ended_because as because from network.post where person_id = $1 order by from_on',
    [personId],
  )
  assert.deepEqual(posts, [
    { organisation_id: trust, because: 'moved' },
    { organisation_id: school, because: null },
  ])
  const pia = '00000000-0000-4000-8000-000000000016'
  assert.deepEqual(await mailsTo(world, pia), ['Somebody joins your organisation’s list – Holdfast'])
  assert.deepEqual(await mailsTo(world, bilal), [])
  const again = await browser.submit(form, `${list}/${postId}/move`, {
    toOrganisationId: care,
    'startsOn-day': '18',
  })
  assert.match(again.errors[0] ?? '', /Somebody else was quicker/)
})

scenario(
  'the whole list is confirmed as it was seen, and not when a line has come in between',
  async (world) => {
    const browser = await world.browser('bilal')
    const seen = await browser.get(list)
    assert.match(seen.text, /This 1 person is right as of today/)
    await aPerson(world)
    const told = await browser.submit(seen, `/network/organisations/${trust}/confirmations`)
    assert.equal(told.status, 422)
    assert.match(told.errors[0] ?? '', /The list has changed/)
    const done = await browser.submit(told, `/network/organisations/${trust}/confirmations`)
    assert.match(done.text, /This list is confirmed/)
    const [row] = await world.owner('select people, confirmed_by from network.confirmation')
    assert.deepEqual(row, { people: 2, confirmed_by: bilal })
  },
)

scenario('a coordinator finds only the list they keep, and others find none', async (world) => {
  const { personId, postId } = await aPerson(world, { organisation: care })
  const other = `/network/organisations/${care}/people`
  const leaving = '00000000-0000-4000-8000-00000000dead'
  for (const key of ['bilal', 'ann', 'grace'] as const) {
    const browser = await world.browser(key)
    for (const url of [other, `${other}?post=${postId}&do=move`])
      assert.equal((await browser.get(url)).status, 404, `${key} ${url}`)
    for (const [url, fields] of [
      [other, { given: 'A', family: 'B', post: 'C', ...starts }],
      [`${other}/${postId}`, { family: 'B', post: 'C', personVersion: '1', postVersion: '1' }],
      [
        `${other}/${postId}/move`,
        {
          toOrganisationId: trust,
          post: 'C',
          'lastOn-day': '1',
          'lastOn-month': '5',
          'lastOn-year': '2026',
          'startsOn-day': '2',
          'startsOn-month': '5',
          'startsOn-year': '2026',
        },
      ],
      [`${other}/${postId}/leaving`, { person: personId, when: 'now' }],
      [`/network/organisations/${care}/leavings/${leaving}/undoing`, {}],
      [`/network/organisations/${care}/confirmations`, { seal: 'x' }],
    ] as const)
      assert.equal((await browser.post(url, fields)).status, 404, `${key} ${url}`)
  }
  const erin = await world.browser('erin')
  assert.equal((await erin.get(other)).status, 200)
  const [person] = await world.owner('select left_at, version from network.person where id = $1', [personId])
  assert.deepEqual(person, { left_at: null, version: 1 })
})

scenario('reminders go out once for each of soon, due and late', async (world) => {
  const { remindLists } = await import('../jobs/remind-lists.ts')
  await world.owner(
    `insert into network.confirmation (organisation_id, confirmed_at, people) select id, '2025-05-01T10:00:00Z', 1
     from network.organisation`,
  )
  const run = () =>
    remindLists.run({ db: world.db, now: world.now(), signal: new AbortController().signal, log }, {})
  await run()
  await run()
  assert.equal((await mailsTo(world, bilal)).length, 1)
  world.pass({ days: 15 })
  await run()
  world.pass({ days: 1 })
  await run()
  world.pass({ days: 30 })
  await run()
  assert.deepEqual(await mailsTo(world, bilal), [
    'Confirm your organisation’s list – Holdfast',
    'Confirm your organisation’s list – Holdfast',
    'Late: confirm your organisation’s list – Holdfast',
  ])
})
