import assert from 'node:assert/strict'
import pg from 'pg'
import { onEveryEngine, scenario } from './scenario.ts'

scenario(
  'a member of the cast signs in and sees their work; a visitor is asked to sign in',
  async ({ browser }) => {
    const ann = await browser('ann')
    const home = await ann.get('/home')
    assert.equal(home.status, 200)
    assert.equal(home.h1, 'My work')
    const visitor = await browser()
    const asked = await visitor.get('/home')
    assert.equal(asked.url, '/sign-in?return=%2Fhome')
  },
)

scenario('an address that is not there is answered in plain words', async ({ browser }) => {
  const page = await (await browser('erin')).get('/no-such-page')
  assert.equal(page.status, 404)
})

onEveryEngine(
  'the application’s logins own nothing and may read nothing by themselves',
  async ({ copy, owner }) => {
    const owned = await owner(
      `select relname from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname like '%\\_login\\_%'`,
    )
    assert.deepEqual(owned, [])
    const client = new pg.Client(copy.login('app'))
    await client.connect()
    await assert.rejects(client.query('select * from network.person'), /permission denied/)
    await client.end()
  },
)
