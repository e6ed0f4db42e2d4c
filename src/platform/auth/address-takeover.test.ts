import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { openAs } from '#platform/db/tx.ts'
import { system } from './actor.ts'
import { addressChanged } from './address-changed.ts'
import { scenario } from '#src/testing/scenario.ts'
import type { Browser } from '#src/testing/browser.ts'

type Person = { given_name: string; family_name: string; work_email: string }

const form = { areaId: '', phone: '', title: '', post: 'Adviser' }
const since = { 'startsOn-day': '1', 'startsOn-month': '1', 'startsOn-year': '2026' }

async function signInByMail(visitor: Browser, email: string, href: () => Promise<string>) {
  await visitor.submit(await visitor.get('/sign-in'), '/sign-in', { email })
  const link = await href()
  await visitor.submit(await visitor.get(link), link.split('?')[0] ?? '')
}

scenario(
  'a coordinator who puts the partnership officer on their own list cannot change the officer’s address',
  async ({ browser, owner, as }) => {
    const [coordinator, officer] = [await as('bilal'), await as('erin')]
    const [her] = await owner<Person>('select * from network.person where id = $1', [officer.personId])
    assert.ok(her)
    const people = `/network/organisations/${coordinator.organisationId}/people`
    const bilal = await browser('bilal')
    const added = await bilal.submit(await bilal.get(`${people}?do=start`), people, {
      ...form,
      ...since,
      given: her.given_name,
      family: her.family_name,
      email: her.work_email,
      who: officer.personId,
    })
    assert.deepEqual(added.errors, [])
    const [post] = await owner<{ id: string }>(
      'select id from network.post where person_id = $1 and organisation_id = $2',
      [officer.personId, coordinator.organisationId],
    )
    assert.ok(post)
    const changed = await bilal.submit(
      await bilal.get(`${people}?do=change&post=${post.id}`),
      `${people}/${post.id}`,
      { email: 'somebody.else@college.example' },
    )
    assert.equal(changed.errors.length, 1)
    assert.match(changed.errors.join(), /Ask the partnership officer to change the address/)
    assert.deepEqual(
      await owner<Person>('select work_email from network.person where id = $1', [officer.personId]),
      [{ work_email: her.work_email }],
    )
  },
)

scenario(
  'the database itself keeps the addresses of the partnership’s own from coordinators',
  async (world) => {
    const officer = await world.as('erin')
    await world.owner(
      `insert into network.post (person_id, organisation_id, title, from_on, changed_at) values ($1, $2, 'Adviser', '2016-01-01', now())`,
      [officer.personId, (await world.as('bilal')).organisationId],
    )
    const change = (key: 'bilal' | 'erin') =>
      world.by(key, (tx) =>
        sql`update network.person set work_email = 'other@college.example' where id = ${officer.personId}`.execute(
          openAs(tx),
        ),
      )
    await assert.rejects(change('bilal'), /the partnership officer's to change/)
    assert.equal((await change('erin')).numAffectedRows, 1n)
  },
)

scenario(
  'whoever has an address changed signs in by a link to it and sets up nothing until a second person has agreed',
  async ({ browser, owner, as, runJobs }) => {
    const [victim, coordinator] = [await as('carys'), await as('pia')]
    await owner(
      `update network.role_grant set organisation_id = $2 where person_id = $1 and role = 'coordinator'`,
      [coordinator.personId, coordinator.organisationId],
    )
    // Both of one organisation, and the victim has signed in before.
    await owner('update network.post set organisation_id = $2 where person_id = $1', [
      victim.personId,
      coordinator.organisationId,
    ])
    await browser('carys')
    const people = `/network/organisations/${coordinator.organisationId}/people`
    const [post] = await owner<{ id: string }>('select id from network.post where person_id = $1', [
      victim.personId,
    ])
    const pia = await browser('pia')
    const changed = await pia.submit(
      await pia.get(`${people}?do=change&post=${post?.id}`),
      `${people}/${post?.id}`,
      { email: 'another.box@council.example' },
    )
    assert.deepEqual(changed.errors, [])
    const thief = await browser()
    await signInByMail(thief, 'another.box@council.example', async () => {
      await runJobs()
      const [mail] = await owner<{ href: string }>(
        `select c.notice->'action'->>'href' as href from platform.mail m join platform.mail_content c on c.mail_id = m.id
          where m.purpose = 'auth.sign_in_link' and m.to_person = $1`,
        [victim.personId],
      )
      return mail?.href ?? ''
    })
    const account = await thief.get('/account')
    assert.equal(account.h1, 'How you sign in')
    assert.match(account.text, /Your mail address was changed/)
    const token = String(thief.formOf(account, '/sign-out')['_token'])
    for (const url of ['/account/code/offer', '/account/passkeys/options']) {
      const refused = await thief.post(url, { _token: token })
      assert.equal(refused.status, 422, url)
    }
    assert.deepEqual(await owner('select * from platform.code_app'), [])

    await pia.submit(await pia.get('/device-losses'), '/device-losses', {
      email: 'another.box@council.example',
    })
    const [loss] = await owner<{ id: string }>('select id from platform.device_loss')
    const decide = `/device-losses/${loss?.id}/decision`
    await owner('update platform.sign_in_hold set held_by = held_by || $1::uuid', [
      (await as('erin')).personId,
    ])
    const erin = await browser('erin')
    const losses = await erin.get('/device-losses')
    const own = await erin.post(decide, {
      decision: 'known_number',
      _token: String(erin.formOf(losses, '/sign-out')['_token']),
    })
    assert.match(own.text, /You changed this person’s address yourself/)
    const dev = await browser('dev')
    await dev.submit(await dev.get('/device-losses'), decide, { decision: 'known_number' })
    assert.deepEqual(await owner('select * from platform.sign_in_hold'), [])
  },
)

scenario(
  'an address that a list brought in is held in the name of whoever confirmed the list',
  async (world) => {
    const [officer, victim] = [await world.as('erin'), await world.as('carys')]
    await world.browser('carys')
    await world.bySystem((tx) =>
      addressChanged(
        tx,
        system('test'),
        { personId: victim.personId, oldAddress: 'old@council.example', askedBy: officer.personId },
        world.now(),
      ),
    )
    assert.deepEqual(await world.owner('select person_id, held_by from platform.sign_in_hold'), [
      { person_id: victim.personId, held_by: [officer.personId] },
    ])
  },
)
