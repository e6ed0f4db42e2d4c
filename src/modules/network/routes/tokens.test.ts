import assert from 'node:assert/strict'
import { scenario, type World } from '#src/testing/scenario.ts'
import { visits } from '#src/testing/visits.ts'
import { aPerson, care, trust } from '../testing.ts'

const path = `/network/organisations/${trust}/tokens`

async function aToken(world: World, fields: Record<string, string | string[]> = {}): Promise<string> {
  const bilals = await world.browser('bilal')
  const made = await bilals.submit(await bilals.get(path), path, {
    name: 'Staff system',
    scopes: ['network.read', 'network.write'],
    ...fields,
  })
  return made.document.querySelector('code')?.textContent ?? ''
}

async function ask(world: World, method: 'GET' | 'PUT', url: string, token: string, body?: object) {
  const response = await (
    await world.app()
  ).server.inject({
    method,
    url,
    headers: {
      host: 'localhost:3000',
      authorization: `Bearer ${token}`,
      ...(body ? { 'idempotency-key': crypto.randomUUID(), 'content-type': 'application/json' } : {}),
    },
    ...(body ? { payload: JSON.stringify(body) } : {}),
  })
  visits.push({ method, path: url.split('?')[0] ?? '', by: 'token', status: response.statusCode })
  return response
}

scenario('a coordinator makes a token, which is shown once and kept as a hash alone', async (world) => {
  const token = await aToken(world)
  assert.match(token, /^hf_[\w-]{43}$/)
  const bilals = await world.browser('bilal')
  const page = await bilals.get(path)
  assert.match(page.text, /Staff system/)
  assert.doesNotMatch(page.body, new RegExp(token))
  const [row] = await world.owner<{ all: string }>('select t::text as all from network.api_token t')
  assert.doesNotMatch(row?.all ?? '', new RegExp(token))
})

scenario('a program with the token reads organisations and people, page by page', async (world) => {
  const token = await aToken(world)
  const first = await ask(world, 'GET', '/api/v1/organisations?limit=6', token)
  const page = first.json<{ items: { name: string }[]; next: string }>()
  assert.equal(page.items.length, 6)
  const second = (await ask(world, 'GET', page.next, token)).json<{ items: object[]; next: null }>()
  assert.deepEqual([second.items.length, second.next], [4, null])
  const people = await ask(world, 'GET', `/api/v1/people?organisation=${trust}`, token)
  assert.deepEqual(
    people.json<{ items: { name: string }[] }>().items.map(({ name }) => name),
    ['Bilal Qadir'],
  )
  const [used] = await world.owner<{ used: boolean }>(
    'select last_used_at is not null as used from network.api_token',
  )
  assert.equal(used?.used, true)
})

scenario('a program sets a post of its own organisation and finds no other', async (world) => {
  const token = await aToken(world)
  const own = await aPerson(world)
  const other = await aPerson(world, { given: 'Otto', organisation: care })
  const body = { jobTitle: 'Matron', telephone: '01632 960222' }
  const set = await ask(world, 'PUT', `/api/v1/posts/${own.postId}`, token, body)
  assert.deepEqual(set.json(), { postId: own.postId, ...body })
  assert.equal((await ask(world, 'PUT', `/api/v1/posts/${other.postId}`, token, body)).statusCode, 404)
  const [post] = await world.owner('select title from network.post where id = $1', [other.postId])
  assert.deepEqual(post, { title: 'Health visitor' })
  const [line] = await world.owner<{ actor_kind: string; person_id: string }>(
    `select actor_kind, person_id from platform.audit_entry where event = 'network.post_changed'`,
  )
  assert.deepEqual(line, { actor_kind: 'token', person_id: '00000000-0000-4000-8000-000000000002' })
})

scenario('a token without the scope, past its day, ended, or of a leaver is refused', async (world) => {
  const reads = await aToken(world, { scopes: 'network.read' })
  const { postId } = await aPerson(world)
  const put = await ask(world, 'PUT', `/api/v1/posts/${postId}`, reads, { jobTitle: 'X', telephone: null })
  assert.equal(put.statusCode, 403)
  assert.equal(
    (await ask(world, 'GET', '/api/v1/people', 'hf_0123456789012345678901234567890123456789')).statusCode,
    401,
  )
  assert.equal(
    (await ask(world, 'GET', '/api/v1/organisations', 'nonsense-that-is-long-enough')).statusCode,
    401,
  )

  const works = async (token: string) => (await ask(world, 'GET', '/api/v1/people', token)).statusCode
  assert.equal(await works(reads), 200)
  const bilals = await world.browser('bilal')
  const page = await bilals.get(path)
  const end = page.document.querySelector('form[action$="/end"]')?.getAttribute('action') ?? ''
  assert.match((await bilals.submit(page, end)).text, /Ended/)
  assert.equal(await works(reads), 401)

  const soon = await aToken(world, {
    'expiresOn-day': '20',
    'expiresOn-month': '4',
    'expiresOn-year': '2026',
  })
  assert.equal(await works(soon), 200)
  world.pass({ days: 4 })
  assert.equal(await works(soon), 200)
  world.pass({ days: 1 })
  assert.equal(await works(soon), 401)

  const leaver = await aToken(world)
  await world.owner(`update network.post set to_on = '2026-04-17' where person_id = $1`, [
    '00000000-0000-4000-8000-000000000002',
  ])
  assert.equal(await works(leaver), 401)
})

scenario(
  'only the organisation’s own coordinator makes a token; the officer sees and ends it; others find nothing',
  async (world) => {
    await aToken(world)
    const erins = await world.browser('erin')
    const seen = await erins.get(path)
    assert.match(seen.text, /Staff system/)
    assert.doesNotMatch(seen.text, /Make a token/)
    const fields = {
      ...erins.formOf(
        seen,
        seen.document.querySelector('form[action$="/end"]')?.getAttribute('action') ?? '',
      ),
    }
    const expiry = { 'expiresOn-day': '1', 'expiresOn-month': '3', 'expiresOn-year': '2027' }
    const tried = await erins.post(path, {
      ...fields,
      ...expiry,
      name: 'Mine',
      responsibleId: '00000000-0000-4000-8000-000000000002',
      scopes: 'network.read',
    })
    assert.equal(tried.status, 404)
    for (const key of ['ann', 'pia', 'dev'] as const) {
      const browser = await world.browser(key)
      assert.equal((await browser.get(path)).status, 404)
      assert.equal((await browser.post(path, {})).status, 404)
      const end = `${path}/00000000-0000-4000-8000-00000000dead/end`
      const sent = await browser.post(end, {})
      assert.ok([403, 404].includes(sent.status))
    }
  },
)

scenario('a token names somebody in post, something to do, and a day within a year', async (world) => {
  const bilals = await world.browser('bilal')
  const wrong = async (fields: Record<string, string | string[]>) =>
    (await bilals.submit(await bilals.get(path), path, { name: 'X', ...fields })).errors[0] ?? ''
  assert.match(await wrong({ name: '' }), /Enter what the token is for/)
  assert.match(
    await wrong({ responsibleId: '00000000-0000-4000-8000-000000000001' }),
    /in post in this organisation/,
  )
  assert.match(await wrong({ scopes: 'everything' }), /Choose what the token may do/)
  assert.match(await wrong({ 'expiresOn-year': '2028' }), /within a year/)
})
