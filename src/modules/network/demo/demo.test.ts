import assert from 'node:assert/strict'
import { scenario } from '#src/testing/scenario.ts'
import { loadDemo } from './load-demo.ts'

scenario('the demo has some 60 organisations in four areas and about 400 people', async (world) => {
  await world.bySystem((tx) => loadDemo(tx, world.now()))
  const [counts] = await world.owner<Record<string, number>>(`
    select (select count(*)::int from network.organisation) as organisations,
      (select count(*)::int from network.person) as people,
      (select count(distinct area_id)::int from network.organisation) as areas,
      (select count(*)::int from network.role_grant where state = 'requested') as waiting,
      (select count(*)::int from network.leaving where finished_at is null) as leaving`)
  assert.deepEqual(counts, { organisations: 60, people: 382, areas: 4, waiting: 5, leaving: 3 })
})

scenario('nobody in the demo has an address that could be anyone’s', async (world) => {
  await world.bySystem((tx) => loadDemo(tx, world.now()))
  const real = await world.owner(`
    select id from network.person where work_email !~ '^[a-z.-]+@[a-z0-9]+\\.example$'`)
  assert.deepEqual(real, [])
  const phones = await world.owner(`select id from network.post where phone !~ '^01632 960[0-9]{3}$'`)
  assert.deepEqual(phones, [])
})

scenario('the demo does not contradict itself', async (world) => {
  await world.bySystem((tx) => loadDemo(tx, world.now()))
  const contradictions = await world.owner(`
    select p.id from network.person p
    where p.left_at is not null and exists (
      select from network.post q where q.person_id = p.id and (q.to_on is null or q.to_on >= '2026-04-16'))
    union all
    select g.person_id from network.role_grant g where g.decided_by = g.person_id
    union all
    select g.person_id from network.role_grant g
    where g.organisation_id is not null and not exists (
      select from network.post q where q.person_id = g.person_id and q.organisation_id = g.organisation_id)`)
  assert.deepEqual(contradictions, [])
})
