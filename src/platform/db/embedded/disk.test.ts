import assert from 'node:assert/strict'
import { appendFileSync, chmodSync, existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { startEmbedded } from './embedded.ts'
import { boundLog } from './folder.ts'
import { EmbeddedRefused, diskRefusal } from './refused.ts'
import { ask, kill, serverOf, startHolder, madeFolder, temporaryFolder } from './testing/pieces.ts'

const limited = (blocks: number) => ['/bin/sh', '-c', `trap '' XFSZ; ulimit -f ${blocks}; exec "$@"`, 'sh']

test('no room for a first database ends in one sentence, and the next start with room works', async (t) => {
  const dataDir = temporaryFolder(t)
  const answer = await startHolder(t, 'start', dataDir, limited(40))
  assert.ok('refused' in answer)
  assert.equal(answer.refused, 'disk_full')
  assert.match(answer.sentence, /no room left on the disk/)
  assert.ok(!existsSync(join(dataDir, 'database', 'cluster')))
  const embedded = await startEmbedded({ dataDir, tuning: 'test' })
  t.after(() => embedded.stop())
  assert.deepEqual(await ask(embedded.superuser, 'select 1 as answer'), [{ answer: 1 }])
})

test('no room for a later start ends in one sentence, and nothing that was saved is lost', async (t) => {
  const dataDir = await madeFolder(t)
  const first = await startEmbedded({ dataDir, tuning: 'durable' })
  await ask(first.superuser, 'create table kept as select n from generate_series(1, 200000) n')
  // Killed, so that the next start has to write; and it may write no file longer than 4 MB, which its log of changes is.
  kill(serverOf(dataDir))
  await first.stop()
  const answer = await startHolder(t, 'start', dataDir, limited(8000))
  assert.ok('refused' in answer)
  assert.equal(answer.refused, 'disk_full')
  const next = await startEmbedded({ dataDir })
  t.after(() => next.stop())
  assert.deepEqual(await ask(next.superuser, 'select count(*)::int from kept'), [{ count: 200000 }])
})

test('a folder that cannot be written ends in one sentence', async (t) => {
  // Root may write everywhere but in the kernel's own folders.
  const folder = process.getuid?.() === 0 ? '/sys' : temporaryFolder(t)
  if (folder !== '/sys') chmodSync(folder, 0o500)
  await assert.rejects(
    startEmbedded({ dataDir: join(folder, 'holdfast') }),
    (fault) =>
      fault instanceof EmbeddedRefused &&
      ['not_allowed', 'read_only'].includes(fault.code) &&
      fault.message.includes(folder),
  )
})

test('each fault of a disk has its own sentence, and no other fault has one', () => {
  const codes = [
    'ENOSPC: no space left on device, write',
    'EROFS: read-only file system',
    'EACCES: permission denied',
    'could not resize shared memory segment "/PostgreSQL.1": No space left on device',
    'boom',
  ]
  assert.deepEqual(
    codes.map((words) => diskRefusal(new Error(words), '/data')?.code),
    ['disk_full', 'read_only', 'not_allowed', 'memory_full', undefined],
  )
})

test('a log that has grown past its limit is cut, and what it said last is kept beside it', (t) => {
  const file = join(temporaryFolder(t), 'postgres.log')
  appendFileSync(file, 'old\n')
  boundLog(file, null, 100)
  assert.equal(statSync(file).size, 4)
  appendFileSync(file, 'x'.repeat(100))
  boundLog(file, null, 100)
  assert.equal(statSync(file).size, 0)
  assert.match(readFileSync(`${file}.1`, 'utf8'), /^old\nx{100}$/)
})
