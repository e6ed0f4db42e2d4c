import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import sharp from 'sharp'
import type { Actor } from '#platform/auth/actor.ts'
import { visitor } from '#platform/auth/actor.ts'
import type { Tx } from '#platform/db/tx.ts'
import { inTransaction } from '#platform/db/database.ts'
import { NotHere } from '#platform/http/refusal.ts'
import type { TestDatabase, TestServer } from '#platform/jobs/testing.ts'
import { startTestServer } from '#platform/jobs/testing.ts'
import type { TestPages } from '#platform/jobs/testing-pages.ts'
import { castRole, startTestPages } from '#platform/jobs/testing-pages.ts'
import { publishFile, removeFile, withdrawFile } from './change-file.ts'
import { prepareFile } from './prepare-file.ts'
import { fileHref, readFile } from './read-file.ts'
import { filesPart } from './part.ts'
import { storeFile } from './store-file.ts'

const now = Temporal.Instant.from('2016-04-07T10:00:00Z')

const [erin, femi, ann] = [castRole(1, 'officer'), castRole(2, 'approver'), castRole(3, 'champion')]

describe('a stored file', () => {
  let server: TestServer
  let ground: TestDatabase
  let pages: TestPages
  const as = <T>(actor: Actor, work: (tx: Tx) => Promise<T>) => inTransaction(ground.db, actor, work)

  before(async () => {
    server = await startTestServer()
    ground = await server.database()
    // The module that keeps roles is not here: Femi is an approver, nobody else is anything.
    await ground.owner
      .query(`create or replace function platform.actor_has_role(wanted text) returns boolean language sql stable
      as $$ select wanted = 'approver' and platform.actor()::text like '%2' $$`)
    pages = await startTestPages(ground, [filesPart], { erin, femi, ann }, () => now)
  })
  after(async () => {
    await pages.close()
    await server.stop()
  })

  const stored = async (readers: 'approver'[] = ['approver']) => {
    const bytes = await sharp({ create: { width: 20, height: 10, channels: 3, background: '#fff' } })
      .png()
      .toBuffer()
    const file = await prepareFile({ name: 'poster.png', bytes }, { allowed: ['image'] })
    return as(erin, (tx) => storeFile(tx, erin, file, { purpose: 'bulletin.picture', readers }, now))
  }
  const seenLines = async () =>
    (await ground.owner.query(`select from platform.audit_entry where event = 'files.seen'`)).rowCount

  test('is seen by who brought it and by the roles it names, and reads like nothing to everyone else', async () => {
    const id = await stored()
    const seen = await Promise.all(
      [erin, femi, ann, visitor].map((actor) => as(actor, async (tx) => (await readFile(tx, id)) !== null)),
    )
    assert.deepEqual(seen, [true, true, false, false])
  })

  test('is open to everyone once it is published, and no more once it is withdrawn', async () => {
    const id = await stored()
    await as(femi, (tx) => publishFile(tx, femi, id, now))
    assert.equal((await as(visitor, (tx) => readFile(tx, id)))?.bytes.subarray(1, 4).toString(), 'PNG')
    await as(erin, (tx) => withdrawFile(tx, erin, id))
    assert.equal(await as(visitor, (tx) => readFile(tx, id)), null)
  })

  test('is changed by nobody who does not work with it, though it is public', async () => {
    const id = await stored([])
    await as(erin, (tx) => publishFile(tx, erin, id, now))
    await assert.rejects(
      as(ann, (tx) => withdrawFile(tx, ann, id)),
      NotHere,
    )
    await assert.rejects(
      as(ann, (tx) => removeFile(tx, ann, id, now)),
      NotHere,
    )
    assert.notEqual(await as(visitor, (tx) => readFile(tx, id)), null)
  })

  test('is gone for everyone once its bytes are removed', async () => {
    const id = await stored()
    await as(erin, (tx) => removeFile(tx, erin, id, now))
    assert.equal(await as(erin, (tx) => readFile(tx, id)), null)
    const left = await ground.owner.query('select from platform.file_content where file_id = $1', [id])
    assert.equal(left.rowCount, 0)
  })

  test('cannot be brought in under another person’s name', async () => {
    const bytes = await sharp({ create: { width: 2, height: 2, channels: 3, background: '#fff' } })
      .png()
      .toBuffer()
    const file = await prepareFile({ name: 'a.png', bytes }, { allowed: ['image'] })
    await assert.rejects(
      as(ann, (tx) => storeFile(tx, erin, file, { purpose: 'bulletin.picture' }, now)),
      /row-level security/,
    )
  })

  test('is written down each time it is seen while private, and not once anyone may have it', async () => {
    const id = await stored()
    const lines = await seenLines()
    assert.equal((await pages.get('femi', fileHref(id))).status, 200)
    assert.equal(await seenLines(), (lines ?? 0) + 1)
    await as(erin, (tx) => publishFile(tx, erin, id, now))
    assert.equal((await pages.get('visitor', fileHref(id))).status, 200)
    assert.equal(await seenLines(), (lines ?? 0) + 1)
  })

  test('is served so that no browser runs it or guesses what it is, and is not sent twice', async () => {
    const id = await stored()
    await as(erin, (tx) => publishFile(tx, erin, id, now))
    const first = await pages.get('visitor', fileHref(id))
    assert.equal(first.headers['content-type'], 'image/png')
    assert.equal(first.headers['x-content-type-options'], 'nosniff')
    assert.equal(first.headers['content-disposition'], undefined)
    assert.match(String(first.headers['content-security-policy']), /default-src 'none';.*sandbox/)
    const again = await pages.get('visitor', fileHref(id), { 'if-none-match': String(first.headers['etag']) })
    assert.deepEqual([again.status, again.text], [304, ''])
  })

  test('is not to be had by address while it is private, also by somebody who held it before', async () => {
    const id = await stored()
    const held = await pages.get('erin', fileHref(id))
    assert.equal(held.status, 200)
    assert.match(String(held.headers['cache-control']), /private/)
    const etag = { 'if-none-match': String(held.headers['etag']) }
    assert.equal((await pages.get('ann', fileHref(id), etag)).status, 404)
    assert.equal((await pages.get('visitor', fileHref(id), etag)).status, 404)
  })

  test('that is no picture is offered to save, never shown', async () => {
    const csv = await prepareFile({ name: 'people.csv', bytes: Buffer.from('a,b\n') }, { allowed: ['csv'] })
    const id = await as(erin, (tx) => storeFile(tx, erin, csv, { purpose: 'network.list' }, now))
    const { headers } = await pages.get('erin', fileHref(id))
    assert.equal(headers['content-disposition'], "attachment; filename*=UTF-8''people.csv")
  })
})
