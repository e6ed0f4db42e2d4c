import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { onEveryEngine, type CastKey, type World } from '#src/testing/scenario.ts'
import { networkIn } from './tables.ts'
import { aPerson, aRequest, care, trust } from './testing.ts'

// As somebody who has found a way to run SQL of their own as the application would: what the database itself lets through.

const key = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
const [bilal, erin, femi, grace] = [key(2), key(5), key(6), key(7)]

const asked = (
  world: World,
  who: CastKey,
  values: { person: string; role: string; organisation?: string | null; by?: string; state?: string },
) =>
  world.by(who, (tx, actor) =>
    sql`insert into network.role_grant (person_id, role, organisation_id, state, from_on, requested_by, requested_at)
      values (${values.person}, ${values.role}, ${values.organisation ?? null}, ${values.state ?? 'requested'},
        '2026-04-01', ${values.by ?? actor.personId}, now())`.execute(networkIn(tx)),
  )

const decided = (world: World, who: CastKey, grant: string, by: string, state = 'granted') =>
  world.by(who, async (tx) => {
    const { numAffectedRows } = await sql`
      update network.role_grant set state = ${state}, decided_by = ${by}, decided_at = now() where id = ${grant}`.execute(
      networkIn(tx),
    )
    return Number(numAffectedRows ?? 0)
  })

const denied =
  /row-level security|permission denied|is given by its responsible|not changed into|goes from requested|not the actor/

onEveryEngine('no SQL gives its sender a role', async (world) => {
  await assert.rejects(asked(world, 'erin', { person: erin, role: 'administrator' }), denied)
  await assert.rejects(
    asked(world, 'bilal', { person: bilal, role: 'practitioner', organisation: trust }),
    denied,
  )
  const grant = await aRequest(world, { personId: femi, role: 'governance', by: erin, organisation: null })
  await assert.rejects(decided(world, 'femi', grant, femi), denied)
})

onEveryEngine('a role is not asked for as if it were given, nor in another’s name', async (world) => {
  const { personId } = await aPerson(world)
  await assert.rejects(asked(world, 'erin', { person: personId, role: 'champion', state: 'granted' }), denied)
  await assert.rejects(asked(world, 'erin', { person: personId, role: 'champion', by: femi }), denied)
  await asked(world, 'erin', { person: personId, role: 'champion' })
})

onEveryEngine(
  'a casework role is asked for by the coordinator of the person’s organisation only',
  async (world) => {
    const { personId } = await aPerson(world)
    await assert.rejects(
      asked(world, 'erin', { person: personId, role: 'practitioner', organisation: trust }),
      denied,
    )
    await assert.rejects(
      asked(world, 'pia', { person: personId, role: 'practitioner', organisation: trust }),
      denied,
    )
    await assert.rejects(asked(world, 'dev', { person: personId, role: 'champion' }), denied)
    await asked(world, 'bilal', { person: personId, role: 'practitioner', organisation: trust })
  },
)

onEveryEngine('a request is decided by its responsible manager and nobody else', async (world) => {
  const { personId } = await aPerson(world)
  const grant = await aRequest(world, { personId, role: 'practitioner', by: bilal })
  assert.equal(await decided(world, 'dev', grant, key(4)), 0)
  assert.equal(await decided(world, 'quinn', grant, key(17)), 0)
  for (const [who, id] of [
    ['bilal', bilal],
    ['erin', erin],
  ] as const)
    await assert.rejects(decided(world, who, grant, id), denied)
  await assert.rejects(decided(world, 'grace', grant, key(18)), denied)
  assert.equal(await decided(world, 'grace', grant, grace), 1)
})

onEveryEngine(
  'where two are needed, the one who asked does not decide though they might otherwise',
  async (world) => {
    const { personId } = await aPerson(world)
    await world.owner(
      `insert into network.role_grant (person_id, role, state, from_on, requested_at) values ($1, 'approver', 'granted', '2025-01-01', now())`,
      [erin],
    )
    const grant = await aRequest(world, { personId, role: 'officer', by: erin, organisation: null })
    await assert.rejects(decided(world, 'erin', grant, erin), denied)
    assert.equal(await decided(world, 'femi', grant, femi), 1)
  },
)

onEveryEngine(
  'a role that was given is not turned into another, lengthened, or brought back',
  async (world) => {
    const { personId } = await aPerson(world)
    const grant = await aRequest(world, { personId, role: 'practitioner', by: bilal })
    const change = (set: string) =>
      world.by('grace', (tx) =>
        sql`update network.role_grant set ${sql.raw(set)} where id = ${grant}`.execute(networkIn(tx)),
      )
    for (const set of [
      `role = 'service_manager'`,
      `person_id = '${key(17)}'`,
      `to_on = '2030-01-01'`,
      'area_id = (select id from network.area limit 1)',
    ])
      await assert.rejects(change(set), denied, set)
    await decided(world, 'grace', grant, grace, 'refused')
    await assert.rejects(decided(world, 'grace', grant, grace), denied)
    await assert.rejects(
      world.by('grace', (tx) =>
        sql`delete from network.role_grant where id = ${grant}`.execute(networkIn(tx)),
      ),
      denied,
    )
  },
)

onEveryEngine('posts and people are written by those who keep the organisation', async (world) => {
  const { personId, postId } = await aPerson(world, { organisation: care })
  const rename = (who: CastKey) =>
    world.by(who, async (tx) =>
      Number(
        (
          await sql`update network.person set family_name = 'Changed' where id = ${personId}`.execute(
            networkIn(tx),
          )
        ).numAffectedRows ?? 0,
      ),
    )
  const end = (who: CastKey) =>
    world.by(who, async (tx) =>
      Number(
        (await sql`update network.post set to_on = '2026-04-16' where id = ${postId}`.execute(networkIn(tx)))
          .numAffectedRows ?? 0,
      ),
    )
  for (const who of ['ann', 'bilal', 'dev', 'grace'] as const) {
    assert.equal(await rename(who), 0, who)
    assert.equal(await end(who), 0, who)
  }
  assert.equal(await rename('erin'), 1)
  assert.equal(await end('erin'), 1)
  const join = (who: CastKey) =>
    world.by(who, (tx, actor) =>
      sql`insert into network.post (person_id, organisation_id, title, from_on, changed_at)
        values (${actor.personId}, ${care}, 'Spy', '2026-04-01', now())`.execute(networkIn(tx)),
    )
  await assert.rejects(join('ann'), denied)
  await assert.rejects(
    world.by('ann', (tx) =>
      sql`insert into network.organisation (name, kind, from_on, changed_at) values ('Mine', 'school', now(), now())`.execute(
        networkIn(tx),
      ),
    ),
    denied,
  )
})

onEveryEngine(
  'private contact details are read by their person and coordinator, and a token’s hash by nobody',
  async (world) => {
    await world.owner(
      `insert into network.private_contact (person_id, mobile, changed_at) values ($1, '07700 900123', now())`,
      [bilal],
    )
    const seen = (who: CastKey) =>
      world.by(
        who,
        async (tx) => (await sql`select * from network.private_contact`.execute(networkIn(tx))).rows.length,
      )
    assert.equal(await seen('bilal'), 1)
    for (const who of ['erin', 'dev', 'pia', 'omar'] as const) assert.equal(await seen(who), 0, who)
    await assert.rejects(
      world.by('bilal', (tx) => sql`select hash from network.api_token`.execute(networkIn(tx))),
      denied,
    )
  },
)

onEveryEngine('searches and imports are seen by whom they belong to', async (world) => {
  await world.by('ann', (tx, actor) =>
    sql`insert into network.search (person_id, words, made_at) values (${actor.personId}, 'qadir', now())`.execute(
      networkIn(tx),
    ),
  )
  const count = (who: CastKey, table: string) =>
    world.by(
      who,
      async (tx) => (await sql`select 1 from ${sql.table(table)}`.execute(networkIn(tx))).rows.length,
    )
  assert.equal(await count('ann', 'network.search'), 1)
  assert.equal(await count('erin', 'network.search'), 0)
  await world.owner(
    `insert into network.import (file_name, lists, state, sheet, brought_at, changed_at) values ('x', 'people', 'preview', '{}', now(), now())`,
  )
  assert.equal(await count('erin', 'network.import'), 1)
  for (const who of ['ann', 'bilal', 'dev'] as const) assert.equal(await count(who, 'network.import'), 0)
})
