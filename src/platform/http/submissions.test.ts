import assert from 'node:assert/strict'
import { formEvents, formRoutes, sendNote, tokenFor } from '#src/testing/trial-forms.ts'
import { onEveryEngine, scenario, type World } from '#src/testing/scenario.ts'
import { formType, makeNotes, withTrialHouse, type TrialHouse } from '#src/testing/trial-house.ts'

const withForms = async (world: World, work: (house: TrialHouse) => Promise<void>) => {
  await makeNotes(world)
  await withTrialHouse(world, { routes: formRoutes, events: formEvents }, work)
}

const notes = async (world: World) =>
  (await world.owner<{ words: string }>('select words from trial.note order by words')).map(
    ({ words }) => words,
  )

onEveryEngine(
  'a button pressed twice at the same instant writes one row, and both presses lead to it',
  (world) =>
    withForms(world, async ({ browser }) => {
      const ann = await browser('ann')
      const token = await tokenFor(ann)
      const answers = await Promise.all(Array.from({ length: 6 }, () => sendNote(ann, token, 'once')))
      assert.deepEqual([...new Set(answers.map(({ statusCode }) => statusCode))], [303])
      assert.equal(new Set(answers.map(({ headers }) => headers.location)).size, 1)
      assert.deepEqual(await notes(world), ['once'])
      const lines = await world.owner(`select 1 from platform.audit_entry where event = 'trial.note_written'`)
      assert.equal(lines.length, 1)
    }),
)

scenario(
  'going back and sending the same page again leads to the first answer; other words are another note',
  (world) =>
    withForms(world, async ({ browser }) => {
      const ann = await browser('ann')
      const token = await tokenFor(ann)
      const first = await sendNote(ann, token, 'one')
      const second = await sendNote(ann, token, 'one')
      const third = await sendNote(ann, token, 'two')
      assert.equal(second.headers.location, first.headers.location)
      assert.notEqual(third.headers.location, first.headers.location)
      assert.deepEqual(await notes(world), ['one', 'two'])
      await sendNote(ann, await tokenFor(ann), 'one')
      assert.deepEqual(await notes(world), ['one', 'one', 'two'])
    }),
)

scenario(
  'a process that died after it had written and before it could answer: the form sent again writes nothing twice',
  async (world) => {
    await makeNotes(world)
    let kept: { token: string; cookies: Map<string, string>; location: unknown } | null = null
    await withTrialHouse(world, { routes: formRoutes, events: formEvents }, async ({ browser }) => {
      const ann = await browser('ann')
      const token = await tokenFor(ann)
      // The answer is thrown away, as when the process ends between its commit and the wire.
      const { headers } = await sendNote(ann, token, 'once')
      kept = { token, cookies: ann.cookies, location: headers.location }
    })
    await withTrialHouse(world, { routes: formRoutes, events: formEvents }, async ({ browser }) => {
      const ann = await browser()
      for (const [name, value] of kept?.cookies ?? []) ann.cookies.set(name, value)
      const again = await sendNote(ann, kept?.token ?? '', 'once')
      assert.equal(again.statusCode, 303)
      assert.equal(again.headers.location, kept?.location)
      assert.deepEqual(await notes(world), ['once'])
    })
  },
)

scenario('a refused form may be mended and sent from the same page', (world) =>
  withForms(world, async ({ browser }) => {
    const ann = await browser('ann')
    const token = await tokenFor(ann)
    const refused = await sendNote(ann, token, 'refuse me')
    assert.equal(refused.statusCode, 422)
    assert.match(refused.body, /Say something else\./)
    assert.match(refused.body, /typed: refuse me/)
    assert.match(refused.body, /<title>Error: /)
    const empty = await sendNote(ann, token, '   ')
    assert.equal(empty.statusCode, 422)
    assert.match(empty.body, /Write something/)
    assert.equal((await sendNote(ann, token, 'better')).statusCode, 303)
    assert.deepEqual(await notes(world), ['better'])
  }),
)

scenario(
  'what was typed when the sign-in ran out is kept sealed and given back after signing in again',
  (world) =>
    withForms(world, async ({ browser }) => {
      const ann = await browser('ann')
      const token = await tokenFor(ann)
      world.pass({ hours: 9 })
      const sent = await sendNote(ann, token, 'half an hour of typing')
      assert.equal(sent.statusCode, 303)
      assert.equal(
        sent.headers.location,
        `/sign-in?return=${encodeURIComponent('/resume?path=%2Ftrial%2Fnotes')}`,
      )
      const kept = JSON.stringify(
        await world.owner(`select encode(sealed, 'escape') as sealed, path from platform.parked_form`),
      )
      assert.ok(!kept.includes('typing'))
      assert.deepEqual(await notes(world), [])

      await ann.raw('POST', '/demo/sign-in', 'person=ann', formType)
      const back = await ann.raw('GET', '/resume?path=%2Ftrial%2Fnotes')
      assert.equal(back.statusCode, 200)
      assert.match(back.body, /typed: half an hour of typing/)
      assert.match(back.body, /There is a problem[\s\S]*Your sign-in had run out/)
      assert.equal((await world.owner('select 1 from platform.parked_form')).length, 0)
      const once = await ann.raw('GET', '/resume?path=%2Ftrial%2Fnotes')
      assert.equal(once.headers.location, '/home')
      const finished = await sendNote(ann, await tokenFor(ann), 'half an hour of typing')
      assert.equal(finished.statusCode, 303)
      assert.deepEqual(await notes(world), ['half an hour of typing'])
    }),
)

scenario(
  'what one person typed is given neither to another in the same browser, nor to themselves in another',
  (world) =>
    withForms(world, async ({ browser }) => {
      const shared = await browser('ann')
      const token = await tokenFor(shared)
      world.pass({ hours: 9 })
      await sendNote(shared, token, 'only mine')
      const url = '/resume?path=%2Ftrial%2Fnotes'

      await shared.raw('POST', '/demo/sign-in', 'person=erin', formType)
      assert.equal((await shared.raw('GET', url)).headers.location, '/home')
      const elsewhere = await browser('ann')
      assert.equal((await elsewhere.raw('GET', url)).headers.location, '/home')
      const visitor = await browser()
      const parked = shared.cookies.get('holdfast.parked') ?? ''
      visitor.cookies.set('holdfast.parked', parked)
      assert.equal((await visitor.raw('GET', url)).headers.location, '/home')

      await shared.raw('POST', '/demo/sign-in', 'person=ann', formType)
      assert.match((await shared.raw('GET', url)).body, /typed: only mine/)
    }),
)

scenario('a forged or broken way back leads home and to no fault', (world) =>
  withForms(world, async ({ browser }) => {
    const ann = await browser('ann')
    for (const cookie of [
      '',
      'x',
      '.',
      `3f2b8c1e-6d4a-4b7e-9c55-0a1b2c3d4e5f.AAAA`,
      '-'.repeat(36),
      '%00.%00',
    ]) {
      ann.cookies.set('holdfast.parked', cookie)
      for (const query of [
        '',
        '?path=',
        '?path=%2F%2Felsewhere.example',
        '?path=%2Ftrial%2Fnotes',
        '?path=%2Ftrial%2Fnotes%2F%2500',
        '?path=a&path=b',
      ])
        assert.equal(
          (await ann.raw('GET', `/resume${query}`)).headers.location,
          '/home',
          `${cookie} ${query}`,
        )
    }
  }),
)
