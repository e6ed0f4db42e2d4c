import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { carys, openFrontDoor, signInByLink, type FrontDoor } from '../testing.ts'
import { codeAt } from './code-secret.ts'

/** The letters of the page, as a person would type them into their app. */
const lettersOf = (body: string): string =>
  (/<code class="hf-reference">([^<]+)</.exec(body)?.[1] ?? '').replaceAll(' ', '')

describe('a code app', () => {
  let door: FrontDoor
  before(async () => {
    door = await openFrontDoor()
  })
  after(() => door.close())

  test('is set up with the square or its letters, and makes the sign-in strong', async () => {
    const browser = door.newBrowser()
    await signInByLink(door, browser, carys)
    assert.equal(
      (await browser.post('/account/code/offer', {}, '/account')).headers.location,
      '/account/code',
    )
    const page = await browser.get('/account/code')
    assert.match(page.body, /<img src="data:image\/svg\+xml;base64,/)
    const secret = lettersOf(page.body)
    const done = await browser.post(
      '/account/code',
      { code: codeAt(secret, door.clock.now) },
      '/account/code',
    )
    assert.equal(done.statusCode, 303, done.body)
    const { actor, session } = await door.signIn.actorFor(browser.cookieHeader())
    assert.equal(actor.kind === 'person' && actor.strength, 'strong')
    assert.equal(session?.how, 'link_and_code')
    const { rows } = await door.owner.query('select sealed_secret from platform.code_app')
    assert.ok(!rows[0].sealed_secret.toString('latin1').includes(secret))
  })
})
