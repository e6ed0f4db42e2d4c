import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser'
import type { Browser } from '#src/testing/browser.ts'
import { scenario, type World } from '#src/testing/scenario.ts'
import { softwareAuthenticator, type SoftwareAuthenticator } from '../passkey/testing.ts'

const origin = 'http://localhost:3000'

const challengeOf = async <Options>(browser: Browser, url: string, fields: object): Promise<Options> => {
  const answer = await browser.raw('POST', url, new URLSearchParams({ ...fields }).toString(), {
    'content-type': 'application/x-www-form-urlencoded',
  })
  assert.equal(answer.statusCode, 200, answer.body)
  assert.equal(answer.headers['cache-control'], 'no-store')
  return answer.json<Options>()
}

async function add(browser: Browser, device: SoftwareAuthenticator, name: string) {
  const account = await browser.get('/account')
  const fields = browser.formOf(account, '/account/passkeys')
  const options = await challengeOf<PublicKeyCredentialCreationOptionsJSON>(
    browser,
    '/account/passkeys/options',
    fields,
  )
  return browser.submit(account, '/account/passkeys', {
    name,
    response: JSON.stringify(device.create(options)),
  })
}

async function enter(browser: Browser, device: SoftwareAuthenticator) {
  const page = await browser.get('/sign-in?return=/account')
  const options = await challengeOf<PublicKeyCredentialRequestOptionsJSON>(
    browser,
    '/sign-in/passkey/options',
    {},
  )
  return browser.submit(page, '/sign-in/passkey', { response: JSON.stringify(device.get(options)) })
}

const passkeys = (world: World) =>
  world.owner<{ id: string; name: string }>('select id, name from auth.passkey')

scenario('a passkey is added, signs in strongly, is removed, and then opens nothing', async (world) => {
  const ann = await world.browser('ann')
  const device = softwareAuthenticator({ origin })
  const added = await add(ann, device, 'Work  phone')
  assert.match(added.text, /Your passkey has been added.*Work phone.*Not used yet/)

  const anywhere = await world.browser()
  const entered = await enter(anywhere, device)
  assert.deepEqual([entered.url, entered.h1], ['/account', 'How you sign in'])
  assert.match(entered.text, /Work phone.*Last used/)
  const [session] = await world.owner(
    `select how, strength from auth.session where how = 'passkey' order by created_at desc limit 1`,
  )
  assert.deepEqual(session, { how: 'passkey', strength: 'strong' })

  const [{ id } = { id: '' }] = await passkeys(world)
  const removed = await ann.submit(await ann.get('/account'), `/account/passkeys/${id}/remove`)
  assert.match(removed.text, /The passkey has been removed/)
  assert.deepEqual(await passkeys(world), [])
  const refused = await enter(await world.browser(), device)
  assert.deepEqual([refused.status, refused.h1], [422, 'Sign in'])
  const events = await world.owner<{ event: string }>(
    `select event from platform.audit_entry where event like 'auth.passkey%' order by id`,
  )
  assert.deepEqual(
    events.map(({ event }) => event),
    ['auth.passkey_offered', 'auth.passkey_added', 'auth.passkey_removed'],
  )
})

scenario(
  'an answer without verification, from another page, or to an older challenge adds nothing and opens nothing',
  async (world) => {
    const ann = await world.browser('ann')
    const unverified = await add(ann, softwareAuthenticator({ origin, verifies: false }), 'Lazy')
    assert.equal(unverified.status, 422)
    const phished = softwareAuthenticator({ origin: 'http://localhost:3000.evil.example' })
    assert.equal((await add(ann, phished, 'Elsewhere')).status, 422)
    assert.deepEqual(await passkeys(world), [])

    const device = softwareAuthenticator({ origin })
    assert.equal((await add(ann, device, 'Phone')).status, 200)
    const visitor = await world.browser()
    const page = await visitor.get('/sign-in')
    const older = await challengeOf<PublicKeyCredentialRequestOptionsJSON>(
      visitor,
      '/sign-in/passkey/options',
      {},
    )
    await challengeOf(visitor, '/sign-in/passkey/options', {})
    const late = await visitor.submit(page, '/sign-in/passkey', {
      response: JSON.stringify(device.get(older)),
    })
    assert.equal(late.status, 422)
    for (const response of ['', 'not json', '{}', '[]', 'null'])
      assert.equal((await visitor.submit(page, '/sign-in/passkey', { response })).status, 422, response)
    assert.equal(visitor.cookies.has('holdfast.session_token'), false)
  },
)

scenario('nobody adds or removes a passkey for somebody else, and a visitor for nobody', async (world) => {
  const ann = await world.browser('ann')
  await add(ann, softwareAuthenticator({ origin }), 'Phone')
  const [{ id } = { id: '' }] = await passkeys(world)

  const bilal = await world.browser('bilal')
  const own = bilal.formOf(await bilal.get('/account'), '/account/passkeys')
  for (const other of [id, randomUUID()])
    assert.equal((await bilal.post(`/account/passkeys/${other}/remove`, own)).status, 404)
  // An answer to the challenge that Ann was given is not one of Bilal's.
  const forAnn = await challengeOf<PublicKeyCredentialCreationOptionsJSON>(
    ann,
    '/account/passkeys/options',
    ann.formOf(await ann.get('/account'), '/account/passkeys'),
  )
  const stolen = await bilal.post('/account/passkeys', {
    ...own,
    name: 'Mine',
    response: JSON.stringify(softwareAuthenticator({ origin }).create(forAnn)),
  })
  assert.equal(stolen.status, 422)

  const visitor = await world.browser()
  for (const url of ['/account/passkeys/options', '/account/passkeys', `/account/passkeys/${id}/remove`])
    assert.equal((await visitor.post(url, { response: '{}' }, { follow: false })).status, 303, url)
  assert.deepEqual(
    (await passkeys(world)).map((one) => one.id),
    [id],
  )
})
