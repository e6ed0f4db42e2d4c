import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { scriptedServer, type ScriptedServer } from '../testing.ts'
import type { BulkResult } from './batch.ts'
import { openJournal } from './journal.ts'
import { beginSession } from './session.ts'
import { closeRecovery, readJournal, recoverJournals } from './read-journal.ts'

const childFile = new URL('./send-child-for-tests.ts', import.meta.url).pathname

/** Runs a sender in its own process until it ends or `until` resolves, then kills it. Gives the lines it printed. */
async function inChild(
  smtp: ScriptedServer,
  journal: string,
  count: number,
  until: Promise<void> | null,
  shell: string,
): Promise<string[]> {
  const command = `${shell} exec "$0" "$@"`
  const child = spawn('/bin/sh', [
    '-c',
    command,
    process.execPath,
    childFile,
    String(smtp.server.port),
    journal,
    String(count),
  ])
  let output = ''
  let complaints = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()))
  const ended = once(child, 'close')
  if (until) {
    await Promise.race([until, ended])
    child.kill('SIGKILL')
  }
  await ended
  assert.equal(complaints, '')
  return output.split('\n').filter((line) => line !== '')
}

const reached = async (smtp: ScriptedServer, count: number): Promise<void> => {
  while (smtp.taken.length < count) await delay(5)
}

for (const count of [40, 150, 333]) {
  test(`a sender killed after ${count} mails knows which are done, which are in doubt and which never began`, async () => {
    const smtp = await scriptedServer()
    const journal = await mkdtemp(join(tmpdir(), 'holdfast-kill-'))
    const told = await inChild(smtp, journal, 500, reached(smtp, count), '')
    await delay(300)

    const ledger = new Map<string, string>()
    for (const line of told) {
      const [id = '', kind = ''] = line.split(' ')
      ledger.set(id, kind)
    }
    const fromJournal: BulkResult[] = []
    const recovered = await recoverJournals(journal, async (_batch, results) => {
      fromJournal.push(...results)
    })
    assert.equal(recovered.whole, true)
    await closeRecovery(journal)
    for (const result of fromJournal) ledger.set(result.id, result.outcome.kind)
    const doubtful = [...ledger].filter(([, kind]) => kind === 'in_doubt').map(([id]) => id)
    assert.ok(doubtful.length <= 4, `${doubtful.length} in doubt`)

    const taken = smtp.taken.map((mail) => `m${mail.to.replace(/\D/g, '')}`)
    assert.equal(new Set(taken).size, taken.length, 'somebody got two')
    for (const id of taken) assert.ok(ledger.has(id), `${id} arrived and the ledger would send it again`)
    for (const [id, kind] of ledger)
      if (kind === 'accepted') assert.ok(taken.includes(id), `${id} never arrived`)
    assert.deepEqual(await readdir(journal), [])
    await rm(journal, { recursive: true })
    await smtp.close()
  })
}

test('a disk that fills up under the journal stops the sending with a sentence, and nobody gets two', async () => {
  const smtp = await scriptedServer()
  const journal = await mkdtemp(join(tmpdir(), 'holdfast-full-'))
  // No file of this process may pass one block; the journal of a batch of 25 needs several.
  const told = await inChild(smtp, journal, 500, null, 'ulimit -f 1;')
  assert.match(told.at(-1) ?? '', /^fault The sending had to stop: .*(full|too large)/i)
  const accepted = told.filter((line) => line.endsWith(' accepted')).length
  assert.equal(smtp.taken.length, accepted)
  assert.ok(accepted < 500)
  await rm(journal, { recursive: true })
  await smtp.close()
})

test('after a power cut a mail without a word may have been sent, unless every line was synced', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-power-'))
  const wholeAfter = async (durable: 'process' | 'disk', boot: string): Promise<boolean> => {
    await beginSession(folder, durable)
    const file = join(folder, 'sending.session')
    if (boot !== '') await writeFile(file, JSON.stringify({ boot, durable }))
    const { whole } = await recoverJournals(folder, async () => undefined)
    await assert.rejects(beginSession(folder, durable), /read back/)
    await closeRecovery(folder)
    return whole
  }
  assert.equal(await wholeAfter('process', ''), true)
  assert.equal(await wholeAfter('process', 'another start of the machine'), false)
  assert.equal(await wholeAfter('disk', 'another start of the machine'), true)
  await rm(folder, { recursive: true })
})

test('half a line at the end of a journal counts for nothing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-torn-'))
  const journal = openJournal(folder, 'b1', 'disk')
  await journal.starting('m1')
  journal.ended('m1', { kind: 'accepted', response: '250 ok: queued as "1"\n.' })
  await Promise.all([journal.starting('m2'), journal.starting('m3')])
  journal.close()
  await appendFile(join(folder, 'b1.journal'), 'S m4')
  const kinds = (await readJournal(folder, 'b1')).map((result) => [result.id, result.outcome.kind])
  assert.deepEqual(kinds, [
    ['m1', 'accepted'],
    ['m2', 'in_doubt'],
    ['m3', 'in_doubt'],
  ])
  assert.throws(() => openJournal(folder, 'b1', 'process'), /EEXIST/)
  assert.throws(() => openJournal(folder, '../b1', 'process'), /letters, digits/)
  await rm(folder, { recursive: true })
})
