import assert from 'node:assert/strict'
import { scenario } from '#src/testing/scenario.ts'
import { anApprovedEdition } from '../testing.ts'

scenario('who an edition goes to is chosen, counted, and part of what is approved', async (world) => {
  const { id } = await anApprovedEdition(world)
  const url = `/editions/${id}/audience`
  const erin = await world.browser('erin')
  const page = await erin.get(url)
  assert.match(page.text, /22 people of the network, and outside readers/)
  const nobody = await erin.post(url, { ...erin.formOf(page, url), groups: [] })
  assert.deepEqual(nobody.errors, ['Choose at least one group'])
  const saved = await erin.post(url, {
    ...erin.formOf(nobody, url),
    groups: ['network'],
    roles: ['champion'],
  })
  assert.match(saved.text, /Saved who it goes to/)
  assert.match(saved.text, /Being written/, 'the approval is void')
  assert.match((await erin.get(url)).text, /2 people of the network/)
  const ann = await world.browser('ann')
  assert.equal((await ann.get(url)).status, 404)
  assert.equal(
    (await ann.post(url, { ...ann.formOf(await ann.get('/home'), '/sign-out'), groups: 'network' })).status,
    404,
  )
})
