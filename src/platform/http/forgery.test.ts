import assert from 'node:assert/strict'
import { formEvents, formRoutes, sendNote, tokenFor } from '#src/testing/trial-forms.ts'
import { scenario, type World } from '#src/testing/scenario.ts'
import { formType, makeNotes, withTrialHouse, type TrialHouse } from '#src/testing/trial-house.ts'

const withForms = async (world: World, work: (house: TrialHouse) => Promise<void>) => {
  await makeNotes(world)
  await withTrialHouse(world, { routes: formRoutes, events: formEvents }, work)
}

const notes = async (world: World) => (await world.owner('select 1 from trial.note')).length

scenario(
  'a form is taken from our own page only: no other site, no other origin, no request without either',
  (world) =>
    withForms(world, async ({ app, browser }) => {
      const ann = await browser('ann')
      const token = await tokenFor(ann)
      const cookie = [...ann.cookies]
        .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
        .join('; ')
      const headers: Record<string, string>[] = [
        {},
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site' },
        { 'sec-fetch-site': 'none' },
        { 'sec-fetch-site': 'cross-site', origin: 'http://localhost:3000' },
        { origin: 'null' },
        { origin: 'http://elsewhere.example' },
        { origin: 'http://localhost:3001' },
        { origin: 'http://127.0.0.1:3000' },
        { origin: 'http://localhost:3000.elsewhere.example' },
        { origin: 'not an address' },
        { referer: 'http://localhost:3000/trial/form' },
      ]
      for (const given of headers) {
        const response = await app.server.inject({
          method: 'POST',
          url: '/trial/notes',
          headers: { host: 'localhost:3000', cookie, ...formType, ...given },
          payload: new URLSearchParams({ _token: token, words: 'forged' }).toString(),
        })
        assert.equal(response.statusCode, 403, JSON.stringify(given))
        assert.match(response.body, /Nothing was changed/)
      }
      assert.equal(await notes(world), 0)
      const old = await app.server.inject({
        method: 'POST',
        url: '/trial/notes',
        headers: { host: 'localhost:3000', cookie, ...formType, origin: 'http://localhost:3000' },
        payload: new URLSearchParams({ _token: token, words: 'an older browser' }).toString(),
      })
      assert.equal(old.statusCode, 303)
    }),
)

scenario(
  'a form without the page’s token, or with another session’s, changes nothing and gives back what was typed',
  (world) =>
    withForms(world, async ({ browser }) => {
      const ann = await browser('ann')
      const mine = await tokenFor(ann)
      const others = await tokenFor(await browser('erin'))
      const again = await tokenFor(await browser('ann'))
      const [nonce = '', mark = ''] = mine.split('.')
      const forged = [
        '',
        'x',
        '.',
        nonce,
        `${nonce}.`,
        `.${mark}`,
        `${nonce}.${mark.slice(1)}`,
        `x${nonce}.${mark}`,
        others,
        again,
        'x'.repeat(3000),
      ]
      for (const token of forged) {
        const response = await sendNote(ann, token, 'typed with care')
        assert.equal(response.statusCode, 422, token)
        assert.match(response.body, /You have signed in again since this page was opened/)
        assert.match(response.body, /typed: typed with care/)
      }
      assert.equal(await notes(world), 0)
      assert.equal((await sendNote(ann, mine, 'with the token')).statusCode, 303)
    }),
)

scenario('a token sent twice, or as a list, is no token', (world) =>
  withForms(world, async ({ browser }) => {
    const ann = await browser('ann')
    const token = await tokenFor(ann)
    const body = `_token=${encodeURIComponent(token)}&_token=x&words=twice`
    assert.equal((await ann.raw('POST', '/trial/notes', body, formType)).statusCode, 422)
    assert.equal(await notes(world), 0)
  }),
)

scenario('a token ends with its session, though the person signs in again', (world) =>
  withForms(world, async ({ browser }) => {
    const ann = await browser('ann')
    const token = await tokenFor(ann)
    await ann.raw('POST', '/demo/sign-in', 'person=ann', formType)
    assert.equal((await sendNote(ann, token, 'older')).statusCode, 422)
    assert.equal(await notes(world), 0)
  }),
)

scenario('a form of an address that only others may use is not there, whatever token it brings', (world) =>
  withForms(world, async ({ browser }) => {
    const ann = await browser('ann')
    const body = new URLSearchParams({ _token: await tokenFor(ann), words: 'not mine' }).toString()
    const hidden = await ann.raw('POST', '/trial/officers', body, formType)
    assert.equal(hidden.statusCode, 404)
    const refused = await world.owner<{ fields: object }>(
      `select fields from platform.audit_entry where event = 'platform.refused'`,
    )
    assert.deepEqual(
      refused.map(({ fields }) => fields),
      [{ route: 'POST /trial/officers' }],
    )
    assert.equal(await notes(world), 0)
  }),
)

scenario('a change that writes nothing down is a fault of ours and leaves no row', (world) =>
  withForms(world, async ({ browser }) => {
    const ann = await browser('ann')
    assert.equal((await sendNote(ann, await tokenFor(ann), 'silently')).statusCode, 500)
    assert.equal(await notes(world), 0)
  }),
)

scenario('a notice is shown once, on the next page, and nobody else can write one', (world) =>
  withForms(world, async ({ browser }) => {
    const ann = await browser('ann')
    const sent = await sendNote(ann, await tokenFor(ann), 'hello')
    const where = String(sent.headers.location)
    assert.match((await ann.raw('GET', where)).body, /The note is written\./)
    assert.doesNotMatch((await ann.raw('GET', where)).body, /The note is written\./)

    const text = Buffer.from(JSON.stringify({ kind: 'success', text: 'Ring this number' })).toString(
      'base64url',
    )
    for (const forged of [
      text,
      `${text}.`,
      `${text}.AAAA`,
      `${text}.${'A'.repeat(43)}`,
      'x'.repeat(5000),
      '.',
      '%00',
    ]) {
      ann.cookies.set('holdfast.notice', forged)
      const page = await ann.raw('GET', '/trial/form')
      assert.equal(page.statusCode, 200)
      assert.doesNotMatch(page.body, /Ring this number/)
    }
  }),
)

scenario('the page a change leads to is one of ours, whatever was typed into the address', (world) =>
  withForms(world, async ({ browser }) => {
    const visitor = await browser()
    for (const address of [
      '//elsewhere.example',
      '/\\elsewhere.example',
      '/\t/elsewhere.example',
      'https://elsewhere.example',
      '/%09/elsewhere.example',
    ]) {
      const response = await visitor.raw(
        'POST',
        '/demo/sign-in',
        new URLSearchParams({ person: 'ann', return: address }).toString(),
        formType,
      )
      assert.equal(response.statusCode, 303)
      assert.match(String(response.headers.location), /^\/(home|%09\/elsewhere\.example)$/, address)
    }
  }),
)
