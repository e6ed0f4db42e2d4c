import assert from 'node:assert/strict'
import { scenario } from '#src/testing/scenario.ts'
import { cancelEdition, scheduleEdition, unscheduleEdition } from '../actions/edition-state.ts'
import { anApprovedEdition, anEdition, askedEdition } from '../testing.ts'

scenario(
  'an edition is looked at as web page, mail, plain text and print before it goes out',
  async (world) => {
    const { id } = await anEdition(world, { body: 'Words [with a link](https://board.example/x) & signs.' })
    const { approvalId } = await askedEdition(world)
    const erin = await world.browser('erin')
    for (const base of [`/editions/${id}`, `/approvals/${approvalId}`])
      for (const form of ['web', 'mail', 'narrow', 'dark', 'text', 'print'])
        assert.equal((await erin.get(`${base}/preview/${form}`)).status, 200, `${base} ${form}`)
    assert.match(
      (await erin.get(`/editions/${id}/preview/text`)).text,
      /with a link <https:\/\/board\.example\/x> & signs/,
    )
    assert.equal((await erin.get(`/editions/${id}/preview/hologram`)).status, 404)
  },
)

scenario('the mail’s own document may carry its styles and do nothing else', async (world) => {
  const { id, approvalId } = await askedEdition(world)
  const erin = await world.browser('erin')
  for (const url of [`/editions/${id}/mail/light`, `/approvals/${approvalId}/mail/dark`]) {
    const mail = await erin.raw('GET', url)
    const policy = String(mail.headers['content-security-policy'])
    assert.match(policy, /default-src 'none'; style-src 'unsafe-inline'; img-src 'self'/)
    assert.match(policy, /frame-ancestors 'self'; sandbox allow-same-origin$/)
    assert.doesNotMatch(policy, /script/)
    assert.match(mail.body, /Dear reader/)
    assert.doesNotMatch(mail.body, /\[\[holdfast:/)
  }
  assert.doesNotMatch((await erin.raw('GET', `/editions/${id}/mail/dark`)).body, /prefers-color-scheme/)
})

scenario('the calendar shows a month of what goes out when', async (world) => {
  const { id } = await anApprovedEdition(world, { title: 'Planned bulletin' })
  await world.owner(`update bulletin.edition set planned_on = '2016-04-12' where id = $1`, [id])
  const erin = await world.browser('erin')
  const month = await erin.get('/editions/calendar?month=2016-04')
  assert.match(month.text, /Planned bulletin/)
  assert.doesNotMatch((await erin.get('/editions/calendar?month=2016-06')).text, /Planned bulletin/)
  assert.equal((await erin.get('/editions/calendar?month=never')).status, 200)
})

scenario(
  'an approved edition is scheduled, taken off the schedule, and cancelled for good',
  async (world) => {
    const { id, articles } = await anApprovedEdition(world)
    const at = world.now().add({ hours: 20 })
    await assert.rejects(
      world.by('erin', (tx, erin) =>
        scheduleEdition(tx, erin, { editionId: id, at: world.now() }, world.now()),
      ),
      /still to come/,
    )
    await world.by('erin', (tx, erin) => scheduleEdition(tx, erin, { editionId: id, at }, world.now()))
    const erin = await world.browser('erin')
    assert.match((await erin.get(`/articles/${articles[0] ?? ''}`)).text, /Take it off the schedule first/)
    await world.by('erin', (tx, actor) => unscheduleEdition(tx, actor, { editionId: id }, world.now()))
    const gone = await erin.submit(await erin.get(`/editions/${id}`), `/editions/${id}/cancellation`)
    assert.match(gone.text, /It was cancelled and does not go out/)
    await assert.rejects(
      world.by('erin', (tx, actor) => cancelEdition(tx, actor, { editionId: id }, world.now())),
      /is cancelled now/,
    )
    const [approval] = await world.owner<{ state: string }>('select state from bulletin.approval')
    assert.equal(approval?.state, 'void')
  },
)
