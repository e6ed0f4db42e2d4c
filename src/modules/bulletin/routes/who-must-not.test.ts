import assert from 'node:assert/strict'
import { scenario } from '#src/testing/scenario.ts'
import { anEdition, askedEdition } from '../testing.ts'
import { makePost } from '../actions/make-post.ts'
import { keepImport } from '../actions/bring-in.ts'
import { readImport } from '../reading/read-file.ts'
import { bulletinText } from '../testing.ts'

scenario('a champion finds nothing where editions are written, though there is something', async (world) => {
  const edition = await anEdition(world)
  const asked = await askedEdition(world)
  const post = await world.by('erin', (tx, erin) =>
    makePost(tx, erin, { title: 'A post', author: 'Erin Maddox' }, world.now()),
  )
  const read = await readImport({ name: 'a.txt', bytes: Buffer.from(bulletinText) })
  const found = await world.by('erin', (tx, erin) => keepImport(tx, erin, read, world.now()))
  const [article = ''] = edition.articles
  const e = `/editions/${edition.id}`
  const a = `/articles/${article}`
  const x = `/editions/imports/${found.id}`
  const p = `/posts/${post.id}`
  const gets = [
    '/editions',
    '/editions/new',
    '/editions/import',
    '/editions/calendar',
    x,
    e,
    `${e}/lines`,
    `${e}/preview/web`,
    `${e}/mail/light`,
    a,
    `${a}/versions`,
    `${a}/versions/1`,
    '/posts',
    p,
    '/approvals',
    '/approvals/absences',
    `/approvals/${asked.approvalId}`,
    `/approvals/${asked.approvalId}/preview/web`,
    `/approvals/${asked.approvalId}/mail/dark`,
  ]
  const posts: [string, Record<string, string>][] = [
    ['/editions', { title: 'Mine' }],
    ['/editions/imports', {}],
    [`${x}/mendings`, { version: '1', step: 'merge-1' }],
    [`${x}/confirmation`, { version: '1', title: 'Mine' }],
    [`${x}/removal`, {}],
    [`${e}/lines`, { version: '1', title: 'Mine', subject: 'Mine' }],
    [`${e}/articles`, { part: 'article', heading: 'Mine' }],
    [`${e}/cancellation`, {}],
    [`${e}/corrections`, {}],
    [`${e}/publication`, {}],
    [`${e}/approvals`, { note: '' }],
    [a, { version: '1', heading: 'Mine', body: 'Mine' }],
    [`${a}/draft`, { version: '1', heading: 'Mine', body: 'Mine' }],
    [`${a}/draft/removal`, {}],
    [`${a}/moves`, { to: 'down' }],
    [`${a}/removal`, {}],
    [`${a}/return`, {}],
    [`${a}/versions/1/return`, { version: '1' }],
    ['/posts', { title: 'Mine', author: 'Me' }],
    [p, { version: '1', author: 'Me' }],
    [`${p}/approvals`, { note: '' }],
    [`${p}/withdrawal`, {}],
    [`/approvals/${asked.approvalId}/decision`, { decision: 'approve', comments: '' }],
    [`/approvals/${asked.approvalId}/withdrawal`, {}],
    [`/approvals/${asked.approvalId}/hits/${asked.id}`, { decision: 'may_stay', reason: 'x' }],
    ['/approvals/absences', { deputy: asked.id }],
    [`/approvals/absences/${asked.id}/end`, {}],
  ]
  const ann = await world.browser('ann')
  // A token of her own page: what stops her is the permission and not the form.
  const own = ann.formOf(await ann.get('/home'), '/sign-out')
  for (const url of gets) assert.equal((await ann.get(url)).status, 404, url)
  for (const [url, fields] of posts)
    assert.equal((await ann.post(url, { ...own, ...fields })).status, 404, url)
  const before = await world.owner<{ title: string }>('select title from bulletin.edition')
  assert.ok(before.every(({ title }) => title === 'Network bulletin'))

  const visitor = await world.browser()
  for (const url of [
    '/approvals',
    `/approvals/${asked.approvalId}`,
    `/approvals/${asked.approvalId}/preview/web`,
    `/approvals/${asked.approvalId}/mail/dark`,
  ])
    assert.match((await visitor.get(url)).url, /^\/sign-in/, url)
  for (const url of [
    `/approvals/${asked.approvalId}/decision`,
    `/approvals/${asked.approvalId}/hits/${asked.id}`,
  ])
    assert.equal((await visitor.post(url, { decision: 'approve' }, { follow: false })).status, 303, url)
})

scenario('an officer, who writes, neither approves nor names a deputy', async (world) => {
  const { approvalId } = await askedEdition(world)
  const erin = await world.browser('erin')
  const page = await erin.get(`/approvals/${approvalId}`)
  assert.match(page.text, /You wrote part of this|Only an approver/)
  const own = erin.formOf(page, '/sign-out')
  const refused = await erin.post(`/approvals/${approvalId}/decision`, { ...own, decision: 'approve' })
  assert.equal(refused.status, 404)
  assert.equal((await erin.get('/approvals/absences')).status, 404)
  const [row] = await world.owner<{ state: string }>('select state from bulletin.approval')
  assert.equal(row?.state, 'asked')
})
