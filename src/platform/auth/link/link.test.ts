import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { ann, openFrontDoor, signInByLink, type FrontDoor } from '../testing.ts'

describe('signing in by a mailed link', () => {
  let door: FrontDoor
  before(async () => {
    door = await openFrontDoor()
  })
  after(() => door.close())

  test('the link in the mail leads to a page with a button, and the button signs the person in', async () => {
    const browser = door.newBrowser()
    const response = await signInByLink(door, browser, ann)
    assert.equal(response.statusCode, 303)
    assert.equal(response.headers.location, '/account')
    const cookie = [response.headers['set-cookie']].flat().join()
    assert.match(cookie, /HttpOnly/)
    assert.match(cookie, /SameSite=Lax/)
    assert.match(cookie, /Max-Age=28800/)
    const { actor } = await door.signIn.actorFor(browser.cookieHeader())
    assert.equal(actor.kind === 'person' && actor.personId, ann)
    assert.equal(actor.kind === 'person' && actor.strength, 'link')
  })
})
