import assert from 'node:assert/strict'
import { scenario, type World } from '#src/testing/scenario.ts'
import { keyFor } from '#platform/config/secret.ts'
import { testSecret } from '#src/testing/database-copy.ts'
import { anEdition, numbered, outsideReaders, startAs } from '../../jobs/testing.ts'
import { linkKeys, readerToken } from '../../mail/reader-link.ts'

const keys = linkKeys((purpose) => keyFor(testSecret, purpose))
const tokenFor = (mailboxId: string, sendingId: string | null = null) =>
  readerToken({ mailboxId, sendingId }, keys)

/** What the newest kept letter to an address says. */
async function letterTo(world: World, address: string) {
  await world.runJobs()
  const [letter] = await world.owner<{ subject: string; notice: { action?: { href: string } } }>(
    `select c.subject, c.notice from platform.mail m join platform.mail_content c on c.mail_id = m.id
     where c.to_address = $1 order by m.queued_at desc limit 1`,
    [address],
  )
  return letter
}

const mailbox = async (world: World, address: string) =>
  (
    await world.owner<{
      id: string
      confirmed: boolean
      left: boolean
      blog: boolean
      bar: string | null
      covers: string | null
    }>(
      `select m.id, m.confirmed_at is not null as confirmed, m.left_at is not null as left, m.blog_since is not null as blog,
         s.reason as bar, s.covers
       from bulletin.mailbox m left join bulletin.suppression s on s.mailbox_id = m.id and s.lifted_at is null
       where m.address_key = $1`,
      [address],
    )
  )[0]

scenario(
  'a visitor asks for the bulletin, and gets it only after pressing the button behind the mailed link',
  async (world) => {
    const visitor = await world.browser()
    const page = await visitor.get('/bulletins/subscribe')
    const asked = await visitor.submit(page, '/bulletins/subscribe', { address: ' Parent@Home.example ' })
    assert.equal(asked.h1, 'Look into your mailbox')
    assert.equal((await mailbox(world, 'parent@home.example'))?.confirmed, false)
    const letter = await letterTo(world, 'Parent@home.example')
    const href = letter?.notice.action?.href ?? ''
    assert.match(href, /^\/bulletins\/confirm\//)

    // A mail scanner opens every link, some more than once.
    for (let times = 0; times < 3; times += 1) assert.equal((await visitor.get(href)).status, 200)
    assert.equal((await mailbox(world, 'parent@home.example'))?.confirmed, false, 'opening changes nothing')
    const done = await visitor.submit(await visitor.get(href), href)
    assert.match(done.text, /From now on you get the bulletin/)
    assert.equal((await mailbox(world, 'parent@home.example'))?.confirmed, true)

    await visitor.submit(page, '/bulletins/subscribe', { address: 'parent@home.example' })
    assert.equal(
      (await letterTo(world, 'Parent@home.example'))?.subject,
      'Confirm that you want the bulletin',
      'not within 15 minutes',
    )
    world.pass({ minutes: 16 })
    const again = await visitor.submit(page, '/bulletins/subscribe', { address: 'parent@home.example' })
    assert.equal(again.text, asked.text, 'the page tells nobody who reads')
    assert.equal((await letterTo(world, 'parent@home.example'))?.subject, 'You get the bulletin already')
  },
)

scenario('a confirming link ends after seven days, and a forged one never was', async (world) => {
  const visitor = await world.browser()
  await visitor.submit(await visitor.get('/bulletins/subscribe'), '/bulletins/subscribe', {
    address: 'late@home.example',
  })
  const href = (await letterTo(world, 'late@home.example'))?.notice.action?.href ?? ''
  world.pass({ hours: 24 * 7 + 1 })
  assert.equal((await visitor.get(href)).h1, 'This link does not work any more')
  const late = await visitor.post(href, {})
  assert.equal(late.h1, 'This link does not work any more')
  const forged = await visitor.post(`${href.slice(0, -4)}AAAA`, {})
  assert.equal(forged.status, 422)
  assert.equal((await mailbox(world, 'late@home.example'))?.confirmed, false)
})

scenario('an address with a line break is refused, and nothing is written or sent', async (world) => {
  const visitor = await world.browser()
  for (const address of [
    'a@b.example\r\nBcc: c@d.example',
    'a@b.example%0aBcc:c@d.example',
    'not an address',
    '',
  ]) {
    const page = await visitor.post('/bulletins/subscribe', { address })
    assert.equal(page.status, 422, address)
    assert.equal(page.errors.length, 1)
  }
  assert.deepEqual(await world.owner(`select 1 from bulletin.mailbox`), [])
  assert.deepEqual(await world.owner(`select 1 from platform.mail`), [])
})

scenario('a barred address gets not even the letter, and the page says the same', async (world) => {
  const [id] = await outsideReaders(world, ['complained'])
  await world.owner(
    `insert into bulletin.suppression (mailbox_id, reason, added_at) values ($1, 'complaint', now())`,
    [id],
  )
  const visitor = await world.browser()
  const page = await visitor.post('/bulletins/subscribe', { address: 'complained@readers.example' })
  assert.equal(page.h1, 'Look into your mailbox')
  await world.runJobs()
  assert.deepEqual(await world.owner(`select 1 from platform.mail`), [])
})

scenario(
  'one click from a mail program unsubscribes at once, without cookie, page or form token, also twice',
  async (world) => {
    const [id = ''] = await outsideReaders(world, ['reader'])
    const edition = await anEdition(world)
    const started = await startAs(world, edition.id)
    await world.runJobs()
    const url = `/bulletins/unsubscribe/${tokenFor(id, started.id)}`
    const { server } = await world.app()
    const press = () =>
      server.inject({
        method: 'POST',
        url,
        headers: { host: 'localhost:3000', 'content-type': 'application/x-www-form-urlencoded' },
        payload: 'List-Unsubscribe=One-Click',
      })
    for (let times = 0; times < 2; times += 1) {
      const answer = await press()
      assert.equal(answer.statusCode, 200)
      assert.equal(answer.headers['set-cookie'], undefined)
    }
    const now = await mailbox(world, 'reader@readers.example')
    assert.equal(now?.bar, 'unsubscribed')
    assert.equal(now?.left, true)
    const [row] = await world.owner(`select unsubscribed_at is not null as counted from bulletin.delivery`)
    assert.deepEqual(row, { counted: true })
    const bars = await world.owner(`select 1 from bulletin.suppression`)
    assert.equal(bars.length, 1)

    // The multipart form that RFC 8058 allows too.
    const [other = ''] = await outsideReaders(world, ['other'])
    const answer = await server.inject({
      method: 'POST',
      url: `/bulletins/unsubscribe/${tokenFor(other)}`,
      headers: { host: 'localhost:3000', 'content-type': 'multipart/form-data; boundary=x' },
      payload: '--x\r\ncontent-disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n',
    })
    assert.equal(answer.statusCode, 200)
    assert.equal((await mailbox(world, 'other@readers.example'))?.bar, 'unsubscribed')
  },
)

scenario(
  'a person unsubscribes by a page with a button; a scanner that opens the page changes nothing',
  async (world) => {
    const [id = ''] = await outsideReaders(world, ['reader'])
    const url = `/bulletins/unsubscribe/${tokenFor(id)}`
    const visitor = await world.browser()
    const page = await visitor.get(url)
    assert.match(page.text, /r…r@readers\.example/)
    assert.doesNotMatch(page.body, /reader@readers/)
    await visitor.raw('HEAD', url)
    assert.equal((await mailbox(world, 'reader@readers.example'))?.bar, null)
    const left = await visitor.submit(page, url)
    assert.equal(left.h1, 'You get no more of these mails')
    assert.equal((await mailbox(world, 'reader@readers.example'))?.bar, 'unsubscribed')
  },
)

scenario(
  'a reader chooses the blog without the bulletin, and comes back, by the link alone',
  async (world) => {
    const [id = ''] = await outsideReaders(world, ['reader'])
    const url = `/bulletins/preferences/${tokenFor(id)}`
    const visitor = await world.browser()
    const page = await visitor.get(url)
    const saved = await visitor.submit(page, url, { bulletin: 'no', blog: 'yes' })
    assert.match(saved.text, /Your choice is saved/)
    const blogOnly = await mailbox(world, 'reader@readers.example')
    assert.deepEqual(
      { bar: blogOnly?.bar, covers: blogOnly?.covers, blog: blogOnly?.blog },
      { bar: 'unsubscribed', covers: 'bulletin', blog: true },
    )
    await visitor.submit(saved, url, { bulletin: 'yes', blog: 'no' })
    const back = await mailbox(world, 'reader@readers.example')
    assert.deepEqual(
      { bar: back?.bar, left: back?.left, blog: back?.blog },
      { bar: null, left: false, blog: false },
    )
    const wrong = await visitor.post(url, { bulletin: 'perhaps', blog: 'no' })
    assert.equal(wrong.status, 422)

    // What the partnership decided, or a mail server said, is not the reader's to lift.
    await world.owner(
      `insert into bulletin.suppression (mailbox_id, reason, added_at) values ($1, 'by_hand', now())`,
      [id],
    )
    assert.match((await visitor.get(url)).text, /ended by the partnership/)
    const refused = await visitor.post(url, { bulletin: 'yes', blog: 'no' })
    assert.equal(refused.status, 422)
    assert.equal((await mailbox(world, 'reader@readers.example'))?.bar, 'by_hand')
  },
)

scenario('a link that we did not make, or that is for another purpose, opens nothing', async (world) => {
  const [id = ''] = await outsideReaders(world, ['reader'])
  const visitor = await world.browser()
  const token = tokenFor(id)
  const forged = `${token.slice(0, -6)}AAAAAA`
  for (const room of ['unsubscribe', 'unsubscribed', 'preferences']) {
    assert.equal((await visitor.get(`/bulletins/${room}/${forged}`)).status, 404)
    assert.equal((await visitor.get(`/bulletins/${room}/${tokenFor(crypto.randomUUID())}`)).status, 404)
  }
  assert.equal((await visitor.post(`/bulletins/unsubscribe/${forged}`, {})).status, 404)
  const confirm = await visitor.post(`/bulletins/confirm/${token}`, {})
  assert.equal(confirm.status, 422)
  assert.equal((await mailbox(world, 'reader@readers.example'))?.bar, null)
})

scenario('a visitor’s transaction reaches the mailbox it speaks for and no other', async (world) => {
  const [mine = ''] = await outsideReaders(world, ['mine', ...numbered(3)])
  const { inTransaction } = await import('#platform/db/database.ts')
  const { visitor } = await import('#platform/auth/actor.ts')
  const { speakFor } = await import('../../actions/sending/speak-for.ts')
  const { sendingIn } = await import('../../tables-sending.ts')
  await inTransaction(world.db, visitor, async (tx) => {
    const all = () => sendingIn(tx).selectFrom('bulletin.mailbox').select('id').execute()
    assert.deepEqual(await all(), [])
    await speakFor(tx, { id: mine })
    assert.deepEqual(await all(), [{ id: mine }])
    const changed = await sendingIn(tx)
      .updateTable('bulletin.mailbox')
      .set({ left_at: world.now() })
      .executeTakeFirst()
    assert.equal(Number(changed.numUpdatedRows), 1)
  })
  await assert.rejects(
    inTransaction(world.db, visitor, async (tx) => {
      await speakFor(tx, { id: mine })
      await sendingIn(tx)
        .insertInto('bulletin.suppression')
        .values({
          mailbox_id: mine,
          reason: 'complaint',
          added_by: null,
          added_at: world.now(),
          lifted_at: null,
          lifted_by: null,
          lifted_because: null,
        })
        .execute()
    }),
    /row-level security/,
  )
})
