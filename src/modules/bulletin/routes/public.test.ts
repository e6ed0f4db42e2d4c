import assert from 'node:assert/strict'
import { scenario } from '#src/testing/scenario.ts'
import { parseHTML } from 'linkedom'
import { askForApproval } from '../actions/ask-approval.ts'
import { makeCorrection } from '../actions/correct-edition.ts'
import { decideApproval } from '../actions/decide-approval.ts'
import { beginSending, finishSending } from '../actions/edition-state.ts'
import { publishEdition } from '../actions/publish.ts'
import { getApprovedSnapshot } from '../queries/approved-snapshot.ts'
import { aPublishedEdition, anApprovedEdition, surroundings } from '../testing.ts'

const agent = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Chrome/141.0 Safari/537.36' }

scenario(
  'a published edition is answered again with 304, leaves no cookie, and names no reader or editor',
  async (world) => {
    const { slug } = await aPublishedEdition(world)
    const visitor = await world.browser()
    const page = await visitor.fetch(`/bulletins/${slug}`)
    assert.equal(page.status, 200)
    const again = await visitor.raw('GET', `/bulletins/${slug}`, undefined, {
      'if-none-match': String(page.headers.etag),
    })
    assert.equal(again.statusCode, 304)
    assert.equal(visitor.cookies.size, 0)
    assert.doesNotMatch(page.body, /Erin|Femi|@/)
    const [row] = await world.owner<{ content: string }>('select content from bulletin.publication')
    assert.doesNotMatch(row?.content ?? '', /audience|Erin|Femi|00000000-0000-4000-8000/)
  },
)

scenario(
  'the archive is searched by words, with the place where they stand, whatever is typed',
  async (world) => {
    const { slug } = await aPublishedEdition(world, {
      title: 'Bulletin of the boats',
      body: 'Two boats lie <b>on</b> the Larkmere, and anyone may sail them.',
    })
    const visitor = await world.browser()
    const found = await visitor.get('/bulletins?q=sailing+boat')
    assert.equal(
      found.document.querySelector('.hf-published__title a')?.getAttribute('href'),
      `/bulletins/${slug}`,
    )
    assert.match(found.document.querySelector('mark')?.textContent ?? '', /boat/i)
    assert.match((await visitor.get('/bulletins?q=submarine')).text, /0 results/)
    for (const odd of ["'); drop", '<script>', '"', '-', 'ا', '%00', 'or or &'])
      assert.equal((await visitor.get(`/bulletins?q=${encodeURIComponent(odd)}`)).status, 200, odd)
  },
)

scenario('the feed is Atom, with an id for every entry that stays', async (world) => {
  const { slug } = await aPublishedEdition(world, { title: 'Boats & <sails>' })
  const visitor = await world.browser()
  const feed = await visitor.raw('GET', '/bulletins/feed.atom')
  assert.equal(feed.statusCode, 200)
  assert.match(String(feed.headers['content-type']), /^application\/atom\+xml/)
  const { document } = parseHTML(feed.body)
  for (const needed of [
    'feed > id',
    'feed > title',
    'feed > updated',
    'entry > id',
    'entry > title',
    'entry > updated',
  ])
    assert.ok(document.querySelector(needed), needed)
  assert.match(feed.body, new RegExp(`href="http://localhost:3000/bulletins/${slug}"`))
  assert.match(feed.body, /<id>urn:uuid:[0-9a-f-]{36}<\/id>/)
  // What a feed reader shows of a title that is said to be HTML: words, never an element.
  assert.ok(feed.body.includes('Boats &amp; &lt;sails&gt;'))
  assert.ok(!feed.body.includes('<sails>'))
  assert.equal((await visitor.raw('GET', '/blog/feed.atom')).statusCode, 200)
})

scenario('openings are counted by day and never by whom; programs are not counted', async (world) => {
  const { slug } = await aPublishedEdition(world)
  const visitor = await world.browser()
  for (let time = 0; time < 3; time += 1) await visitor.fetch(`/bulletins/${slug}`, agent)
  await (await world.browser('ann')).fetch(`/bulletins/${slug}`, agent)
  await visitor.fetch(`/bulletins/${slug}`, { 'user-agent': 'Googlebot/2.1' })
  await visitor.raw('HEAD', `/bulletins/${slug}`, undefined, agent)
  await visitor.fetch('/bulletins/not-there', agent)
  await (await world.app()).flushViews()
  await visitor.fetch(`/bulletins/${slug}`, agent)
  await (await world.app()).flushViews()
  const rows = await world.owner<{ views: number }>('select views from bulletin.view_count')
  assert.deepEqual(
    rows.map(({ views }) => views),
    [5],
  )
})

scenario(
  'sending puts an edition on the web; a correction is read beside what it corrects',
  async (world) => {
    const wrong = await anApprovedEdition(world, { title: 'April bulletin' })
    await world.bySystem((tx) =>
      beginSending(tx, { kind: 'system', part: 'test' }, { editionId: wrong.id }, world.now()),
    )
    const visitor = await world.browser()
    assert.equal((await visitor.get('/bulletins/april-bulletin')).status, 200)
    await world.bySystem((tx) =>
      finishSending(tx, { kind: 'system', part: 'test' }, { editionId: wrong.id }, world.now()),
    )
    const erin = await world.browser('erin')
    const page = await erin.submit(
      await erin.get(`/editions/${wrong.id}`),
      `/editions/${wrong.id}/corrections`,
    )
    assert.equal(page.h1, 'Correction: April bulletin')
    await assert.rejects(
      world.by('erin', (tx, actor) => makeCorrection(tx, actor, { editionId: wrong.id }, world.now())),
      /being written already/,
    )
    const correctionId = page.url.split('/')[2] ?? ''
    const approval = await world.by('erin', (tx, actor) =>
      askForApproval(tx, actor, { editionId: correctionId, note: '' }, surroundings, world.now()),
    )
    const femi = await world.browser('femi')
    assert.match((await femi.get(`/approvals/${approval.id}`)).text, /what was sent and is corrected/)
    await world.by('femi', async (tx, actor) => {
      await decideApproval(
        tx,
        actor,
        { approvalId: approval.id, decision: 'approve', comments: '' },
        world.now(),
      )
      const snapshot = await getApprovedSnapshot(tx, correctionId)
      if (snapshot) await publishEdition(tx, actor, snapshot.content, world.now())
    })
    world.pass({ seconds: 5 })
    await visitor.get('/bulletins/april-bulletin')
    assert.match(
      (await visitor.get('/bulletins/april-bulletin')).text,
      /Read the correction: Correction: April bulletin/,
    )
    assert.match(
      (await visitor.get('/bulletins/correction-april-bulletin')).text,
      /This corrects April bulletin/,
    )
  },
)
