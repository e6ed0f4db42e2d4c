import assert from 'node:assert/strict'
import { scenario } from '#src/testing/scenario.ts'

scenario('the public pages are open to anyone and leave no cookie', async ({ browser }) => {
  const visitor = await browser()
  for (const [url, h1] of [
    ['/help', 'Get help now'],
    ['/accessibility', 'Accessibility'],
    ['/privacy', 'Privacy'],
    ['/demo', 'Look around as one of these people'],
  ] as const) {
    const page = await visitor.get(url)
    assert.equal(page.status, 200, url)
    assert.equal(page.h1, h1)
    assert.equal(visitor.cookies.size, 0)
  }
})

scenario(
  'a public page that was read before is answered with 304 when nothing changed',
  async ({ browser }) => {
    const visitor = await browser()
    const first = await visitor.fetch('/help')
    const again = await visitor.raw('GET', '/help', undefined, {
      'if-none-match': String(first.headers.etag),
    })
    assert.equal(again.statusCode, 304)
  },
)

scenario('health tells whether the process lives and whether it can do its work', async ({ browser }) => {
  const visitor = await browser()
  const live = await visitor.raw('GET', '/health/live')
  assert.equal(live.json<{ ok: boolean }>().ok, true)
  const ready = await visitor.raw('GET', '/health/ready')
  assert.equal(ready.statusCode, 200)
  assert.deepEqual(ready.json<{ database: object }>().database, { ok: true, says: 'answers' })
})

scenario(
  'everyone of the cast sees their own work, and a visitor is asked to sign in',
  async ({ browser, owner }) => {
    const erin = await browser('erin')
    const page = await erin.get('/home')
    assert.equal(page.status, 200)
    const lines = await owner(`select fields from platform.audit_entry where event = 'pages.my_work_viewed'`)
    assert.equal(lines.length, 1)
    const visitor = await browser()
    assert.match((await visitor.get('/home')).url, /^\/sign-in/)
  },
)
