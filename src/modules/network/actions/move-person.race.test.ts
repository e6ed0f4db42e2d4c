import assert from 'node:assert/strict'
import { onEveryEngine } from '#src/testing/scenario.ts'
import { decideRole } from './decide-role.ts'
import { movePerson } from './move-person.ts'
import { aPerson, aRequest, care, school, trust } from '../testing.ts'

onEveryEngine(
  'two coordinators move the same person: one moves them, the other is told where to',
  async (world) => {
    const { personId, postId } = await aPerson(world)
    const move = (toOrganisationId: string) => ({
      postId,
      organisationId: trust,
      toOrganisationId,
      lastOn: Temporal.PlainDate.from('2026-04-30'),
      startsOn: Temporal.PlainDate.from('2026-05-01'),
      post: 'Nurse',
      phone: null,
    })
    const results = await Promise.allSettled([
      world.by('bilal', (tx, actor) => movePerson(tx, actor, move(school), world.now())),
      world.by('erin', (tx, actor) => movePerson(tx, actor, move(care), world.now())),
    ])
    assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1)
    const [refused] = results.filter((result) => result.status === 'rejected')
    assert.match(String(refused?.reason), /Somebody else was quicker: Cora Quigley now goes to/)
    const posts = await world.owner('select id from network.post where person_id = $1 and to_on is null', [
      personId,
    ])
    assert.equal(posts.length, 1)
  },
)

onEveryEngine('two decide on one request at the same instant: the first decision stands', async (world) => {
  const { personId } = await aPerson(world)
  const bilal = '00000000-0000-4000-8000-000000000002'
  const grantId = await aRequest(world, { personId, role: 'practitioner', by: bilal })
  const results = await Promise.allSettled([
    world.by('grace', (tx, actor) => decideRole(tx, actor, { grantId, says: 'grant' }, world.now())),
    world.by('rosa', (tx, actor) => decideRole(tx, actor, { grantId, says: 'refuse' }, world.now())),
  ])
  assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1)
  const [refused] = results.filter((result) => result.status === 'rejected')
  assert.match(String(refused?.reason), /was quicker: this request is (granted|refused) already/)
  const lines = await world.owner(
    `select event from platform.audit_entry where event in ('network.role_granted', 'network.role_refused')`,
  )
  assert.equal(lines.length, 1)
})
