import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { ann, carys, openFrontDoor, pia, type FrontDoor } from '../testing.ts'
import { askingProblem, decidingProblem } from './decide-loss.ts'

describe('a lost device', () => {
  let door: FrontDoor
  before(async () => {
    door = await openFrontDoor()
  })
  after(() => door.close())

  const signedIn = async (key: string) => {
    const browser = door.newBrowser()
    await browser.signInAs(key)
    return browser
  }
  const lossId = async (): Promise<string> =>
    (await door.owner.query(`select id from platform.device_loss where state = 'asked'`)).rows[0]?.id

  test('is asked after by the coordinator of the person’s own organisation, and by nobody else', async () => {
    const coordinator = await signedIn('pia')
    const outside = await coordinator.post(
      '/device-losses',
      { email: await door.emailOf(carys) },
      '/device-losses',
    )
    assert.equal(outside.statusCode, 422)
    assert.match(outside.body, /Nobody in your organisation has this address/)
    const oneself = await coordinator.post(
      '/device-losses',
      { email: await door.emailOf(pia) },
      '/device-losses',
    )
    assert.match(oneself.body, /Somebody else has to ask for you/)
    const practitioner = await signedIn('carys')
    assert.equal((await practitioner.get('/device-losses')).statusCode, 404)
    const asked = await coordinator.post(
      '/device-losses',
      { email: await door.emailOf(ann) },
      '/device-losses',
    )
    assert.equal(asked.statusCode, 303, asked.body)
    const twice = await coordinator.post(
      '/device-losses',
      { email: await door.emailOf(ann) },
      '/device-losses',
    )
    assert.match(twice.body, /asked already/)
    assert.equal((await signedIn('ann').then((browser) => browser.get('/account'))).statusCode, 200)
  })

  test('cannot be decided by the one who asked', async () => {
    const coordinator = await signedIn('pia')
    const response = await coordinator.post(
      `/device-losses/${await lossId()}/decision`,
      { decision: 'in_person' },
      '/device-losses',
    )
    assert.equal(response.statusCode, 404)
    assert.ok(await lossId())
  })

  test('asks the second person how they made sure who it is', async () => {
    const officer = await signedIn('erin')
    const response = await officer.post(`/device-losses/${await lossId()}/decision`, {}, '/device-losses')
    assert.equal(response.statusCode, 422)
    assert.match(response.body, /Say how you made sure who it is/)
  })

  test('approved by a second person, ends all that the device could open, and the person is told', async () => {
    const hers = await signedIn('ann')
    await hers.post('/account/code/offer', {}, '/account')
    await door.owner.query(
      `insert into auth.passkey (public_key, person_id, credential_id, counter, device_type, backed_up) values ('k', $1, 'c', 0, 'singleDevice', false)`,
      [ann],
    )
    const officer = await signedIn('erin')
    const done = await officer.post(
      `/device-losses/${await lossId()}/decision`,
      { decision: 'known_number' },
      '/device-losses',
    )
    assert.equal(done.statusCode, 303, done.body)
    assert.equal((await door.signIn.actorFor(hers.cookieHeader())).actor.kind, 'visitor')
    for (const table of ['auth.session', 'auth.passkey', 'platform.code_app'])
      assert.equal(
        (await door.owner.query(`select 1 from ${table} where person_id = $1`, [ann])).rowCount,
        0,
        table,
      )
    const { rows } = await door.owner.query(
      `select purpose from platform.mail where to_person = $1 order by queued_at, ctid`,
      [ann],
    )
    assert.deepEqual(
      rows.map(({ purpose }) => purpose),
      ['auth.device_loss_asked', 'auth.device_loss_decided'],
    )
    const events = (await door.events()).map(({ event }) => event)
    assert.ok(events.includes('auth.all_ended') && events.includes('auth.device_loss_decided'))
    const page = await (await signedIn('pia')).get('/device-losses')
    assert.match(page.body, /May set up sign-in again/)
  })

  test('the table itself refuses that two of the three are one', async () => {
    await assert.rejects(
      door.owner.query(
        `insert into platform.device_loss (id, person_id, organisation_id, asked_by, asked_at, state, checked_how, decided_by, decided_at)
         values (gen_random_uuid(), $1, gen_random_uuid(), $2, now(), 'approved', 'video', $2, now())`,
        [ann, pia],
      ),
      /three_people/,
    )
  })
})

test('nobody asks or decides about themselves, and nobody decides on what they asked', () => {
  const asking = { askerOrganisationId: 'a', personOrganisationId: 'a', alreadyAsked: false }
  assert.equal(askingProblem({ ...asking, askerId: 'p', personId: 'q' }), null)
  assert.ok(askingProblem({ ...asking, askerId: 'p', personId: 'p' }))
  assert.ok(askingProblem({ ...asking, askerId: 'p', personId: 'q', personOrganisationId: 'b' }))
  assert.ok(
    askingProblem({
      ...asking,
      askerId: 'p',
      personId: 'q',
      personOrganisationId: null,
      askerOrganisationId: null,
    }),
  )
  const deciding = { state: 'asked', askedBy: 'p', personId: 'q', changedAddress: ['s'] } as const
  assert.equal(decidingProblem({ ...deciding, deciderId: 'r' }), null)
  assert.ok(decidingProblem({ ...deciding, deciderId: 'p' }))
  assert.ok(decidingProblem({ ...deciding, deciderId: 'q' }))
  assert.ok(decidingProblem({ ...deciding, deciderId: 's' }))
  assert.ok(decidingProblem({ ...deciding, deciderId: 'r', state: 'approved' }))
})
