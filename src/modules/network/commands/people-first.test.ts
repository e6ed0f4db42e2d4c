import assert from 'node:assert/strict'
import { system } from '#platform/auth/actor.ts'
import type { CommandContext } from '#platform/declare/command.ts'
import { scenario, type World } from '#src/testing/scenario.ts'
import { peopleFirst } from './people-first.ts'

const first = {
  organisation: 'Saltmarsh Safeguarding Children Partnership',
  officer: 'Ada Quill <ada.quill@saltmarsh.example>',
  approver: 'Dr Ivo Fenn <ivo.fenn@saltmarsh.example>',
}

const run = (world: World, options: Record<string, string | true>) =>
  peopleFirst.run({
    db: world.db,
    actor: system('command people'),
    now: world.now(),
    words: [],
    options,
    json: false,
    say: () => {},
    data: () => {},
  } as unknown as CommandContext)

/** An installation without the cast: what `--empty` and production begin with. */
const empty = (world: World) =>
  world.owner(
    `truncate network.role_grant, network.post, network.private_contact, network.person, network.organisation,
       network.organisation_kind, network.area cascade`,
  )

const rolesHeld = (world: World) =>
  world.owner<{ name: string; role: string; mail: string }>(
    `select p.name, g.role, p.work_email as mail from network.role_grant g join network.person p on p.id = g.person_id
       where g.state = 'granted' order by g.role`,
  )

scenario(
  'an empty installation is given its first officer and approver, once, and the audit says so',
  async (world) => {
    await empty(world)
    assert.equal(await run(world, first), 0)
    const held = [
      { name: 'Ivo Fenn', role: 'approver', mail: 'ivo.fenn@saltmarsh.example' },
      { name: 'Ada Quill', role: 'officer', mail: 'ada.quill@saltmarsh.example' },
    ]
    assert.deepEqual(await rolesHeld(world), held)
    const lines = await world.owner<{ event: string; n: number }>(
      `select event, count(*)::int as n from platform.audit_entry where event like 'network.%' group by event order by event`,
    )
    assert.deepEqual(lines, [
      { event: 'network.network_begun', n: 1 },
      { event: 'network.organisation_added', n: 1 },
      { event: 'network.role_granted', n: 2 },
      { event: 'network.starter_added', n: 2 },
    ])
    await assert.rejects(
      run(world, { ...first, organisation: 'Another', officer: 'Eve Marsh <eve@other.example>' }),
      /somebody has a role already/,
    )
    await world.owner(`update network.role_grant set state = 'ended'`)
    await assert.rejects(
      run(world, first),
      /somebody has a role already/,
      'nor when the last of them has left',
    )
    assert.deepEqual(await rolesHeld(world), [])
  },
)

scenario('where people hold roles already the command is refused and adds nobody', async (world) => {
  const before = await rolesHeld(world)
  await assert.rejects(run(world, first), /somebody has a role already/)
  assert.deepEqual(await rolesHeld(world), before)
})

scenario('the first two are two people with an address each, and what is missing is named', async (world) => {
  await empty(world)
  for (const [change, says] of [
    [{ approver: 'A. Quill <Ada.Quill@saltmarsh.example>' }, /two people/],
    [{ officer: 'ada.quill@saltmarsh.example' }, /Write --officer like/],
    [{ approver: 'Ivo Fenn <ivo.fenn>' }, /address/],
    [{ organisation: true as const }, /--organisation is missing/],
  ] as const)
    await assert.rejects(run(world, { ...first, ...change }), says)
  assert.deepEqual(await rolesHeld(world), [])
  assert.deepEqual(await world.owner('select name from network.organisation'), [])
})

scenario('two who begin at the same moment: one is the beginning and the other is refused', async (world) => {
  await empty(world)
  const ended = await Promise.allSettled([
    run(world, first),
    run(world, { ...first, organisation: 'Second', officer: 'Eve Marsh <eve@other.example>' }),
  ])
  assert.deepEqual(ended.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected'])
  assert.equal((await rolesHeld(world)).length, 2)
})
