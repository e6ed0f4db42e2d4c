import assert from 'node:assert/strict'
import { scenario } from '#src/testing/scenario.ts'
import { bulletinText } from '../testing.ts'

const text = (words: string) => Buffer.from(words, 'utf8')

scenario(
  'an old bulletin is brought in, edited, approved by a second person and read on the web',
  async ({ browser, owner }) => {
    const erin = await browser('erin')
    const form = await erin.get('/editions/import')
    const preview = await erin.submit(form, '/editions/imports', {}, [
      { field: 'file', name: 'april.txt', bytes: text(bulletinText) },
    ])
    assert.equal(preview.status, 200)
    assert.match(preview.text, /3 articles/)
    assert.deepEqual(
      await owner('select id from bulletin.edition'),
      [],
      'nothing is an edition before it is confirmed',
    )

    const confirmation = `${preview.url}/confirmation`
    const edition = await erin.submit(preview, confirmation)
    assert.match(edition.url, /^\/editions\/[0-9a-f-]{36}$/)
    assert.equal(edition.h1, 'Network bulletin – April 2016')
    const headings = [...edition.document.querySelectorAll('.hf-outline__heading')].map(
      (one) => one.textContent,
    )
    assert.deepEqual(headings, ['Boats on the Larkmere', 'What young people said', 'Training in May'])

    const href = edition.document.querySelector('.hf-outline__heading')?.getAttribute('href') ?? ''
    const article = await erin.get(href)
    const saved = await erin.submit(article, href, {
      heading: 'New boats on the Larkmere',
      body: 'The *Larkmere* centre has **two** new boats.\n\n- one for beginners\n- one for the brave',
    })
    assert.equal(saved.h1, 'New boats on the Larkmere')

    const asked = await erin.submit(await erin.get(edition.url), `${edition.url}/approvals`, {
      note: 'Ready, I think',
    })
    assert.match(asked.text, /Waiting for approval/)

    const femi = await browser('femi')
    const list = await femi.get('/approvals')
    const decision = [...list.document.querySelectorAll('a')].find((one) =>
      /^\/approvals\/[0-9a-f-]{36}$/.test(one.getAttribute('href') ?? ''),
    )
    const approvalUrl = decision?.getAttribute('href') ?? ''
    const approval = await femi.get(approvalUrl)
    assert.match(approval.text, /all of it is new/)
    assert.match(approval.text, /two new boats/)
    const approved = await femi.submit(approval, `${approvalUrl}/decision`, { decision: 'approve' })
    assert.match(approved.text, /Approved/)

    const visitor = await browser()
    assert.equal((await visitor.get('/bulletins/network-bulletin-april-2016')).status, 404)
    const onTheWeb = await erin.submit(await erin.get(edition.url), `${edition.url}/publication`)
    assert.equal(onTheWeb.url, '/bulletins/network-bulletin-april-2016')
    const page = await visitor.get('/bulletins/network-bulletin-april-2016')
    assert.equal(page.h1, 'Network bulletin – April 2016')
    assert.match(page.text, /two new boats/)
    assert.equal(visitor.cookies.size, 0)
    assert.match((await visitor.get('/bulletins')).text, /Network bulletin – April 2016/)
    assert.match((await visitor.get('/')).text, /Network bulletin – April 2016/)
  },
)
