import assert from 'node:assert/strict'
import { scenario } from '#src/testing/scenario.ts'

scenario(
  'a post is written, approved by a second person, read on the blog, changed and taken off',
  async (world) => {
    const erin = await world.browser('erin')
    const list = await erin.get('/posts')
    const nameless = await erin.submit(list, '/posts', { title: '' })
    assert.deepEqual(nameless.errors, ['Give the post a title'])
    const text = await erin.submit(nameless, '/posts', { title: 'The quiet boy', author: 'Hamid Sarwari' })
    await erin.submit(text, text.url, { body: 'He was never late.' })
    const postLink = text.document.querySelector('.govuk-back-link')?.getAttribute('href') ?? ''
    const post = await erin.get(postLink)
    const lines = await erin.submit(post, postLink, { summary: 'Never late and never rude.' })
    assert.match(lines.text, /Saved/)
    const asked = await erin.submit(lines, `${postLink}/approvals`)
    assert.match(asked.text, /Waiting for approval/)
    const visitor = await world.browser()
    assert.equal((await visitor.get('/blog/the-quiet-boy')).status, 404)

    const femi = await world.browser('femi')
    const waiting =
      (await femi.get('/approvals')).document.querySelector('.hf-table a')?.getAttribute('href') ?? ''
    const approved = await femi.submit(await femi.get(waiting), `${waiting}/decision`, {
      decision: 'approve',
    })
    assert.match(approved.text, /The post is on the blog now/)
    const page = await visitor.get('/blog/the-quiet-boy')
    assert.match(page.text, /By Hamid Sarwari.*He was never late/s)
    assert.match((await visitor.get('/blog')).text, /Never late and never rude/)

    await erin.submit(await erin.get(text.url), text.url, { body: 'He was late once.' })
    world.pass({ seconds: 5 })
    await visitor.get('/blog/the-quiet-boy')
    assert.match(
      (await visitor.get('/blog/the-quiet-boy')).text,
      /He was never late/,
      'the approved words stay',
    )
    const gone = await erin.submit(await erin.get(postLink), `${postLink}/withdrawal`)
    assert.match(gone.text, /Taken off the blog/)
    world.pass({ seconds: 5 })
    await visitor.raw('GET', '/blog/the-quiet-boy')
    assert.equal((await visitor.get('/blog/the-quiet-boy')).status, 404)
  },
)
