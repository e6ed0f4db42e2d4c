import assert from 'node:assert/strict'
import { scenario } from '#src/testing/scenario.ts'
import { anEdition, numbered, outsideReaders, statesOf } from '../../jobs/testing.ts'
import { everyone } from '../../rules/audience.ts'

scenario(
  'an officer sees who an edition goes to and why, sends it, and finds the sending done',
  async (world) => {
    const barred = (await outsideReaders(world, [...numbered(12), 'barred'])).at(-1)
    await world.owner(
      `insert into bulletin.suppression (mailbox_id, reason, added_at) values ($1, 'bounced', now())`,
      [barred],
    )
    const edition = await anEdition(world, { audience: { ...everyone, roles: ['champion'] } })
    const erin = await world.browser('erin')
    const page = await erin.get(`/editions/${edition.id}/send`)
    assert.equal(page.status, 200)
    assert.match(page.text, /roles: Champion/)
    assert.match(page.text, /13 readers who asked and confirmed/)
    assert.match(page.text, /Mail comes back: 1 mailbox/)
    assert.equal(page.document.querySelectorAll('table')[1]?.querySelectorAll('tbody tr').length, 10)

    const unread = await erin.submit(page, `/editions/${edition.id}/send`, {})
    assert.deepEqual(unread.errors, ['Tick the box when you have checked who it goes to'])
    const begun = await erin.submit(page, `/editions/${edition.id}/send`, { check: 'yes' })
    assert.equal(begun.url, `/editions/${edition.id}/sendings/1`)
    assert.match(begun.text, /The list of readers is being made/)
    const home = await erin.get('/home')
    assert.match(home.text, /The April bulletin is going out/)

    await world.runJobs()
    const done = await erin.get(begun.url)
    assert.match(done.text, /No mail server is set, so nothing leaves here/)
    assert.match(done.text, /Must not be written to/)
    assert.match(done.text, /Ended on/)
    // The button of the page that was opened first, pressed once more: what came of the first press is shown.
    const again = await erin.submit(page, `/editions/${edition.id}/send`, { check: 'yes' })
    assert.equal(again.url, begun.url)
    const [sendings] = await world.owner(`select count(*)::int from bulletin.sending`)
    assert.deepEqual(sendings, { count: 1 })
  },
)

scenario('an edition is scheduled for a day and time in England, and taken off again', async (world) => {
  await outsideReaders(world, numbered(2))
  const edition = await anEdition(world)
  const erin = await world.browser('erin')
  const url = `/editions/${edition.id}/send`
  const page = await erin.get(url)
  const day = { 'at-day': '1', 'at-month': '5', 'at-year': '2026' }
  const wrong = await erin.submit(page, `/editions/${edition.id}/schedule`, { ...day, time: 'soon' })
  assert.deepEqual(wrong.errors, ['Enter a time, like 9.30am'])
  const past = await erin.submit(page, `/editions/${edition.id}/schedule`, {
    ...day,
    'at-year': '2020',
    time: '9am',
  })
  assert.deepEqual(past.errors, ['Choose a day and time that is still to come'])
  const scheduled = await erin.submit(page, `/editions/${edition.id}/schedule`, { ...day, time: '9.30am' })
  assert.match(scheduled.text, /Fri 1 May 2026, 9:30am/)
  const [row] = await world.owner<{ at: string }>(`select scheduled_for::text as at from bulletin.edition`)
  assert.match(row?.at ?? '', /^2026-05-01 08:30:00/)
  const off = await erin.submit(scheduled, `/editions/${edition.id}/unschedule`)
  assert.match(off.text, /off the schedule/)
})

scenario('a test mail goes to the colleagues that were ticked', async (world) => {
  const edition = await anEdition(world, { state: 'draft' })
  const erin = await world.browser('erin')
  const page = await erin.get(`/editions/${edition.id}/send`)
  assert.match(page.text, /once a second person has approved it/)
  const none = await erin.submit(page, `/editions/${edition.id}/test-mail`, { people: [] })
  assert.deepEqual(none.errors, ['Choose who gets the test mail'])
  const sent = await erin.submit(page, `/editions/${edition.id}/test-mail`)
  assert.match(sent.text, /The test mail is on its way/)
  await world.runJobs()
  const [mail] = await world.owner(
    `select c.to_address, c.subject from platform.mail m join platform.mail_content c on c.mail_id = m.id
     where m.purpose = 'bulletin.edition'`,
  )
  const me = await world.as('erin')
  const [address] = await world.owner<{ work_email: string }>(
    `select work_email from network.person where id = $1`,
    [me.personId],
  )
  assert.deepEqual(mail, { to_address: address?.work_email, subject: 'Test: The April bulletin' })
})

scenario(
  'a sending is paused, goes on, and is stopped by its buttons; what is left out is sent to as failures',
  async (world) => {
    await outsideReaders(world, numbered(6))
    const edition = await anEdition(world)
    const erin = await world.browser('erin')
    const here = `/editions/${edition.id}/sendings/1`
    await erin.submit(await erin.get(`/editions/${edition.id}/send`), `/editions/${edition.id}/send`, {
      check: 'yes',
    })
    const [sending] = await world.owner<{ id: string }>(`select id from bulletin.sending`)
    const { prepareReaders } = await import('../../actions/sending/prepare-readers.ts')
    const { system } = await import('#platform/auth/actor.ts')
    await world.bySystem((tx) => prepareReaders(tx, system('test'), sending?.id ?? '', world.now()))

    const paused = await erin.submit(await erin.get(here), `${here}/pause`)
    assert.match(paused.text, /The sending is paused/)
    assert.match((await erin.get('/home')).text, /Go on sending The April bulletin/)
    await world.runJobs()
    assert.deepEqual(await statesOf(world, sending?.id ?? ''), { queued: 6 })
    const on = await erin.submit(paused, `${here}/go-on`)
    assert.match(on.text, /The sending goes on/)
    const stopped = await erin.submit(on, `${here}/stop`)
    assert.match(stopped.text, /6 mailboxes certainly got nothing/)
    const again = await erin.submit(stopped, `${here}/failures`)
    assert.equal(again.url, `/editions/${edition.id}/sendings/2`)
    await world.runJobs()
    assert.match((await erin.get(again.url)).text, /To those it did not reach \(sending 1\)/)
    const refused = await erin.submit(on, `${here}/pause`)
    assert.match(refused.text, /stopped for good/)
  },
)

scenario('mails in doubt are listed, and a person decides about them', async (world) => {
  await outsideReaders(world, numbered(3))
  const edition = await anEdition(world)
  const erin = await world.browser('erin')
  const here = `/editions/${edition.id}/sendings/1`
  await erin.submit(await erin.get(`/editions/${edition.id}/send`), `/editions/${edition.id}/send`, {
    check: 'yes',
  })
  await world.runJobs()
  await world.owner(`update bulletin.delivery set state = 'in_doubt'`)
  assert.match((await erin.get('/home')).text, /3 mails are in doubt/)
  const page = await erin.get(here)
  const choices = [...page.document.querySelectorAll('input[name=mailboxes]')].map(
    (box) => box.getAttribute('value') ?? '',
  )
  assert.equal(choices.length, 3)
  const none = await erin.submit(page, `${here}/doubts`, { how: 'leave' })
  assert.deepEqual(none.errors, ['Choose at least one mail'])
  await erin.submit(page, `${here}/doubts`, { mailboxes: choices.slice(0, 1), how: 'leave' })
  const again = await erin.submit(page, `${here}/doubts`, { mailboxes: choices.slice(1), how: 'again' })
  assert.match(again.text, /2 mails are sent again/)
  await world.runJobs()
  const [sending] = await world.owner<{ id: string }>(`select id from bulletin.sending`)
  assert.deepEqual(await statesOf(world, sending?.id ?? ''), { sent: 3 })
})

scenario(
  'only an officer sends: an approver and a champion find nothing at these addresses',
  async (world) => {
    await outsideReaders(world, numbered(2))
    const edition = await anEdition(world)
    const erin = await world.browser('erin')
    await erin.submit(await erin.get(`/editions/${edition.id}/send`), `/editions/${edition.id}/send`, {
      check: 'yes',
    })
    await world.runJobs()
    assert.equal((await erin.get(`/editions/${edition.id}/sendings/1`)).status, 200)
    for (const key of ['femi', 'ann'] as const) {
      const other = await world.browser(key)
      for (const url of ['send', 'sendings/1'])
        assert.equal((await other.get(`/editions/${edition.id}/${url}`)).status, 404, `${key} ${url}`)
      for (const url of [
        'send',
        'schedule',
        'unschedule',
        'test-mail',
        'sendings/1/pause',
        'sendings/1/go-on',
        'sendings/1/stop',
        'sendings/1/failures',
        'sendings/1/doubts',
      ])
        assert.equal((await other.post(`/editions/${edition.id}/${url}`, {})).status, 404, `${key} ${url}`)
    }
    assert.equal((await erin.get(`/editions/${crypto.randomUUID()}/send`)).status, 404)
    assert.equal((await erin.get(`/editions/${edition.id}/sendings/9`)).status, 404)
  },
)
