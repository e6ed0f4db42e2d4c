import assert from 'node:assert/strict'
import { z } from 'zod'
import { scenario } from '#src/testing/scenario.ts'
import { withTrialHouse } from '#src/testing/trial-house.ts'
import { show } from '#platform/http/answers.ts'
import { get, post } from '#platform/http/route.ts'
import { errorPage } from './failures.ts'

scenario('a public page that leads elsewhere is not shown from memory any more', async (world) => {
  let moved = false
  const page = get({
    url: '/trial/news',
    allow: 'anyone',
    audit: 'none',
    freshForSeconds: 1,
    show: () =>
      Promise.resolve(
        moved
          ? ({ kind: 'redirect', to: '/help' } as const)
          : show(errorPage(422, 'none', { sentence: 'Old news.' }), 200),
      ),
  })
  await withTrialHouse(world, { routes: [page] }, async ({ browser }) => {
    const visitor = await browser()
    const statusAfter = async () => {
      world.pass({ seconds: 2 })
      return (await visitor.raw('GET', '/trial/news')).statusCode
    }
    const before = await statusAfter()
    assert.notEqual(before, 303)
    moved = true
    assert.equal(await statusAfter(), 303)
    assert.equal(await statusAfter(), 303)
  })
})

scenario('a visitor’s upload to a form that is not theirs is answered before it is read', async (world) => {
  const upload = post({
    url: '/trial/upload',
    allow: 'signed-in',
    audit: 'none',
    body: z.object({}),
    files: { most: 1, each: 1000 },
    act: () => Promise.resolve(null),
    leadsTo: () => '/home',
  })
  await withTrialHouse(world, { routes: [upload] }, async ({ browser }) => {
    const large = [{ field: 'file', name: 'large.csv', bytes: Buffer.alloc(5000, 'a') }]
    const visitor = await browser()
    const asked = await visitor.postFiles('/trial/upload', {}, large)
    // Read, it would have been too large.
    assert.equal(asked.url.startsWith('/sign-in?return='), true)
    const ann = await browser('ann')
    assert.equal((await ann.postFiles('/trial/upload', {}, large)).status, 413)
  })
})
