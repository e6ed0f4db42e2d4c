import assert from 'node:assert/strict'
import { scenario, type World } from '#src/testing/scenario.ts'
import { aPerson, care, trust } from '../testing.ts'
import { namesOf } from './names.ts'
import { countRecipients, listRecipients, type Audience } from './recipients.ts'

const names = (world: World, audience: Audience) =>
  world.bySystem(async (tx) => {
    const found: string[] = []
    for await (const one of listRecipients(tx, audience, world.now())) found.push(one.name)
    assert.equal(await countRecipients(tx, audience, world.now()), found.length)
    return found.toSorted()
  })

scenario(
  'an audience of nothing in particular is everyone in post who has an address, each once',
  async (world) => {
    const { personId } = await aPerson(world)
    await world.owner(
      `insert into network.post (person_id, organisation_id, title, from_on, changed_at) values ($1, $2, 'Second job', '2026-01-01', now())`,
      [personId, care],
    )
    await aPerson(world, { given: 'No', family: 'Mailbox', email: null })
    await aPerson(world, { given: 'Not', family: 'Yet', from: '2026-05-01' })
    const left = await aPerson(world, { given: 'Has', family: 'Left' })
    await world.owner('update network.person set left_at = now() where id = $1', [left.personId])
    const all = await names(world, {})
    assert.equal(all.length, 23)
    assert.equal(new Set(all).size, 23)
  },
)

scenario(
  'role, kind and area narrow an audience; who works in the whole county is in every area',
  async (world) => {
    assert.deepEqual(await names(world, { roles: ['champion'] }), ['Ann Ashdown', 'Bilal Qadir'])
    assert.deepEqual(await names(world, { roles: ['champion'], kinds: ['school'] }), ['Ann Ashdown'])
    const [south] = await world.owner<{ id: string }>(`select id from network.area where key = 'southfen'`)
    const champions = await names(world, { roles: ['champion'], areas: [south?.id ?? ''] })
    assert.deepEqual(champions, ['Bilal Qadir'])
    assert.deepEqual(await names(world, { kinds: ['no_such_kind'] }), [])
  },
)

scenario('a thousand and more are all named, in the same order each time', async (world) => {
  await world.owner(
    `with added as (
       insert into network.person (given_name, family_name, work_email, added_at, changed_at)
       select 'Number', 'N' || n, 'n' || n || '@many.example', now(), now() from generate_series(1, 2300) n returning id)
     insert into network.post (person_id, organisation_id, title, from_on, changed_at)
     select id, $1, 'Worker', '2025-01-01', now() from added`,
    [trust],
  )
  const ids = () =>
    world.bySystem(async (tx) => {
      const found: string[] = []
      for await (const one of listRecipients(tx, {}, world.now())) found.push(one.personId)
      return found
    })
  const first = await ids()
  assert.equal(new Set(first).size, 2322)
  assert.deepEqual(await ids(), first)
})

scenario('names are told of leavers too, and of nobody who was never here', async (world) => {
  const { personId } = await aPerson(world)
  await world.owner('update network.person set left_at = now() where id = $1', [personId])
  const found = await world.bySystem((tx) => namesOf(tx, [personId, crypto.randomUUID()]))
  assert.deepEqual([...found], [[personId, 'Cora Quigley']])
  assert.equal((await world.bySystem((tx) => namesOf(tx, []))).size, 0)
})
