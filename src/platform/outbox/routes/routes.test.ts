import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { queueMail } from '#platform/outbox/queue-mail.ts'
import { scenario, type World } from '#src/testing/scenario.ts'

const aMail = (world: World, address = 'reader@readers.example'): Promise<string> =>
  world.bySystem((tx) =>
    queueMail(
      tx,
      {
        to: { address, name: '<b>Zoë</b> & others' },
        purpose: 'test.note',
        subject: '<script>alert(1)</script>',
        notice: {
          heading: 'A note <img src=x onerror=alert(1)>',
          paragraphs: ['Words.'],
          action: { label: 'Go on', href: '/home' },
          why: 'You asked.',
        },
      },
      world.now(),
    ),
  )

const inDoubt = async (world: World): Promise<string> => {
  const id = await aMail(world)
  await world.owner(`update platform.mail set state = 'in_doubt', tries = 1 where id = $1`, [id])
  return id
}

scenario('an administrator sends a mail in doubt again', async (world) => {
  const id = await inDoubt(world)
  const dev = await world.browser('dev')
  const page = await dev.get('/mail-queue')
  assert.ok(page.text.includes(id))
  assert.doesNotMatch(page.text, /readers\.example|Zoë/)
  const after = await dev.submit(page, `/mail-queue/${id}/try-again`)
  assert.match(after.text, /The mail is being sent again\./)
  const [audited] = await world.owner(
    `select fields ->> 'mail' as mail from platform.audit_entry where event = 'outbox.tried_again'`,
  )
  assert.deepEqual(audited, { mail: id })
  const fresh = dev.formOf(await dev.get('/mail-queue'), '/sign-out')
  assert.equal((await dev.post(`/mail-queue/${randomUUID()}/try-again`, fresh)).status, 404)
})

scenario('nobody else sees the mail queue or sends anything again', async (world) => {
  const id = await inDoubt(world)
  for (const key of ['ann', 'erin', 'hamid'] as const) {
    const browser = await world.browser(key)
    const own = browser.formOf(await browser.get('/home'), '/sign-out')
    assert.equal((await browser.get('/mail-queue')).status, 404, key)
    assert.equal((await browser.post(`/mail-queue/${id}/try-again`, own)).status, 404, key)
  }
  const visitor = await world.browser()
  assert.match((await visitor.get('/mail-queue')).url, /^\/sign-in/)
  assert.equal((await visitor.post(`/mail-queue/${id}/try-again`, {}, { follow: false })).status, 303)
  const [row] = await world.owner('select state from platform.mail where id = $1', [id])
  assert.deepEqual(row, { state: 'in_doubt' })
})

scenario(
  'the demo’s mailbox shows a mail as words, and its look in a frame that runs nothing',
  async (world) => {
    const id = await aMail(world)
    await world.runJobs()
    const visitor = await world.browser()
    const list = await visitor.get('/demo/mail')
    assert.ok(list.text.includes('<script>alert(1)</script>'))
    const one = await visitor.get(`/demo/mail/${id}`)
    assert.equal(one.status, 200)
    assert.equal(one.document.querySelectorAll('main script, main img').length, 0)
    const look = await visitor.raw('GET', `/demo/mail/${id}/html`)
    assert.equal(look.statusCode, 200)
    assert.doesNotMatch(look.body, /<script>alert|onerror=alert\(1\)>/)
    assert.match(String(look.headers['content-security-policy']), /default-src 'none'.*sandbox/)
    for (const url of [`/demo/mail/${randomUUID()}`, `/demo/mail/${randomUUID()}/html`, '/demo/mail/x'])
      assert.equal((await visitor.get(url)).status, 404, url)
  },
)
