import assert from 'node:assert/strict'
import { scenario } from '#src/testing/scenario.ts'
import { aPerson, trust } from '../testing.ts'

scenario(
  'everyone who has signed in sees the directory; a visitor is asked to sign in',
  async ({ browser }) => {
    const ann = await browser('ann')
    const page = await ann.get('/network')
    assert.match(page.text, /22 people/)
    assert.match(page.text, /Bilal Qadir/)
    assert.match((await ann.get('/network/organisations')).text, /10 organisations/)
    assert.match((await ann.get('/network/areas')).text, /Northmoor/)
    const visitor = await browser()
    for (const url of [
      '/network',
      '/network/organisations',
      '/network/areas',
      `/network/organisations/${trust}`,
      '/network/people/00000000-0000-4000-8000-000000000001',
    ])
      assert.match((await visitor.get(url)).url, /^\/sign-in\?/)
  },
)

scenario('filters stand in the address, each with a tag that removes it', async ({ browser }) => {
  const ann = await browser('ann')
  const page = await ann.get('/network?kinds=school&kinds=police&roles=champion')
  assert.match(page.text, /1 person/)
  assert.match(page.text, /Ann Ashdown/)
  const tags = [...page.document.querySelectorAll('.hf-chosen__tag')].map((tag) => tag.getAttribute('href'))
  assert.deepEqual(tags, [
    '/network?kinds=police&roles=champion',
    '/network?kinds=school&roles=champion',
    '/network?kinds=school&kinds=police',
  ])
})

scenario('a filter that makes no sense is as if it were not set', async ({ browser }) => {
  const ann = await browser('ann')
  const page = await ann.get('/network?page=minus&sort=secret&kinds=school')
  assert.equal(page.status, 200)
  assert.match(page.text, /2 people/)
})

scenario(
  'a search goes by POST, its result stands under an id that only the asker can open, and no name is in the address',
  async (world) => {
    const ann = await world.browser('ann')
    const found = await ann.submit(await ann.get('/network'), '/network/searches', { words: 'qadir health' })
    assert.match(found.url, /^\/network\?search=[0-9a-f-]{36}$/)
    assert.match(found.text, /1 person/)
    assert.match(found.text, /Bilal Qadir/)
    const erin = await world.browser('erin')
    assert.match((await erin.get(found.url)).text, /22 people/)
    const words = await world.owner('select words from network.search')
    assert.deepEqual(words, [{ words: 'qadir health' }])
    const visitor = await world.browser()
    const sent = await visitor.post('/network/searches', { words: 'qadir' }, { follow: false })
    assert.equal(sent.status, 303)
  },
)

scenario(
  'an organisation is searched by part of its name, and an empty search leads back',
  async ({ browser }) => {
    const ann = await browser('ann')
    const page = await ann.get('/network/organisations')
    const found = await ann.submit(page, '/network/searches', { words: 'health trust' })
    assert.match(found.url, /^\/network\/organisations\?search=/)
    assert.match(found.text, /1 organisation/)
    const all = await ann.submit(page, '/network/searches', { words: '  ' })
    assert.equal(all.url, '/network/organisations')
  },
)

scenario('the audit holds whom a page showed, by id', async (world) => {
  const ann = await world.browser('ann')
  await ann.get('/network?kinds=school')
  const [line] = await world.owner<{ fields: { people: string[] } }>(
    `select fields from platform.audit_entry where event = 'network.directory_viewed'`,
  )
  assert.equal(line?.fields.people.length, 2)
})

scenario('those who may take away exactly what a list shows; others do not find the file', async (world) => {
  const erin = await world.browser('erin')
  const csv = await erin.raw('GET', '/network/people.csv?kinds=school')
  assert.equal(csv.statusCode, 200)
  assert.match(String(csv.headers['content-disposition']), /^attachment; .*people-2026-04-16\.csv/)
  assert.equal(csv.body.trim().split('\r\n').length, 3)
  assert.match(csv.body, /Ashdown/)
  assert.equal((await erin.raw('GET', '/network/people.xlsx')).statusCode, 200)
  assert.equal((await erin.raw('GET', '/network/organisations.xlsx')).statusCode, 200)
  const organisations = await erin.raw('GET', '/network/organisations.csv?kinds=police')
  assert.match(organisations.body, /Fernshire Police/)
  const ann = await world.browser('ann')
  for (const file of ['people.csv', 'people.xlsx', 'organisations.csv', 'organisations.xlsx'])
    assert.equal((await ann.get(`/network/${file}`)).status, 404)
  const lines = await world.owner<{ fields: object }>(
    `select fields from platform.audit_entry where event = 'network.directory_exported' order by id`,
  )
  assert.deepEqual(lines[0]?.fields, { what: 'people', kind: 'csv', rows: 2 })
})

scenario('a list of people who need more than one page can be paged and sorted', async (world) => {
  for (let index = 0; index < 30; index += 1)
    await aPerson(world, { given: `Given${index}`, family: `Family${String(index).padStart(2, '0')}` })
  const ann = await world.browser('ann')
  const first = await ann.get('/network?sort=organisation&order=descending')
  assert.match(first.text, /1 to 25 of 52 people/)
  const third = await ann.get('/network?page=3')
  assert.match(third.text, /51 to 52 of 52 people/)
})

scenario(
  'private contact details are shown to the person and their coordinator, and to nobody else',
  async (world) => {
    const ann = await world.browser('ann')
    const form = await ann.get('/network/contact')
    const saved = await ann.submit(form, '/network/contact', {
      mobile: '07700 900142',
      note: 'Not on Wednesdays',
    })
    assert.match(saved.text, /07700 900142/)
    const page = '/network/people/00000000-0000-4000-8000-000000000001'
    assert.match((await (await world.browser('pia')).get(page)).text, /07700 900142/)
    for (const key of ['bilal', 'erin', 'dev', 'omar'] as const)
      assert.doesNotMatch((await (await world.browser(key)).get(page)).text, /07700 900142/)
    const wrong = await ann.submit(form, '/network/contact', { email: 'no address' })
    assert.equal(wrong.status, 422)
    const gone = await ann.submit(await ann.get('/network/contact'), '/network/contact', {
      mobile: '',
      note: '',
    })
    assert.doesNotMatch(gone.text, /07700/)
    const visitor = await world.browser()
    assert.equal((await visitor.fetch('/network/contact')).status, 303)
    assert.equal((await visitor.post('/network/contact', {}, { follow: false })).status, 303)
  },
)
