import assert from 'node:assert/strict'
import { scenario } from '#src/testing/scenario.ts'
import { bearer, isProblem, lines, otherBearer, tokenId, withNotes } from '#src/testing/trial-notes.ts'
import { trialHost } from '#src/testing/trial-house.ts'

scenario('a token reads what its scope opens, and each call is written down with token and person', (world) =>
  withNotes(world, async (ask) => {
    await world.owner(`insert into trial.note (words) values ('first')`)
    const { personId } = await world.as('bilal')
    const response = await ask('GET', '/api/v1/notes')
    assert.equal(response.statusCode, 200)
    assert.equal(response.json<{ items: unknown[] }>().items.length, 1)
    const [line] = await lines(world, 'trial.notes_read')
    assert.deepEqual(line, { fields: { rows: 1 }, token_id: tokenId, person_id: personId })
  }),
)

scenario('a read that names no event is written down as a call of its route', (world) =>
  withNotes(world, async (ask) => {
    const [row] = await world.owner<{ id: string }>(
      `insert into trial.note (words) values ('first') returning id`,
    )
    assert.equal((await ask('GET', `/api/v1/notes/${row?.id}`)).statusCode, 200)
    const called = await lines(world, 'platform.api_called')
    assert.deepEqual(
      called.map(({ fields }) => fields),
      [{ route: 'GET /api/v1/notes/:noteId', status: 200 }],
    )
  }),
)

scenario(
  'without a token, or with one that is not in force, nothing is said and the try is written down',
  (world) =>
    withNotes(world, async (ask) => {
      for (const authorization of [
        '',
        'Basic bm86bm8=',
        'Bearer',
        'Bearer x',
        `Bearer ${'hf_'.padEnd(43, 'z')}`,
        `Bearer ${bearer} ${bearer}`,
      ]) {
        const response = await ask('GET', '/api/v1/notes', { headers: { authorization } })
        isProblem(response, 401)
        assert.match(String(response.headers['www-authenticate']), /^Bearer/)
      }
      const refused = await lines(world, 'platform.sign_in_refused')
      assert.deepEqual(
        refused.map(({ fields }) => fields),
        [{ how: 'api_token', reason: 'not_in_force' }],
      )
    }),
)

scenario('a cookie of a person who is signed in opens nothing of the API', (world) =>
  withNotes(world, async (_ask, house) => {
    const erin = await house.browser('erin')
    assert.equal((await erin.raw('GET', '/api/v1/notes')).statusCode, 401)
  }),
)

scenario('a token without the scope is refused, and that is written down', (world) =>
  withNotes(world, async (ask) => {
    isProblem(await ask('POST', '/api/v1/notes', { token: otherBearer, key: 'k', body: { words: 'x' } }), 403)
    const refused = await lines(world, 'platform.refused')
    assert.deepEqual(
      refused.map(({ fields }) => fields),
      [{ route: 'POST /api/v1/notes' }],
    )
    assert.equal((await world.owner('select 1 from trial.note')).length, 0)
  }),
)

scenario('what is hidden, absent and misnamed gives the same 404', (world) =>
  withNotes(world, async (ask) => {
    const bodies = new Set<string>()
    for (const id of [
      '3f2b8c1e-6d4a-4b7e-9c55-0a1b2c3d4e5f',
      'nonsense',
      '%00',
      "'; drop table trial.note --",
    ]) {
      const response = await ask('GET', `/api/v1/notes/${encodeURIComponent(id)}`)
      isProblem(response, 404)
      const { reference: _, ...rest } = response.json<Record<string, unknown>>()
      bodies.add(JSON.stringify(rest))
    }
    assert.equal(bodies.size, 1)
  }),
)

scenario('an answer carries its mark, and asking again with the mark gives 304 and no body', (world) =>
  withNotes(world, async (ask) => {
    const first = await ask('GET', '/api/v1/notes')
    const etag = String(first.headers.etag)
    assert.match(etag, /^"[\w-]{20,}"$/)
    assert.equal(first.headers['cache-control'], 'private, no-cache')
    const again = await ask('GET', '/api/v1/notes', { headers: { 'if-none-match': `"other", W/${etag}` } })
    assert.deepEqual([again.statusCode, again.body], [304, ''])
    await world.owner(`insert into trial.note (words) values ('new')`)
    assert.equal((await ask('GET', '/api/v1/notes', { headers: { 'if-none-match': etag } })).statusCode, 200)
  }),
)

scenario('a list comes page by page, each row once, though others are written meanwhile', (world) =>
  withNotes(world, async (ask) => {
    await world.owner(
      `insert into trial.note (words) select 'a ' || lpad(n::text, 3, '0') from generate_series(1, 25) n`,
    )
    await world.owner(`insert into trial.note (words) values ('b other')`)
    const seen: string[] = []
    let next: string | null = '/api/v1/notes?limit=10&begins=a'
    while (next) {
      const page: { items: { words: string }[]; next: string | null } = (await ask('GET', next)).json()
      seen.push(...page.items.map(({ words }) => words))
      assert.ok(!next.includes('a%20'), 'a row’s words stand in the address')
      if (seen.length === 10) await world.owner(`insert into trial.note (words) values ('a 000')`)
      next = page.next
    }
    assert.equal(seen.length, 25)
    assert.equal(new Set(seen).size, 25)
  }),
)

scenario('where a page ended cannot be made up or taken from another list', (world) =>
  withNotes(world, async (ask) => {
    for (const after of ['x', 'AAAA', Buffer.from('["a"]').toString('base64url'), '%00'])
      assert.ok([400, 422].includes((await ask('GET', `/api/v1/notes?after=${after}`)).statusCode), after)
    isProblem(await ask('GET', '/api/v1/notes?limit=201'), 400)
    const told = isProblem(await ask('GET', '/api/v1/notes?limit=ten'), 400)
    assert.equal(told.errors?.[0]?.field, 'limit')
  }),
)

scenario('bad bodies end in a problem document that says what is wrong', (world) =>
  withNotes(world, async (ask) => {
    const key = 'k'
    const url = '/api/v1/notes'
    isProblem(await ask('POST', url, { key, raw: '{"words":' }), 400)
    isProblem(await ask('POST', url, { key, raw: '{"__proto__":{"scopes":["all"]},"words":"x"}' }), 400)
    isProblem(await ask('POST', url, { key, raw: '{"constructor":{"prototype":{"x":1}},"words":"x"}' }), 400)
    isProblem(await ask('POST', url, { key, raw: '{"words":"zero \\u0000"}' }), 400)
    isProblem(await ask('POST', url, { key, raw: '{"words":"half \\ud800"}' }), 400)
    isProblem(await ask('POST', url, { key, raw: `{"words":${'['.repeat(5000)}${']'.repeat(5000)}}` }), 400)
    assert.equal(
      isProblem(await ask('POST', url, { key, body: { words: 7 } }), 422).errors?.[0]?.field,
      'words',
    )
    isProblem(await ask('POST', url, { key, body: [] }), 422)
    isProblem(await ask('POST', url, { key }), 415)
    isProblem(await ask('POST', url, { key, raw: 'words=x', headers: { 'content-type': 'text/plain' } }), 415)
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    isProblem(await ask('POST', url, { key, raw: 'words=x', headers: form }), 415)
    isProblem(await ask('POST', url, { key, raw: 'x', headers: { 'content-type': 'image/png' } }), 415)
    isProblem(await ask('POST', url, { key, body: { words: 'x'.repeat(2_100_000) } }), 413)
    assert.equal((await world.owner('select 1 from trial.note')).length, 0)
  }),
)

scenario(
  'addresses that are not there are 404, and a method that is not taken is 405 and names those that are',
  (world) =>
    withNotes(world, async (ask) => {
      isProblem(await ask('GET', '/api/v1/nothing'), 404)
      isProblem(await ask('GET', '/api/v2/notes'), 404)
      const response = await ask('DELETE', '/api/v1/notes')
      isProblem(response, 405)
      assert.equal(response.headers.allow, 'GET, HEAD, POST')
    }),
)

scenario('one token may ask so often a minute and no more, whatever address it asks from', (world) =>
  withNotes(
    world,
    async (_ask, house) => {
      const from = (remoteAddress: string, token: string) =>
        house.app.server.inject({
          url: '/api/v1/notes',
          remoteAddress,
          headers: { host: trialHost, authorization: `Bearer ${token}` },
        })
      for (let asked = 0; asked < 5; asked += 1)
        assert.equal((await from(`192.0.2.${asked}`, bearer)).statusCode, 200)
      const stopped = await from('192.0.2.99', bearer)
      isProblem(stopped, 429)
      assert.ok(Number(stopped.headers['retry-after']) > 0)
      assert.equal((await from('192.0.2.98', otherBearer)).statusCode, 200)
    },
    { HOLDFAST_RATE_LIMIT: '5' },
  ),
)
