import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { inTransaction } from '#platform/db/database.ts'
import { system } from '../actor.ts'
import { addressChanged } from '../address-changed.ts'
import { endEverything } from '../end-everything.ts'
import { ann, bilal, carys, openFrontDoor, signInByLink, type FrontDoor } from '../testing.ts'
import { sweepJob } from './sweep.ts'

describe('a session', () => {
  let door: FrontDoor
  before(async () => {
    door = await openFrontDoor()
  })
  after(() => door.close())

  const later = (duration: Temporal.DurationLike) => {
    door.clock.now = door.clock.now.add(duration)
  }

  test('is nobody’s without a cookie, and with one that we did not sign', async () => {
    const browser = door.newBrowser()
    await browser.signInAs('ann')
    assert.equal((await door.signIn.actorFor(undefined)).actor.kind, 'visitor')
    const forged = (browser.cookieHeader() ?? '').replace(
      /session_token=[A-Za-z0-9]{4}/,
      'session_token=AAAA',
    )
    assert.equal((await door.signIn.actorFor(forged)).actor.kind, 'visitor')
    assert.equal((await door.signIn.actorFor(browser.cookieHeader())).actor.kind, 'person')
  })

  test('the row in the database is not enough to make a cookie of', async () => {
    const browser = door.newBrowser()
    await browser.signInAs('ann')
    const { rows } = await door.owner.query('select token from auth.session limit 1')
    assert.equal(
      (await door.signIn.actorFor(`holdfast.session_token=${rows[0].token}`)).actor.kind,
      'visitor',
    )
  })

  test('a strong one ends after half an hour without use and says whose it was; use keeps it open', async () => {
    const browser = door.newBrowser()
    await browser.signInAs('carys')
    later({ minutes: 29 })
    assert.equal((await door.signIn.actorFor(browser.cookieHeader())).actor.kind, 'person')
    later({ minutes: 29 })
    assert.equal((await door.signIn.actorFor(browser.cookieHeader())).actor.kind, 'person')
    later({ minutes: 30 })
    const { actor, expiredPersonId } = await door.signIn.actorFor(browser.cookieHeader())
    assert.equal(actor.kind, 'visitor')
    assert.equal(expiredPersonId, carys)
  })

  test('one by a link alone stays open for eight hours and no longer', async () => {
    const browser = door.newBrowser()
    await signInByLink(door, browser, ann)
    later({ hours: 7, minutes: 59 })
    assert.equal((await door.signIn.actorFor(browser.cookieHeader())).actor.kind, 'person')
    later({ minutes: 1 })
    const { actor, expiredPersonId } = await door.signIn.actorFor(browser.cookieHeader())
    assert.deepEqual([actor.kind, expiredPersonId], ['visitor', ann])
  })

  test('signing out ends it for good and is written down', async () => {
    const browser = door.newBrowser()
    await browser.signInAs('ann')
    const cookie = browser.cookieHeader()
    const response = await browser.post('/sign-out', {}, '/account')
    assert.equal(response.statusCode, 303)
    assert.equal(browser.cookieHeader(), undefined)
    assert.equal((await door.signIn.actorFor(cookie)).actor.kind, 'visitor')
    assert.ok(
      (await door.events()).some(
        ({ event, person_id }) => event === 'platform.signed_out' && person_id === ann,
      ),
    )
  })

  test('a person sees their own and ends one or all others; somebody else’s is out of reach', async () => {
    const [here, there, other] = [door.newBrowser(), door.newBrowser(), door.newBrowser()]
    await here.signInAs('ann')
    await there.signInAs('ann')
    await other.signInAs('bilal')
    const page = await here.get('/account')
    assert.match(page.body, /Firefox on Windows \(here\)/)
    const idOf = async (browser: typeof here) =>
      (await door.signIn.actorFor(browser.cookieHeader())).session?.id ?? ''
    const theirs = await idOf(other)
    assert.equal((await here.post(`/account/sessions/${theirs}/end`, {}, '/account')).statusCode, 303)
    assert.equal((await door.signIn.actorFor(other.cookieHeader())).actor.kind, 'person')
    await here.post(`/account/sessions/${await idOf(there)}/end`, {}, '/account')
    assert.equal((await door.signIn.actorFor(there.cookieHeader())).actor.kind, 'visitor')
    await there.signInAs('ann')
    await here.post('/account/sessions/end-others', {}, '/account')
    assert.equal((await door.signIn.actorFor(there.cookieHeader())).actor.kind, 'visitor')
    assert.equal((await door.signIn.actorFor(here.cookieHeader())).actor.kind, 'person')
  })

  test('signing in anew replaces the session of that browser', async () => {
    const browser = door.newBrowser()
    await browser.signInAs('ann')
    const first = browser.cookieHeader()
    await browser.signInAs('bilal')
    assert.equal((await door.signIn.actorFor(first)).actor.kind, 'visitor')
    const { actor } = await door.signIn.actorFor(browser.cookieHeader())
    assert.equal(actor.kind === 'person' && actor.personId, bilal)
  })

  test('a leaver’s session counts no more from the day after they left', async () => {
    const browser = door.newBrowser()
    await browser.signInAs('bilal')
    await door.owner.query("update network.post set to_on = '2026-04-01' where person_id = $1", [bilal])
    assert.equal((await door.signIn.actorFor(browser.cookieHeader())).actor.kind, 'visitor')
    await door.owner.query('update network.post set to_on = null where person_id = $1', [bilal])
  })

  test('a changed address ends sessions, links and passkeys, in the transaction that changes it or not at all', async () => {
    const browser = door.newBrowser()
    await signInByLink(door, browser, ann)
    await door.newBrowser().post('/sign-in', { email: await door.emailOf(ann) })
    await door.runJobs()
    const [href = ''] = await door.links(ann)
    await assert.rejects(
      inTransaction(door.db, system('test'), async (tx) => {
        await endEverything(tx, system('test'), ann, 'address_changed')
        throw new Error('the change did not come about')
      }),
    )
    assert.equal((await door.signIn.actorFor(browser.cookieHeader())).actor.kind, 'person')
    await inTransaction(door.db, system('test'), (tx) =>
      endEverything(tx, system('test'), ann, 'address_changed'),
    )
    assert.equal((await door.signIn.actorFor(browser.cookieHeader())).actor.kind, 'visitor')
    assert.equal((await door.newBrowser().post(href, {})).statusCode, 422)
    const told = (await door.events()).findLast(({ event }) => event === 'auth.all_ended')
    assert.equal(told?.fields['person'], ann)
    assert.equal(told?.fields['why'], 'address_changed')
    assert.equal(told?.fields['links'], 1)
  })

  test('the old address is told when it changes, and the code app stays to guard what comes after', async () => {
    await door.owner.query(
      `insert into platform.code_app (person_id, sealed_secret, state, proposed_at, in_use_at) values ($1, 'x', 'in_use', now(), now())`,
      [ann],
    )
    await inTransaction(door.db, system('test'), (tx) =>
      addressChanged(
        tx,
        system('test'),
        { personId: ann, oldAddress: 'old@larkmere.example' },
        door.clock.now,
      ),
    )
    const { rows } = await door.owner.query(
      `select c.to_address from platform.mail m join platform.mail_content c on c.mail_id = m.id where m.purpose = 'auth.address_changed'`,
    )
    assert.deepEqual(rows, [{ to_address: 'old@larkmere.example' }])
    assert.equal((await door.owner.query('select 1 from platform.code_app')).rowCount, 1)
    await inTransaction(door.db, system('test'), (tx) => endEverything(tx, system('test'), ann, 'left'))
    assert.equal((await door.owner.query('select 1 from platform.code_app')).rowCount, 0)
  })

  test('what has run out is swept after a day', async () => {
    await door.newBrowser().signInAs('ann')
    later({ hours: 33 })
    await sweepJob.run(
      {
        db: door.db,
        now: door.clock.now,
        signal: new AbortController().signal,
        log: { info: () => {}, warn: () => {} },
      },
      {},
    )
    assert.equal((await door.owner.query('select 1 from auth.session')).rowCount, 0)
  })

  test('demo sign-in is refused to other sites, other machines and people who are not of the cast', async () => {
    const send = (headers: Record<string, string>, remoteAddress = '127.0.0.1', person = 'ann') =>
      door.server.inject({
        method: 'POST',
        url: '/demo/sign-in',
        remoteAddress,
        headers: { host: 'localhost:3000', 'content-type': 'application/x-www-form-urlencoded', ...headers },
        payload: `person=${person}`,
      })
    assert.equal((await send({ origin: 'http://localhost:3000' })).statusCode, 303)
    assert.equal((await send({ 'sec-fetch-site': 'cross-site' })).statusCode, 404)
    assert.equal((await send({ origin: 'http://elsewhere.example' })).statusCode, 404)
    assert.equal((await send({})).statusCode, 404)
    assert.equal((await send({ 'sec-fetch-site': 'same-origin' }, '192.0.2.7')).statusCode, 404)
    assert.equal(
      (await send({ 'sec-fetch-site': 'same-origin' }, '127.0.0.1', 'constructor')).statusCode,
      404,
    )
  })
})
