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
