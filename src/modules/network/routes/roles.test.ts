import assert from 'node:assert/strict'
import type { Browser } from '#src/testing/browser.ts'
import { scenario } from '#src/testing/scenario.ts'
import { aPerson, aRequest, mailsTo } from '../testing.ts'

const key = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
const [ann, bilal, erin, femi] = [key(1), key(2), key(5), key(6)]
const access = (person: string) => `/network/people/${person}/access`
/** Sends a form as somebody would who kept another page open: with a token of their own session. */
async function send(browser: Browser, url: string, fields: Record<string, string>) {
  const page = await browser.get('/network')
  return browser.post(url, { ...browser.formOf(page, '/network/searches'), ...fields })
}
const roles = (person: string) => `/network/people/${person}/roles`

scenario(
  'a casework role is asked for by the coordinator, given by the responsible manager, and both are told',
  async (world) => {
    const { personId } = await aPerson(world)
    const bilals = await world.browser('bilal')
    const form = await bilals.get(access(personId))
    assert.match(form.body, /Practitioner \(decided by service manager\)/)
    assert.doesNotMatch(form.body, /Partnership officer \(decided/)
    const asked = await bilals.submit(form, roles(personId), {
      role: 'practitioner',
      reason: 'Makes referrals',
    })
    assert.match(asked.text, /Asked for by Bilal Qadir/)
    const graces = await world.browser('grace')
    const home = await graces.get('/home')
    const link = [...home.document.querySelectorAll('a')].find((one) =>
      one.getAttribute('href')?.startsWith('/network/roles/'),
    )
    const path = link?.getAttribute('href') ?? ''
    assert.match((await graces.get('/network/roles')).text, /For you to decide.*Cora Quigley/)
    const request = await graces.get(path)
    assert.match(request.text, /This role opens casework/)
    const decided = await graces.submit(request, `${path}/decision`, { says: 'grant' })
    assert.equal(decided.url, '/network/roles')
    assert.deepEqual(await mailsTo(world, personId), ['You have a new role in Holdfast'])
    assert.deepEqual(await mailsTo(world, bilal), ['A role you asked for was granted – Holdfast'])
    assert.match((await bilals.get(access(personId))).text, /Given by Grace Holloway/)
  },
)

scenario('the officer gives a network role at once; asking twice is refused', async (world) => {
  const { personId } = await aPerson(world)
  const erins = await world.browser('erin')
  const form = await erins.get(access(personId))
  const given = await erins.submit(form, roles(personId), { role: 'champion' })
  assert.match(given.body, /The role was given/)
  const twice = await erins.submit(await erins.get(access(personId)), roles(personId), { role: 'champion' })
  assert.equal(twice.status, 422)
  assert.match(twice.errors[0] ?? '', /hold this role already/)
})

scenario(
  'an officer who came by a mailed link alone asks for a role, and gives it only after signing in more surely',
  async (world) => {
    const { personId } = await aPerson(world)
    const erins = await world.browser('erin')
    await world.owner(`update auth.session set how = 'link', strength = 'link' where person_id = $1`, [erin])
    const asked = await erins.submit(await erins.get(access(personId)), roles(personId), {
      role: 'coordinator',
    })
    assert.match(asked.body, /a mailed link, which is not enough to give it/)
    const states = () =>
      world.owner('select id, state from network.role_grant where person_id = $1', [personId])
    const [grant] = await states()
    assert.equal(grant?.['state'], 'requested')
    const path = `/network/roles/${grant?.['id']}`
    const stopped = await erins.submit(await erins.get(path), `${path}/decision`, { says: 'grant' })
    assert.match(stopped.url, /^\/sign-in\/stronger\?/)
    assert.equal((await states())[0]?.['state'], 'requested')
    await world.owner(`update auth.session set how = 'passkey', strength = 'strong'`)
    await erins.submit(await erins.get(path), `${path}/decision`, { says: 'grant' })
    assert.equal((await states())[0]?.['state'], 'granted')
  },
)

scenario('a second officer takes the officer’s request and the approver’s approval', async (world) => {
  const { personId } = await aPerson(world)
  const erins = await world.browser('erin')
  const asked = await erins.submit(await erins.get(access(personId)), roles(personId), { role: 'officer' })
  assert.match(asked.body, /The role was asked for/)
  const [row] = await world.owner<{ id: string }>(
    `select id from network.role_grant where state = 'requested'`,
  )
  const path = `/network/roles/${row?.id}`
  assert.equal((await erins.get(path)).status, 404)
  assert.equal((await erins.post(`${path}/decision`, { says: 'grant' })).status, 404)
  const femis = await world.browser('femi')
  await femis.submit(await femis.get(path), `${path}/decision`, { says: 'refuse' })
  assert.match((await erins.get(access(personId))).text, /Refused by Femi Adeyinka/)
})

scenario('nobody asks for or decides on a role of their own', async (world) => {
  const erins = await world.browser('erin')
  assert.doesNotMatch((await erins.get(access(erin))).text, /Ask for a role/)
  const own = await send(erins, roles(erin), { role: 'champion' })
  assert.equal(own.status, 422)
  assert.match(own.errors[0] ?? '', /Nobody asks for a role for themselves/)
  const grant = await aRequest(world, { personId: femi, role: 'governance', by: erin, organisation: null })
  const femis = await world.browser('femi')
  assert.equal((await femis.get(`/network/roles/${grant}`)).status, 404)
  assert.equal((await femis.post(`/network/roles/${grant}/decision`, { says: 'grant' })).status, 404)
})

scenario('an administrator has no way to give or ask for a role', async (world) => {
  const { personId } = await aPerson(world)
  const grant = await aRequest(world, { personId, role: 'champion', by: bilal })
  const devs = await world.browser('dev')
  assert.equal((await devs.get('/network/roles')).status, 404)
  assert.equal((await devs.get(`/network/roles/${grant}`)).status, 404)
  assert.equal((await devs.post(`/network/roles/${grant}/decision`, { says: 'grant' })).status, 404)
  assert.equal((await devs.post(roles(personId), { role: 'champion' })).status, 404)
  assert.equal((await send(devs, `/network/roles/${grant}/end`, {})).status, 404)
  assert.equal((await devs.get(access(personId))).status, 200)
})

scenario('a coordinator asks only for people who are in post with them', async (world) => {
  const bilals = await world.browser('bilal')
  const refused = await send(bilals, roles(ann), { role: 'practitioner' })
  assert.equal(refused.status, 422)
  assert.match(refused.errors[0] ?? '', /Choose a role that you may ask for/)
})

scenario('a person gives up a role of their own; a stranger ends nobody’s', async (world) => {
  const [grant] = await world.owner<{ id: string }>(
    `select id from network.role_grant where person_id = $1 and role = 'champion'`,
    [ann],
  )
  const quinns = await world.browser('quinn')
  assert.equal((await send(quinns, `/network/roles/${grant?.id}/end`, {})).status, 404)
  const anns = await world.browser('ann')
  const page = await anns.submit(await anns.get(access(ann)), `/network/roles/${grant?.id}/end`)
  assert.match(page.body, /Champion has ended/)
  const visitor = await world.browser()
  assert.equal((await visitor.post(`/network/roles/${grant?.id}/end`, {}, { follow: false })).status, 303)
  assert.equal((await visitor.fetch(access(ann))).status, 303)
})

scenario(
  'a role with days is in force from the first to the last, and a role of an organisation ends with the post',
  async (world) => {
    const { personId, postId } = await aPerson(world)
    const { directory } = await import('../queries/directory.ts')
    const held = async () =>
      (await world.bySystem((tx) => directory.findById(tx, personId, world.now())))?.roles.map(
        ({ role }) => role,
      )
    const grant = await aRequest(world, { personId, role: 'practitioner', by: bilal })
    assert.deepEqual(await held(), [])
    await world.owner(
      `update network.role_grant set state = 'granted', decided_by = $1, from_on = '2026-04-18', to_on = '2026-04-19' where id = $2`,
      [key(7), grant],
    )
    const days: (string[] | undefined)[] = []
    for (let day = 0; day < 5; day += 1) {
      days.push(await held())
      world.pass({ days: 1 })
    }
    assert.deepEqual(days, [[], [], ['practitioner'], ['practitioner'], []])
    await world.owner(`update network.role_grant set to_on = null where id = $1`, [grant])
    assert.deepEqual(await held(), ['practitioner'])
    await world.owner(
      `insert into network.post (person_id, organisation_id, title, from_on, changed_at)
     select $1, id, 'Nurse', '2026-04-01', now() from network.organisation where name = 'Wayfarer Trust'`,
      [personId],
    )
    await world.owner(`update network.post set to_on = '2026-04-20' where id = $1`, [postId])
    assert.deepEqual(await held(), [])
  },
)
