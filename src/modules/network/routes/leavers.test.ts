import assert from 'node:assert/strict'
import { scenario } from '#src/testing/scenario.ts'
import { endDay } from '../jobs/end-day.ts'
import { aPerson, aRequest, trust } from '../testing.ts'

const list = `/network/organisations/${trust}/people`
const log = { info: () => {}, warn: () => {} }

scenario(
  'one who has left loses roles, sessions and private details at once, and others are told',
  async (world) => {
    const { personId, postId } = await aPerson(world)
    const officer = '00000000-0000-4000-8000-000000000005'
    const grant = await aRequest(world, { personId, role: 'champion', by: officer, organisation: null })
    await world.owner(
      `update network.role_grant set state = 'granted', decided_by = $1, decided_at = now() where id = $2`,
      [officer, grant],
    )
    await world.owner(
      `insert into network.private_contact (person_id, mobile, changed_at) values ($1, '07700 900123', now())`,
      [personId],
    )
    const browser = await world.browser('bilal')
    const form = await browser.get(`${list}?post=${postId}&do=leave`)
    await browser.submit(form, `${list}/${postId}/leaving`, { when: 'now' })
    const after = await browser.get(list)
    assert.match(after.text, /Left on /)
    assert.ok(!after.text.includes(`post=${postId}`), 'the post is not among those in post')
    const ran = await world.runJobs()
    assert.ok(ran.some((job) => JSON.stringify(job).includes('network.person_left')))
    const { directory } = await import('../queries/directory.ts')
    assert.equal(await world.bySystem((tx) => directory.findById(tx, personId, world.now())), null)
    const [state] = await world.owner(
      `select (select state from network.role_grant where person_id = $1) as role,
       (select count(*)::int from network.private_contact where person_id = $1) as private,
       (select count(*)::int from network.post where person_id = $1) as posts`,
      [personId],
    )
    assert.deepEqual(state, { role: 'ended', private: 0, posts: 1 })
  },
)

scenario(
  'a future leaver stays to the end of the last day; then everything ends by itself',
  async (world) => {
    const { personId, postId } = await aPerson(world)
    const browser = await world.browser('bilal')
    const form = await browser.get(`${list}?post=${postId}&do=leave`)
    const noted = await browser.submit(form, `${list}/${postId}/leaving`, {
      when: 'on',
      'lastOn-day': '20',
      'lastOn-month': '4',
      'lastOn-year': '2026',
    })
    assert.match(noted.text, /Last day 20 April 2026/)
    const night = async () =>
      endDay.run({ db: world.db, now: world.now(), signal: new AbortController().signal, log }, {})
    const left = async () =>
      (
        await world.owner<{ left_at: unknown }>('select left_at from network.person where id = $1', [
          personId,
        ])
      )[0]?.left_at ?? null
    world.pass({ days: 4 })
    await night()
    assert.equal(await left(), null)
    world.pass({ days: 1 })
    await night()
    assert.notEqual(await left(), null)
    const before = await left()
    await night()
    assert.deepEqual(await left(), before)
  },
)

scenario(
  'a leaving is taken back whole before it is done, and for a week after without the roles',
  async (world) => {
    const { personId, postId } = await aPerson(world)
    const officer = '00000000-0000-4000-8000-000000000005'
    await aRequest(world, { personId, role: 'champion', by: officer, organisation: null })
    await world.owner(
      `update network.role_grant set state = 'granted', decided_by = $1 where person_id = $2`,
      [officer, personId],
    )
    const browser = await world.browser('bilal')
    const leave = async (fields: Record<string, string>) =>
      browser.submit(
        await browser.get(`${list}?post=${postId}&do=leave`),
        `${list}/${postId}/leaving`,
        fields,
      )
    const undo = async () => {
      const page = await browser.get(list)
      const action = page.document.querySelector('form[action$="/undoing"]')?.getAttribute('action') ?? ''
      return browser.submit(page, action)
    }
    await leave({ when: 'on', 'lastOn-day': '20', 'lastOn-month': '4', 'lastOn-year': '2026' })
    assert.match((await undo()).body, /They stay/)
    const role = async () =>
      (
        await world.owner<{ state: string }>('select state from network.role_grant where person_id = $1', [
          personId,
        ])
      )[0]?.state
    assert.equal(await role(), 'granted')
    await leave({ when: 'now' })
    assert.match((await undo()).body, /They are in post again/)
    assert.equal(await role(), 'ended')
    const { directory } = await import('../queries/directory.ts')
    assert.notEqual(await world.bySystem((tx) => directory.findById(tx, personId, world.now())), null)
  },
)
