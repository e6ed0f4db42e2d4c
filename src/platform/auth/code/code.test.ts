import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { ann, carys, openFrontDoor, signInByLink, type FrontDoor, type TestBrowser } from '../testing.ts'
import { codeAt } from './code-secret.ts'
import { lockMinutes, mostWrong } from './decide-try.ts'

/** The letters of the page, as a person would type them into their app. */
const lettersOf = (body: string): string =>
  (/<code class="hf-reference">([^<]+)</.exec(body)?.[1] ?? '').replaceAll(' ', '')

describe('a code app', () => {
  let door: FrontDoor
  let secret = ''
  before(async () => {
    door = await openFrontDoor()
  })
  after(() => door.close())

  const later = (duration: Temporal.DurationLike) => {
    door.clock.now = door.clock.now.add(duration)
  }
  const code = () => codeAt(secret, door.clock.now)
  const strengthOf = async (browser: TestBrowser) => {
    const { actor } = await door.signIn.actorFor(browser.cookieHeader())
    return actor.kind === 'person' ? actor.strength : actor.kind
  }
  const enter = (browser: TestBrowser, typed: string) =>
    browser.post('/sign-in/code', { code: typed, return: '/account' }, '/sign-in/code')

  test('is set up with the square or its letters, and makes the sign-in strong', async () => {
    const browser = door.newBrowser()
    await signInByLink(door, browser, carys)
    assert.equal(
      (await browser.post('/account/code/offer', {}, '/account')).headers.location,
      '/account/code',
    )
    const page = await browser.get('/account/code')
    assert.match(page.body, /<img src="data:image\/svg\+xml;base64,/)
    secret = lettersOf(page.body)
    const wrong = await browser.post('/account/code', { code: '000000' }, '/account/code')
    assert.equal(wrong.statusCode, 422)
    const done = await browser.post('/account/code', { code: code() }, '/account/code')
    assert.equal(done.statusCode, 303, done.body)
    assert.equal(await strengthOf(browser), 'strong')
    const { rows } = await door.owner.query('select sealed_secret from platform.code_app')
    assert.ok(!rows[0].sealed_secret.toString('latin1').includes(secret))
    assert.equal((await browser.get('/account/code')).headers.location, '/account')
    const { rows: mails } = await door.owner.query(
      `select 1 from platform.mail where purpose = 'auth.way_in_changed' and to_person = $1`,
      [carys],
    )
    assert.equal(mails.length, 1)
  })

  test('a link then leads to the code, and link and code together are strong; the link’s own session is gone', async () => {
    later({ minutes: 1 })
    const browser = door.newBrowser()
    const response = await signInByLink(door, browser, carys)
    assert.equal(response.headers.location, '/sign-in/code?return=%2Faccount')
    assert.equal(await strengthOf(browser), 'link')
    const byLink = browser.cookieHeader()
    const done = await enter(browser, code())
    assert.equal(done.headers.location, '/account')
    assert.equal(await strengthOf(browser), 'strong')
    assert.equal((await door.signIn.actorFor(byLink)).actor.kind, 'visitor')
  })

  test('the same code a second time is wrong, also within its half minute', async () => {
    const browser = door.newBrowser()
    await signInByLink(door, browser, carys)
    const again = await enter(browser, code())
    assert.equal(again.statusCode, 422)
    assert.match(again.body, /wrong or was used before/)
    assert.equal(await strengthOf(browser), 'link')
  })

  test('the same code from two browsers at once lets one in', async () => {
    later({ minutes: 2 })
    const browsers = [door.newBrowser(), door.newBrowser()] as const
    for (const browser of browsers) await signInByLink(door, browser, carys)
    const typed = code()
    const answers = await Promise.all(browsers.map((browser) => enter(browser, typed)))
    assert.deepEqual(
      answers.map(({ statusCode }) => statusCode).toSorted((a, b) => a - b),
      [303, 422],
    )
  })

  test('five wrong codes lock it for a quarter of an hour, though each refusal keeps nothing else', async () => {
    later({ minutes: 20 })
    const browser = door.newBrowser()
    await signInByLink(door, browser, carys)
    for (let wrong = 0; wrong < mostWrong; wrong += 1)
      assert.equal((await enter(browser, '000000')).statusCode, 422)
    later({ minutes: 1 })
    const locked = await enter(browser, code())
    assert.equal(locked.statusCode, 422)
    assert.match(locked.body, /Too many wrong codes/)
    assert.ok(
      (await door.events()).some(
        ({ event, fields }) => event === 'auth.code_app_locked' && fields['person'] === carys,
      ),
    )
    later({ minutes: lockMinutes })
    assert.equal((await enter(browser, code())).statusCode, 303)
  })

  test('a link alone can neither remove it nor put another way in beside it', async () => {
    later({ minutes: 20 })
    const browser = door.newBrowser()
    await signInByLink(door, browser, carys)
    for (const url of ['/account/code/remove', '/account/code/offer', '/account/passkeys/options']) {
      const response = await browser.post(url, {}, '/account')
      assert.equal(response.statusCode, 422, url)
      assert.match(response.body, /Sign in with your passkey or code first/)
    }
    assert.equal(
      (await door.owner.query(`select 1 from platform.code_app where state = 'in_use'`)).rowCount,
      1,
    )
  })

  test('casework asks for it: who has set up nothing is told how', async () => {
    const browser = door.newBrowser()
    await signInByLink(door, browser, ann)
    const page = await browser.get('/sign-in/stronger?return=/children')
    assert.match(page.body, /Set up a passkey or a code app/)
  })

  test('after a strong sign-in it can be removed', async () => {
    later({ minutes: 2 })
    const browser = door.newBrowser()
    await signInByLink(door, browser, carys)
    await enter(browser, code())
    assert.equal((await browser.post('/account/code/remove', {}, '/account')).statusCode, 303)
    assert.equal((await door.owner.query('select 1 from platform.code_app')).rowCount, 0)
  })
})
