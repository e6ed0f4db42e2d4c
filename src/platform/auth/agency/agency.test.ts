import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { after, before, beforeEach, describe, test } from 'node:test'
import { bilal, openFrontDoor, type FrontDoor, type TestBrowser } from '../testing.ts'
import { startProvider, type Tamper, type TestProvider } from './provider-for-tests.ts'

describe('signing in through one’s own organisation', () => {
  let door: FrontDoor
  let agency: TestProvider
  let agencyId = ''
  let email = ''

  before(async () => {
    door = await openFrontDoor()
    email = await door.emailOf(bilal)
    agency = await startProvider(() => `${door.origin}/sign-in/organisation/${agencyId}/callback`)
    const admin = door.newBrowser()
    await admin.signInAs('dev')
    const set = await admin.post(
      '/settings/sign-in',
      {
        name: 'Community Health Trust',
        email,
        issuer: agency.issuer,
        clientId: agency.clientId,
        clientSecret: agency.clientSecret,
        amrValues: 'mfa',
        acrValues: '',
      },
      '/settings/sign-in',
    )
    assert.equal(set.statusCode, 303, set.body)
    const { rows } = await door.owner.query('select id, sealed_secret from platform.agency_sign_in')
    agencyId = rows[0].id
    assert.ok(!rows[0].sealed_secret.toString('latin1').includes(agency.clientSecret))
    agency.renew()
  })
  after(async () => {
    await agency.stop()
    await door.close()
  })
  beforeEach(() => {
    agency.state.tamper = null
    agency.state.codeSeconds = 60
    agency.state.login = { sub: 'bilal-at-the-trust', email }
  })

  const setOut = (browser: TestBrowser) => browser.get(`/sign-in/organisation/${agencyId}?return=/network`)
  const wholeWay = async (browser = door.newBrowser()) => {
    const out = await setOut(browser)
    const back = new URL(await agency.walkThrough(String(out.headers.location)))
    return {
      browser,
      back: back.pathname + back.search,
      response: await browser.get(back.pathname + back.search),
    }
  }
  const lastRefusal = async () =>
    (await door.events()).findLast(({ event }) => event === 'platform.sign_in_refused')?.fields
  const assertRefused = async (tamper: Tamper | null, reason: RegExp) => {
    agency.state.tamper = tamper
    const { browser, response } = await wholeWay()
    assert.equal(response.statusCode, 403, response.body)
    assert.match(response.body, /You are not signed in/)
    assert.equal((await door.signIn.actorFor(browser.cookieHeader())).actor.kind, 'visitor')
    const refusal = await lastRefusal()
    assert.equal(refusal?.['how'], 'agency')
    assert.match(String(refusal?.['reason']), reason)
  }

  test('opens nothing until a second person has confirmed it, who is not the one that set it up', async () => {
    assert.equal((await setOut(door.newBrowser())).statusCode, 503)
    assert.doesNotMatch((await door.newBrowser().get('/sign-in')).body, /Community Health Trust/)
    const admin = door.newBrowser()
    await admin.signInAs('dev')
    assert.equal(
      (await admin.post(`/settings/sign-in/${agencyId}/confirm`, {}, '/settings/sign-in')).statusCode,
      404,
    )
    const officer = door.newBrowser()
    await officer.signInAs('erin')
    const done = await officer.post(`/settings/sign-in/${agencyId}/confirm`, {}, '/settings/sign-in')
    assert.equal(done.statusCode, 303, done.body)
    assert.match((await door.newBrowser().get('/sign-in')).body, /Community Health Trust/)
  })

  test('a person of that organisation comes in, by the link’s strength unless the agreed words were told', async () => {
    const { browser, response } = await wholeWay()
    assert.equal(response.headers.location, '/network', response.body)
    const { actor } = await door.signIn.actorFor(browser.cookieHeader())
    assert.equal(actor.kind === 'person' && actor.personId, bilal)
    assert.equal(actor.kind === 'person' && actor.strength, 'link')
    assert.ok(
      (await door.events()).some(
        ({ event, person_id }) => event === 'platform.signed_in' && person_id === bilal,
      ),
    )
  })

  test('the agreed amr makes the sign-in strong', async () => {
    agency.state.login = { sub: 'bilal-at-the-trust', email, amr: ['pwd', 'mfa'] }
    const { browser } = await wholeWay()
    const { actor } = await door.signIn.actorFor(browser.cookieHeader())
    assert.equal(actor.kind === 'person' && actor.strength, 'strong')
  })

  test('after the agency has changed its keys, sign-in goes on', async () => {
    await agency.rotate()
    assert.equal((await wholeWay()).response.headers.location, '/network')
  })

  test('a token of another issuer is refused', () =>
    assertRefused((claims, sign) => sign({ ...claims, iss: 'https://elsewhere.example' }), /claim/))

  test('a token for another audience is refused', () =>
    assertRefused((claims, sign) => sign({ ...claims, aud: 'somebody-else' }), /claim/))

  test('a token with another nonce is refused', () =>
    assertRefused((claims, sign) => sign({ ...claims, nonce: 'another' }), /claim/))

  test('an expired token is refused', () =>
    assertRefused((claims, sign) => sign({ ...claims, iat: 1_000, exp: 2_000 }), /timestamp|claim/))

  test('a token signed with a key that is not the agency’s is refused', async () => {
    const key = await agency.strangerKey()
    await assertRefused((claims, sign) => sign(claims, key), /oauth/)
  })

  test('a token without a signature is refused', () =>
    assertRefused(async (claims) => agency.unsigned(claims), /oauth/))

  test('a code that is older than the agency allows is refused', async () => {
    agency.state.codeSeconds = 1
    const browser = door.newBrowser()
    const back = new URL(await agency.walkThrough(String((await setOut(browser)).headers.location)))
    await pause(2_100)
    assert.equal((await browser.get(back.pathname + back.search)).statusCode, 403)
    assert.match(String((await lastRefusal())?.['reason']), /oauth/)
  })

  test('an answer works once: the same address again, or its code on another trip, is refused', async () => {
    const { browser, back } = await wholeWay()
    assert.equal((await browser.get(back)).statusCode, 403)
    assert.equal((await lastRefusal())?.['reason'], 'no_trip')
    const again = door.newBrowser()
    const state = new URL(String((await setOut(again)).headers.location)).searchParams.get('state') ?? ''
    const replayed = new URL(back, door.origin)
    replayed.searchParams.set('state', state)
    assert.equal((await again.get(replayed.pathname + replayed.search)).statusCode, 403)
    assert.match(String((await lastRefusal())?.['reason']), /oauth/)
  })

  test('an answer in another browser than the one that set out is refused', async () => {
    const out = await setOut(door.newBrowser())
    const back = new URL(await agency.walkThrough(String(out.headers.location)))
    assert.equal((await door.newBrowser().get(back.pathname + back.search)).statusCode, 403)
  })

  test('somebody whom no organisation has is refused', async () => {
    agency.state.login = { sub: 'a-stranger', email: 'stranger@nowhere.example' }
    await assertRefused(null, /^unknown$/)
  })

  test('somebody of another organisation is refused, though the agency vouches for them', async () => {
    agency.state.login = {
      sub: 'an-outsider',
      email: await door.emailOf('00000000-0000-4000-8000-000000000003'),
    }
    await assertRefused(null, /^other_organisation$/)
  })

  test('somebody who is also on another organisation’s list is refused: their sign-in speaks for their own people', async () => {
    const { rows } = await door.owner.query(
      `insert into network.post (person_id, organisation_id, title, from_on, changed_at)
       select $1, organisation_id, 'Adviser', '2016-01-01', now() from network.post where person_id <> $1 limit 1 returning id`,
      [bilal],
    )
    await assertRefused(null, /^other_organisation$/)
    await door.owner.query('delete from network.post where id = $1', [rows[0].id])
  })

  test('another subject with the address of somebody who is bound already is refused', async () => {
    agency.state.login = { sub: 'the-next-owner-of-the-mailbox', email }
    await assertRefused(null, /^other_subject$/)
  })

  test('a leaver is refused, although the agency still knows them', async () => {
    await door.owner.query("update network.post set to_on = '2026-04-01' where person_id = $1", [bilal])
    await assertRefused(null, /^not_in_directory$/)
    await door.owner.query('update network.post set to_on = null where person_id = $1', [bilal])
  })

  test('an organisation whose sign-in has ended is refused from that moment', async () => {
    const browser = door.newBrowser()
    const back = new URL(await agency.walkThrough(String((await setOut(browser)).headers.location)))
    const admin = door.newBrowser()
    await admin.signInAs('dev')
    assert.equal(
      (await admin.post(`/settings/sign-in/${agencyId}/end`, {}, '/settings/sign-in')).statusCode,
      303,
    )
    assert.equal((await browser.get(back.pathname + back.search)).statusCode, 403)
    assert.equal((await setOut(door.newBrowser())).statusCode, 503)
  })
})
