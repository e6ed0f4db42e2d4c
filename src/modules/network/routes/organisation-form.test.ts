import assert from 'node:assert/strict'
import { scenario } from '#src/testing/scenario.ts'
import { school } from '../testing.ts'

scenario(
  'the officer adds an organisation, changes it, ends it and takes the end back',
  async ({ browser }) => {
    const erin = await browser('erin')
    const added = await erin.submit(await erin.get('/network/organisations/new'), '/network/organisations', {
      name: 'Stonecross High School',
      kind: 'school',
    })
    assert.equal(added.h1, 'Stonecross High School')
    assert.match(added.text, /No coordinator/)
    const path = added.url
    const changed = await erin.submit(await erin.get(`${path}/change`), path, { name: 'Stonecross Academy' })
    assert.equal(changed.h1, 'Stonecross Academy')
    const form = await erin.get(`${path}/change`)
    const ended = await erin.submit(form, `${path}/end`, {})
    assert.match(ended.text, /Ends on 16 April 2026/)
    const back = await erin.submit(await erin.get(`${path}/change`), `${path}/reopening`, {})
    assert.doesNotMatch(back.text, /Ends on/)
  },
)

scenario('two names that differ only in capitals are one name', async ({ browser }) => {
  const erin = await browser('erin')
  const page = await erin.submit(await erin.get('/network/organisations/new'), '/network/organisations', {
    name: 'LARKMERE academy',
    kind: 'school',
  })
  assert.equal(page.status, 422)
  assert.match(page.errors[0] ?? '', /Another organisation has this name/)
})

scenario(
  'an organisation with people in post does not end, and never stands above itself',
  async ({ browser }) => {
    const erin = await browser('erin')
    const form = await erin.get(`/network/organisations/${school}/change`)
    const page = await erin.submit(form, `/network/organisations/${school}/end`, {})
    assert.equal(page.status, 422)
    assert.match(page.errors[0] ?? '', /2 people are in post there/)
    const team = await erin.submit(await erin.get('/network/organisations/new'), '/network/organisations', {
      name: 'Sixth form of Larkmere',
      kind: 'school',
      parentId: school,
    })
    const circle = await erin.submit(form, `/network/organisations/${school}`, {
      parentId: team.url.split('/').at(-1) ?? '',
    })
    assert.match(circle.errors[0] ?? '', /stands above the one you chose/)
  },
)

scenario(
  'the second of two who change an organisation is told, and what they typed is kept',
  async ({ browser }) => {
    const erin = await browser('erin')
    const path = `/network/organisations/${school}`
    const first = await erin.get(`${path}/change`)
    const second = await erin.get(`${path}/change`)
    await erin.submit(first, path, { name: 'Larkmere High' })
    const told = await erin.submit(second, path, { name: 'Larkmere School' })
    assert.equal(told.status, 422)
    assert.match(told.errors[0] ?? '', /now called Larkmere High/)
    assert.equal(erin.formOf(told, path)['name'], 'Larkmere School')
    assert.equal((await erin.submit(told, path)).h1, 'Larkmere School')
  },
)

scenario('the officer keeps areas and kinds; a name that is taken is refused', async ({ browser }) => {
  const erin = await browser('erin')
  const page = await erin.get('/network/areas')
  assert.match((await erin.submit(page, '/network/areas', { area: 'Midmarsh' })).text, /Midmarsh/)
  assert.equal((await erin.submit(page, '/network/areas', { area: 'northmoor' })).status, 422)
  assert.match((await erin.submit(page, '/network/kinds', { kind: 'Faith group' })).text, /Faith group/)
  const kind = await erin.get('/network/areas?edit=school')
  assert.match((await erin.submit(kind, '/network/kinds/school', { name: 'School' })).text, /School/)
  const area = [...(await erin.get('/network/areas')).document.querySelectorAll('a')]
    .map((link) => link.getAttribute('href') ?? '')
    .find((href) => /edit=[0-9a-f]{8}-/.test(href))
  assert.ok(area)
  const id = area.split('=')[1] ?? ''
  const changed = await erin.submit(await erin.get(area), `/network/areas/${id}`, {
    name: 'Eastwold and coast',
    'lastOn-day': '31',
    'lastOn-month': '12',
    'lastOn-year': '2026',
  })
  assert.match(changed.text, /Eastwold and coast.*Until 31 December 2026/)
  const wrong = await erin.submit(await erin.get(area), `/network/areas/${id}`, {
    'lastOn-day': '31',
    'lastOn-month': '2',
    'lastOn-year': '2026',
  })
  assert.match(wrong.errors[0] ?? '', /Enter a day that exists/)
})

scenario(
  'nobody but the officer finds the forms of organisations, areas and kinds',
  async ({ browser, owner }) => {
    const [area] = await owner<{ id: string }>(`select id from network.area where key = 'northmoor'`)
    for (const key of ['ann', 'bilal', 'dev'] as const) {
      const other = await browser(key)
      for (const url of ['/network/organisations/new', `/network/organisations/${school}/change`])
        assert.equal((await other.get(url)).status, 404)
      for (const [url, fields] of [
        ['/network/organisations', { name: 'Mine', kind: 'school' }],
        [`/network/organisations/${school}`, { name: 'Mine', kind: 'school', version: '1' }],
        [`/network/organisations/${school}/end`, {}],
        [`/network/organisations/${school}/reopening`, {}],
        ['/network/areas', { area: 'Mine' }],
        [`/network/areas/${area?.id}`, { name: 'Mine' }],
        ['/network/kinds', { kind: 'Mine' }],
        ['/network/kinds/school', { name: 'Mine' }],
      ] as const)
        assert.equal((await other.post(url, fields)).status, 404, url)
    }
  },
)
