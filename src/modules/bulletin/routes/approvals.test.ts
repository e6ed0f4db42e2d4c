import assert from 'node:assert/strict'
import { onEveryEngine, scenario, type World } from '#src/testing/scenario.ts'
import { askForApproval } from '../actions/ask-approval.ts'
import { saveArticle } from '../actions/change-article.ts'
import { decideApproval } from '../actions/decide-approval.ts'
import { getApprovedSnapshot } from '../queries/approved-snapshot.ts'
import { parseMarkdown } from '#platform/richtext/markdown-parse.ts'
import { anApprovedEdition, anEdition, askedEdition, surroundings } from '../testing.ts'

const decide = (
  world: World,
  who: 'femi' | 'nia' | 'erin',
  approvalId: string,
  decision: 'approve' | 'reject' = 'approve',
) =>
  world.by(who, (tx, actor) =>
    decideApproval(tx, actor, { approvalId, decision, comments: 'Mend the dates' }, world.now()),
  )

scenario(
  'an approver sends an edition back with comments, and sees only what differs the next time',
  async (world) => {
    const { id, articles, approvalId } = await askedEdition(world)
    const femi = await world.browser('femi')
    const url = `/approvals/${approvalId}`
    const bare = await femi.submit(await femi.get(url), `${url}/decision`, { decision: 'reject' })
    assert.deepEqual(bare.errors, ['Say what should change, so that the writers can mend it'])
    const back = await femi.submit(bare, `${url}/decision`, {
      decision: 'reject',
      comments: 'Mend the dates',
    })
    assert.match(back.text, /Sent back/)

    const erin = await world.browser('erin')
    const edition = await erin.get(`/editions/${id}`)
    assert.match(edition.text, /Femi Adeyinka sent this back.*Mend the dates/s)
    assert.match((await erin.get('/home')).text, /It was sent back with comments/)
    await erin.submit(edition, `/editions/${id}/approvals`)
    const [second] = await world.owner<{ id: string }>(
      `select id from bulletin.approval where state = 'asked'`,
    )
    assert.match(
      (await femi.get(`/approvals/${second?.id ?? ''}`)).text,
      /Since it was sent back\s+Femi Adeyinka sent it back and wrote:\s+Mend the dates\s+Nothing was changed since/,
    )
    await decide(world, 'femi', second?.id ?? '')
    await world.by('erin', (tx, actor) =>
      saveArticle(
        tx,
        actor,
        {
          articleId: articles[1] ?? '',
          baseVersion: 1,
          heading: 'Second article, mended',
          body: parseMarkdown('The words of second article, mended.'),
        },
        world.now(),
      ),
    )
    await erin.submit(await erin.get(`/editions/${id}`), `/editions/${id}/approvals`)
    const [third] = await world.owner<{ id: string }>(
      `select id from bulletin.approval where state = 'asked'`,
    )
    const page = await femi.get(`/approvals/${third?.id ?? ''}`)
    const changed = [...page.document.querySelectorAll('.hf-changed h3')].map((one) => one.textContent)
    assert.deepEqual(changed, ['Second article, mended'])
    assert.doesNotMatch(page.text, /Since it was sent back/)
  },
)

scenario('who wrote any of it does not approve it, and neither does the database let them', async (world) => {
  const { articles, id } = await anEdition(world)
  await world.by('femi', (tx, femi) =>
    saveArticle(
      tx,
      femi,
      { articleId: articles[0] ?? '', baseVersion: 1, heading: 'By Femi', body: parseMarkdown('A word.') },
      world.now(),
    ),
  )
  const { id: approvalId } = await world.by('erin', (tx, erin) =>
    askForApproval(tx, erin, { editionId: id, note: '' }, surroundings, world.now()),
  )
  await assert.rejects(decide(world, 'femi', approvalId), /You wrote part of this/)
  const femi = await world.browser('femi')
  assert.match((await femi.get(`/approvals/${approvalId}`)).text, /You wrote part of this/)
  await assert.rejects(
    world.owner(
      `update bulletin.approval set state = 'approved', decided_by = $2, decided_at = now() where id = $1`,
      [approvalId, (await world.as('femi')).personId],
    ),
    /nobody approves what they wrote/,
  )
})

scenario('a deputy decides while the approver is away, and only then', async (world) => {
  const { approvalId } = await askedEdition(world)
  const nia = await world.browser('nia')
  assert.equal((await nia.get('/approvals')).status, 404)
  const femi = await world.browser('femi')
  const today = world.now().toZonedDateTimeISO('Europe/London').toPlainDate()
  const boxes = (name: string, day: Temporal.PlainDate) => ({
    [`${name}-day`]: String(day.day),
    [`${name}-month`]: String(day.month),
    [`${name}-year`]: String(day.year),
  })
  const url = '/approvals/absences'
  const wrong = await femi.submit(await femi.get(url), url, { deputy: '' })
  assert.deepEqual(wrong.errors, ['Choose a colleague from the list'])
  const form = {
    deputy: (await world.as('nia')).personId,
    ...boxes('from', today),
    ...boxes('to', today.add({ days: 4 })),
  }
  const turned = await femi.submit(wrong, url, { ...form, ...boxes('to', today.subtract({ days: 1 })) })
  assert.match(turned.errors[0] ?? '', /Enter a last day/)
  const saved = await femi.submit(turned, url, form)
  assert.match(saved.text, /Nia Prosser decides for you/)

  assert.match((await nia.get('/home')).text, /you stand in for an approver/)
  const page = await nia.get(`/approvals/${approvalId}`)
  assert.match(page.text, /You decide in the place of an approver who is away/)
  assert.equal((await nia.get(`/approvals/${approvalId}/preview/mail`)).status, 200)
  const done = await nia.submit(page, `/approvals/${approvalId}/decision`, { decision: 'approve' })
  assert.match(done.text, /Nia Prosser, in place of Femi Adeyinka/)

  const again = await femi.get(url)
  const end = [...again.document.querySelectorAll('form')].find((one) =>
    (one.getAttribute('action') ?? '').endsWith('/end'),
  )
  await femi.submit(again, end?.getAttribute('action') ?? '')
  assert.equal((await nia.get(`/approvals/${approvalId}`)).status, 404)
})

scenario('what was asked for is taken back and is the writers’ again', async (world) => {
  const { id, approvalId } = await askedEdition(world)
  const erin = await world.browser('erin')
  const back = await erin.submit(await erin.get(`/editions/${id}`), `/approvals/${approvalId}/withdrawal`)
  assert.match(back.text, /Being written/)
  await assert.rejects(decide(world, 'femi', approvalId), /taken back by those who wrote it/)
})

scenario(
  'what was approved is frozen with its hash, and a text that was reached into never goes out',
  async (world) => {
    const { id, approvalId } = await anApprovedEdition(world, { headings: ['Only one'] })
    const snapshot = await world.bySystem((tx) => getApprovedSnapshot(tx, id))
    assert.equal(snapshot?.content.articles[0]?.heading, 'Only one')
    assert.match(snapshot?.sha256 ?? '', /^[0-9a-f]{64}$/)
    await assert.rejects(
      world.by('erin', async (tx) => {
        const { bulletinIn } = await import('../tables.ts')
        await bulletinIn(tx)
          .updateTable('bulletin.approval')
          .set({ content: '{}' })
          .where('id', '=', approvalId)
          .execute()
      }),
      /permission denied/,
    )
    await world.owner('alter table bulletin.approval disable trigger hold_approval')
    await world.owner(`update bulletin.approval set content = replace(content, 'Only one', 'Only two')`)
    await assert.rejects(
      world.bySystem((tx) => getApprovedSnapshot(tx, id)),
      /does not have its hash/,
    )
  },
)

scenario(
  'words at which the guard stops hold the approval back until a person decides on each',
  async (world) => {
    const { id } = await anEdition(world)
    const guard = {
      check: () =>
        Promise.resolve([{ where: 'First article', kind: 'name' as const, words: 'a name in the text' }]),
    }
    const { id: approvalId } = await world.by('erin', (tx, erin) =>
      askForApproval(tx, erin, { editionId: id, note: '' }, { ...surroundings, guard }, world.now()),
    )
    const femi = await world.browser('femi')
    const url = `/approvals/${approvalId}`
    const page = await femi.get(url)
    assert.match(page.text, /a name in the text in First article/)
    const stopped = await femi.submit(page, `${url}/decision`, { decision: 'approve' })
    assert.match(stopped.errors[0] ?? '', /Decide on each of them first/)
    const [hit] = await world.owner<{ id: string }>('select id from bulletin.guard_hit')
    const hitUrl = `${url}/hits/${hit?.id ?? ''}`
    const bare = await femi.submit(stopped, hitUrl, { decision: 'may_stay' })
    assert.match(bare.errors[0] ?? '', /Say why these words may stay/)
    const decided = await femi.submit(bare, hitUrl, {
      decision: 'may_stay',
      reason: 'It is the name of a street',
    })
    assert.match(decided.text, /May stay: It is the name of a street/)
    assert.match((await femi.submit(decided, `${url}/decision`, { decision: 'approve' })).text, /Approved/)
  },
)

onEveryEngine('of two deciders at the same moment one decides, and the other is told', async (world) => {
  const { approvalId } = await askedEdition(world)
  const results = await Promise.allSettled([
    decide(world, 'femi', approvalId, 'approve'),
    decide(world, 'femi', approvalId, 'reject'),
  ])
  assert.deepEqual(results.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected'])
  const rows = await world.owner<{ n: number }>(
    `select count(*)::int as n from platform.audit_entry where event in ('bulletin.approval_given', 'bulletin.approval_refused')`,
  )
  assert.equal(rows[0]?.n, 1)
})

onEveryEngine(
  'an approval and a change at the same moment never leave an approval of other words',
  async (world) => {
    for (let round = 0; round < 6; round += 1) {
      const { id, articles, approvalId } = await askedEdition(world)
      await Promise.allSettled([
        decide(world, 'femi', approvalId),
        world.by('erin', (tx, erin) =>
          saveArticle(
            tx,
            erin,
            {
              articleId: articles[0] ?? '',
              baseVersion: 1,
              heading: 'Changed',
              body: parseMarkdown('Changed.'),
            },
            world.now(),
          ),
        ),
      ])
      const [edition] = await world.owner<{ state: string; heading: string }>(
        `select e.state, a.heading from bulletin.edition e join bulletin.article a on a.id = $2 where e.id = $1`,
        [id, articles[0]],
      )
      assert.deepEqual(edition, { state: 'draft', heading: 'Changed' })
      assert.equal(await world.bySystem((tx) => getApprovedSnapshot(tx, id)), null)
    }
  },
)
