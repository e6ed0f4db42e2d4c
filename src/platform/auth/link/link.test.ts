import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { ann, carys, openFrontDoor, signInByLink, type FrontDoor } from '../testing.ts'
import { mostLinks } from './ask-link.ts'

describe('signing in by a mailed link', () => {
  let door: FrontDoor
  before(async () => {
    door = await openFrontDoor()
  })
  after(() => door.close())
  beforeEach(async () => {
    await door.owner.query('delete from platform.sign_in_try')
  })

  const actorOf = async (browser: { cookieHeader: () => string | undefined }) =>
    (await door.signIn.actorFor(browser.cookieHeader())).actor
  const ask = async (personId: string) => {
    await door.newBrowser().post('/sign-in', { email: await door.emailOf(personId) })
    await door.runJobs()
    const [href = ''] = await door.links(personId)
    return href
  }

  test('the link in the mail leads to a page with a button, and the button signs the person in', async () => {
    const browser = door.newBrowser()
    assert.match((await browser.get('/sign-in/sent')).body, /Look at your mail/)
    const response = await signInByLink(door, browser, ann)
    assert.equal(response.statusCode, 303)
    assert.equal(response.headers.location, '/account')
    const cookie = [response.headers['set-cookie']].flat().join()
    assert.match(cookie, /HttpOnly/)
    assert.match(cookie, /SameSite=Lax/)
    assert.match(cookie, /Max-Age=28800/)
    const actor = await actorOf(browser)
    assert.equal(actor.kind === 'person' && actor.personId, ann)
    assert.equal(actor.kind === 'person' && actor.strength, 'link')
    assert.equal((await browser.get('/account')).statusCode, 200)
  })

  test('a mail scanner that opens the link, by GET or HEAD and as often as it likes, changes nothing', async () => {
    const href = await ask(ann)
    const untouched = await door.owner.query('select * from auth.verification order by id')
    for (const method of ['GET', 'HEAD', 'GET'] as const) {
      const response = await door.server.inject({ method, url: href, headers: { host: 'localhost:3000' } })
      assert.equal(response.statusCode, 200)
      assert.equal(response.headers['set-cookie'], undefined)
    }
    assert.deepEqual(
      (await door.owner.query('select * from auth.verification order by id')).rows,
      untouched.rows,
    )
    assert.equal((await door.newBrowser().post(href, {})).statusCode, 303)
  })

  test('works once', async () => {
    const href = await ask(ann)
    assert.equal((await door.newBrowser().post(href, {})).statusCode, 303)
    const second = door.newBrowser()
    const response = await second.post(href, {})
    assert.equal(response.statusCode, 422)
    assert.match(response.body, /This link no longer works/)
    assert.equal((await actorOf(second)).kind, 'visitor')
  })

  test('pressed by twenty at the same moment, lets one of them in', async () => {
    const href = await ask(ann)
    const answers = await Promise.all(Array.from({ length: 20 }, () => door.newBrowser().post(href, {})))
    assert.equal(answers.filter(({ statusCode }) => statusCode === 303).length, 1)
  })

  test('the newest link replaces the older one', async () => {
    const older = await ask(carys)
    const newer = await ask(carys)
    assert.equal((await door.newBrowser().post(older, {})).statusCode, 422)
    assert.equal((await door.newBrowser().post(newer, {})).statusCode, 303)
  })

  test('is over after twenty minutes', async () => {
    const href = await ask(carys)
    await door.owner.query(`update auth.verification set expires_at = expires_at - interval '20 minutes'`)
    assert.equal((await door.newBrowser().post(href, {})).statusCode, 422)
  })

  test('is in the database only as a hash', async () => {
    const href = await ask(carys)
    const token = /link\/([A-Za-z]+)/.exec(href)?.[1] ?? ''
    assert.equal(token.length, 32)
    const { rows } = await door.owner.query('select identifier, value from auth.verification')
    assert.ok(rows.length > 0)
    for (const row of rows) assert.ok(!JSON.stringify(row).includes(token))
  })

  test('keeps the way back, and only a way back to a page of ours', async () => {
    const browser = door.newBrowser()
    await browser.post('/sign-in', { email: await door.emailOf(ann), return: '/network?area=2' })
    await door.runJobs()
    const [href = ''] = await door.links(ann)
    assert.match(href, /\?return=%2Fnetwork%3Farea%3D2$/)
    const page = await browser.get(href)
    assert.match(page.body, /name="return" value="\/network\?area=2"/)
    const response = await browser.post(href.split('?')[0] ?? '', { return: '//elsewhere.example' })
    assert.equal(response.headers.location, '/home')
  })

  test('an address that nobody has gets the same answer, by the same statements, and no mail', async () => {
    const known = await door.newBrowser().post('/sign-in', { email: await door.emailOf(ann) })
    const unknown = await door.newBrowser().post('/sign-in', { email: 'nobody@nowhere.example' })
    assert.deepEqual(
      [unknown.statusCode, unknown.headers.location, unknown.body],
      [known.statusCode, known.headers.location, known.body],
    )
    const { rows: asked } = await door.owner.query('select email from platform.link_request')
    assert.equal(asked.length, 2)
    const mails = (await door.owner.query('select count(*) from platform.mail')).rows[0].count
    await door.runJobs()
    const more = (await door.owner.query('select count(*) from platform.mail')).rows[0].count
    assert.equal(more - mails, 1)
    assert.equal((await door.owner.query('select 1 from platform.link_request')).rowCount, 0)
    assert.ok(
      (await door.events()).some(
        ({ event, fields }) => event === 'auth.link_not_sent' && fields['reason'] === 'unknown',
      ),
    )
  })

  test('after five in a quarter of an hour no more are sent, without saying so', async () => {
    for (let asked = 0; asked < mostLinks + 2; asked += 1) {
      const response = await door
        .newBrowser()
        .post('/sign-in', { email: (await door.emailOf(ann)).toUpperCase() })
      assert.equal(response.headers.location, '/sign-in/sent')
    }
    assert.equal((await door.owner.query('select 1 from platform.link_request')).rowCount, mostLinks)
    await door.owner.query('delete from platform.link_request')
  })

  test('one machine may ask twenty times in a quarter of an hour, whatever addresses it types', async () => {
    const browser = door.newBrowser()
    for (let asked = 0; asked < 20; asked += 1)
      assert.equal(
        (await browser.post('/sign-in', { email: `guess${asked}@nowhere.example` })).statusCode,
        303,
      )
    assert.equal((await browser.post('/sign-in', { email: await door.emailOf(ann) })).statusCode, 429)
    await door.runJobs()
  })

  test('a leaver is sent nothing, and a link sent before they left opens nothing', async () => {
    const href = await ask(ann)
    await door.owner.query("update network.post set to_on = '2026-04-01' where person_id = $1", [ann])
    const links = (await door.links(ann)).length
    await ask(ann)
    assert.equal((await door.links(ann)).length, links)
    const browser = door.newBrowser()
    assert.equal((await browser.post(href, {})).statusCode, 422)
    assert.equal((await actorOf(browser)).kind, 'visitor')
    await door.owner.query('update network.post set to_on = null where person_id = $1', [ann])
  })

  test('neither names nor mailboxes nor network addresses stand in the tables of sign-in', async () => {
    const email = await door.emailOf(ann)
    await ask(carys)
    for (const table of [
      'auth.person',
      'auth.session',
      'auth.verification',
      'platform.sign_in_try',
      'platform.audit_entry',
    ]) {
      const { rows } = await door.owner.query(`select row_to_json(t)::text as text from ${table} t`)
      assert.ok(rows.length > 0, table)
      for (const { text } of rows) {
        assert.ok(!text.includes(email), table)
        assert.ok(!text.includes('127.0.0.1'), table)
        assert.ok(!text.includes('Ashdown'), table)
      }
    }
  })
})
