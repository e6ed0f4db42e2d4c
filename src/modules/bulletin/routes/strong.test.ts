import assert from 'node:assert/strict'
import { scenario, type CastKey, type World } from '#src/testing/scenario.ts'
import { anApprovedEdition, anEdition, askedEdition } from '../testing.ts'

/** Signed in by a mailed link and nothing more. */
async function byLinkAlone(world: World, key: CastKey) {
  const browser = await world.browser(key)
  const { personId } = await world.as(key)
  const weakened = await world.owner(
    `update auth.session set how = 'link', strength = 'link' where person_id = $1 returning id`,
    [personId],
  )
  assert.equal(weakened.length, 1)
  return browser
}

scenario(
  'who came by a mailed link alone reads what waits for approval, and is told what to add before deciding',
  async (world) => {
    const { approvalId } = await askedEdition(world)
    const femi = await byLinkAlone(world, 'femi')
    const url = `/approvals/${approvalId}`
    const page = await femi.get(url)
    assert.equal(page.status, 200)
    const stopped = await femi.submit(page, `${url}/decision`, { decision: 'reject', comments: 'Mend it' })
    assert.match(stopped.url, /^\/sign-in\/stronger\?/)
    assert.equal(stopped.h1, 'This needs a stronger sign-in')
    assert.match(
      stopped.text,
      /a passkey on your device, or a code from an app.*Set up a passkey or a code app/,
    )
    assert.deepEqual(await world.owner('select state from bulletin.approval'), [{ state: 'asked' }])

    // More surely signed in, what was typed is there again.
    await world.owner(`update auth.session set strength = 'strong', how = 'link_and_code'`)
    const back = await femi.get(new URL(`http://x${stopped.url}`).searchParams.get('return') ?? '')
    assert.match(back.text, /This is what you had typed.*Mend it/)
    const unsaid = await femi.submit(back, `${url}/decision`)
    assert.equal(unsaid.status, 422)
    const done = await femi.submit(unsaid, `${url}/decision`, { decision: 'reject' })
    assert.match(done.text, /Sent back/)
  },
)

scenario('who came by a mailed link alone writes an edition and sends none', async (world) => {
  const { id } = await anApprovedEdition(world)
  const mine = await anEdition(world)
  const erin = await byLinkAlone(world, 'erin')
  const own = erin.formOf(await erin.get(`/editions/${mine.id}`), `/editions/${mine.id}/articles`)
  const added = await erin.post(`/editions/${mine.id}/articles`, { ...own, part: 'article', heading: 'More' })
  assert.match(added.url, /^\/articles\//)
  for (const [action, fields] of [
    ['send', { check: 'yes' }],
    ['schedule', { 'at-day': '1', 'at-month': '5', 'at-year': '2026', time: '9am' }],
    ['publication', {}],
    ['sendings/1/failures', {}],
    ['sendings/1/doubts', { how: 'again' }],
  ] as const) {
    const stopped = await erin.post(`/editions/${id}/${action}`, { ...own, ...fields })
    assert.match(stopped.url, /^\/sign-in\/stronger\?/, action)
  }
  assert.deepEqual(await world.owner('select state from bulletin.edition where id = $1', [id]), [
    { state: 'approved' },
  ])
  assert.deepEqual(await world.owner('select from bulletin.sending'), [])
})

scenario('a deputy who may approve is named by a strong sign-in', async (world) => {
  const femi = await byLinkAlone(world, 'femi')
  const own = femi.formOf(await femi.get('/approvals/absences'), '/sign-out')
  const stopped = await femi.post('/approvals/absences', { ...own, deputy: (await world.as('nia')).personId })
  assert.match(stopped.url, /^\/sign-in\/stronger\?/)
  assert.deepEqual(await world.owner('select from bulletin.absence'), [])
})
