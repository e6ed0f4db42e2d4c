import assert from 'node:assert/strict'
import { scenario } from '#src/testing/scenario.ts'
import { loadDemo } from './load.ts'

scenario(
  'the demo has a year of bulletins in the archive, one that waits for approval, one being written, and a blog',
  async (world) => {
    await world.bySystem((tx) => loadDemo(tx, world.now()))
    const states = await world.owner<{ state: string }>(
      'select state from bulletin.edition order by month_on',
    )
    assert.deepEqual(
      states.map(({ state }) => state),
      ['sent', 'sent', 'sent', 'sent', 'in_approval', 'draft'],
    )
    const visitor = await world.browser()
    assert.equal((await visitor.get('/bulletins')).document.querySelectorAll('.hf-published__item').length, 4)
    assert.equal((await visitor.get('/blog')).document.querySelectorAll('.hf-published__item').length, 3)
    const withBoats = await visitor.get(
      (await visitor.get('/bulletins?q=boats')).document
        .querySelector('.hf-published__title a')
        ?.getAttribute('href') ?? '',
    )
    const picture = withBoats.document.querySelector('main img')
    assert.match(picture?.getAttribute('alt') ?? '', /Two small boats/)
    assert.equal((await visitor.raw('GET', picture?.getAttribute('src') ?? '')).statusCode, 200)
  },
)

scenario(
  'the demo shows what became of past bulletins: figures, mails that came back, doubts to decide, and none of the cast barred',
  async (world) => {
    await world.bySystem((tx) => loadDemo(tx, world.now()))
    const [newest] = await world.owner<{ id: string }>(
      `select edition_id as id from bulletin.sending where kind = 'all' order by started_at desc limit 1`,
    )
    const erin = await world.browser('erin')
    const home = await erin.get('/home')
    assert.match(home.text, /2 mails are in doubt/)
    const figures = await erin.get(`/editions/${newest?.id}/figures`)
    assert.match(figures.text, /Mail servers took \d+% of the mails/)
    const progress = await erin.get(`/editions/${newest?.id}/sendings/1`)
    assert.equal(progress.document.querySelectorAll('input[name=mailboxes]').length, 2)
    assert.match(progress.text, /Those it did not reach/)
    assert.match((await erin.get('/readers')).text, /1 to 25 of/)
    assert.match((await erin.get('/readers?show=returned')).text, /There is no mailbox of this name here/)
    const barred = await erin.get('/readers?show=barred')
    for (const words of ['Said no', 'Mail comes back', 'Complained'])
      assert.ok(barred.text.includes(words), words)
    const castBarred = await world.owner(
      `select p.id from network.person p join bulletin.mailbox m on m.address_key = lower(p.work_email)
       join bulletin.suppression s on s.mailbox_id = m.id where p.id::text like '00000000-0000-4000-8000-%'`,
    )
    assert.deepEqual(castBarred, [])
    await world.runJobs()
    const states = await world.owner(
      `select kind, state, count(*)::int from bulletin.sending group by kind, state order by kind`,
    )
    assert.deepEqual(states, [
      { kind: 'all', state: 'done', count: 4 },
      { kind: 'failures', state: 'done', count: 2 },
    ])
  },
)
