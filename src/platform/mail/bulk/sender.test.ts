import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { simpleParser } from 'mailparser'
import { addressOf } from '../address.ts'
import { compileMime, slot } from '../compose/template.ts'
import { plainServer, readerAt, scriptedServer, type ScriptedServer } from '../testing.ts'
import type { Batch, BulkMail, BulkResult } from './batch.ts'
import { sendBulk, type BulkOptions, type BulkSummary } from './sender.ts'

const from = addressOf('bulletin@partnership.example')

const mailTo = (localPart: string, id: string): BulkMail => ({
  id,
  envelope: { from, to: readerAt(localPart) },
  raw: `Subject: ${id}\r\n\r\nText\r\n`,
})

const inBatches = (mails: readonly BulkMail[], size: number): Batch[] =>
  Array.from({ length: Math.ceil(mails.length / size) }, (_, at) => ({
    id: `b${at}`,
    mails: mails.slice(at * size, (at + 1) * size),
  }))

type Run = { readonly summary: BulkSummary; readonly results: BulkResult[] }

/** Sends batches with settings that suit a test, and checks what must hold of every sending: each mail has exactly one result, and no journal stays. */
async function run(smtp: ScriptedServer, batches: Batch[], change: Partial<BulkOptions> = {}): Promise<Run> {
  const journalFolder = await mkdtemp(join(tmpdir(), 'holdfast-journal-'))
  const results: BulkResult[] = []
  const given: string[] = []
  const summary = await sendBulk({
    server: smtp.server,
    threads: 2,
    connections: 4,
    journalFolder,
    limits: { connectMs: 1000, silenceMs: 500 },
    graceMs: 1000,
    next: async () => {
      const batch = batches.shift() ?? null
      for (const mail of batch?.mails ?? []) given.push(mail.id)
      return batch
    },
    onResult: async (some) => {
      results.push(...some)
    },
    signal: new AbortController().signal,
    ...change,
  })
  assert.deepEqual([...new Set(results.map((result) => result.id))].toSorted(), given.toSorted())
  assert.deepEqual(await readdir(journalFolder), [])
  await rm(journalFolder, { recursive: true })
  return { summary, results }
}

const many = (count: number): BulkMail[] =>
  Array.from({ length: count }, (_, at) => mailTo(`reader${at}`, `m${at}`))

test('every mail goes out once over few kept connections, and every result is told once', async () => {
  const smtp = await scriptedServer()
  const { summary, results } = await run(smtp, inBatches(many(400), 30))
  assert.deepEqual(summary, { accepted: 400, refused: 0, later: 0, in_doubt: 0, unsent: 0, ended: 'all' })
  assert.equal(results.length, 400)
  assert.equal(new Set(smtp.taken.map((mail) => mail.to)).size, 400)
  assert.equal(smtp.taken.length, 400)
  assert.equal(smtp.connections(), 4)
  await smtp.close()
})

test('a reader’s mail is made from the template in the thread that sends it', async () => {
  const smtp = await scriptedServer()
  const template = compileMime({
    from: { address: from },
    subject: 'March',
    text: `${slot('greeting')}\n.\n..what follows a dot is part of the mail`,
    html: `<p>${slot('greeting')}</p>`,
    list: { name: 'Bulletin', id: 'champions.partnership.example' },
  })
  const values = {
    to: { address: readerAt('ann') },
    messageId: '<a1@partnership.example>',
    date: new Date('2026-03-02T09:00:00Z'),
    greeting: 'Dear Ann',
    onlineUrl: 'https://holdfast.example/b',
    preferencesUrl: 'https://holdfast.example/p',
    unsubscribeUrl: 'https://holdfast.example/u',
  }
  await run(smtp, [
    { id: 'b1', template, mails: [{ id: 'm1', envelope: { from, to: readerAt('ann') }, values }] },
  ])
  const raw = smtp.taken[0]?.raw ?? ''
  assert.match(raw, /Message-ID: <a1@partnership\.example>[^]*Dear Ann=\r\n/)
  const { text } = await simpleParser(raw)
  assert.equal(text?.trimEnd(), 'Dear Ann\n.\n..what follows a dot is part of the mail')
  await smtp.close()
})

test('a server that refuses half, defers some and drops some gets each answer told for its own mail', async () => {
  const smtp = await scriptedServer()
  const scripts = ['refuse-rcpt', 'refuse-data', 'later-data', 'drop-after', 'ann']
  const mails = Array.from({ length: 60 }, (_, at) =>
    mailTo(`${scripts[at % 5]}+${at}`, `${scripts[at % 5]}-${at}`),
  )
  const { summary, results } = await run(smtp, inBatches(mails, 20))
  assert.deepEqual(summary, { accepted: 12, refused: 24, later: 12, in_doubt: 12, unsent: 0, ended: 'all' })
  const wanted: Record<string, string> = {
    refuse: 'refused',
    later: 'later',
    drop: 'in_doubt',
    ann: 'accepted',
  }
  for (const result of results)
    assert.equal(result.outcome.kind, wanted[result.id.split('-')[0] ?? ''], result.id)
  await smtp.close()
})

test('a stop lets mails under way end, begins no other, and gives the rest back', async () => {
  const smtp = await scriptedServer()
  const stop = new AbortController()
  const mails = Array.from({ length: 200 }, (_, at) => mailTo(`slow+${at}`, `m${at}`))
  setTimeout(() => stop.abort(), 700)
  const { summary, results } = await run(smtp, inBatches(mails, 50), { signal: stop.signal })
  assert.equal(summary.ended, 'stopped')
  assert.equal(summary.in_doubt, 0)
  assert.ok(summary.accepted > 0 && summary.unsent > 0)
  const accepted = results.filter((result) => result.outcome.kind === 'accepted').length
  assert.equal(smtp.taken.length, accepted)
  await smtp.close()
})

test('a mail that does not end within the grace is in doubt, and at most one per connection', async () => {
  const smtp = await scriptedServer()
  const stop = new AbortController()
  const mails = Array.from({ length: 40 }, (_, at) => mailTo(`silent+${at}`, `m${at}`))
  // Once every connection is there and has its mail.
  const looking = setInterval(() => {
    if (smtp.connections() < 4) return
    clearInterval(looking)
    setTimeout(() => stop.abort(), 400)
  }, 20)
  const { summary } = await run(smtp, inBatches(mails, 20), {
    signal: stop.signal,
    graceMs: 200,
    limits: { connectMs: 1000, silenceMs: 60_000 },
  })
  assert.deepEqual(summary, { accepted: 0, refused: 0, later: 0, in_doubt: 4, unsent: 36, ended: 'stopped' })
  await smtp.close()
})

test('a stop that comes while connections are being opened begins no mail', async () => {
  // The greeting comes only after the grace is over.
  const smtp = await scriptedServer({ onConnect: (_session, done) => void setTimeout(done, 900) })
  const stop = new AbortController()
  const mails = Array.from({ length: 8 }, (_, at) => mailTo(`silent+${at}`, `m${at}`))
  setTimeout(() => stop.abort(), 600)
  const { summary } = await run(smtp, inBatches(mails, 4), {
    signal: stop.signal,
    graceMs: 50,
    limits: { connectMs: 5000, silenceMs: 60_000 },
  })
  assert.deepEqual(summary, { accepted: 0, refused: 0, later: 0, in_doubt: 0, unsent: 8, ended: 'stopped' })
  await smtp.close()
})

test('a ledger that cannot be reached for a while loses nothing and is told again', async () => {
  const smtp = await scriptedServer()
  const kept: BulkResult[] = []
  let calls = 0
  let asked = 0
  const batches = inBatches(many(120), 20)
  const journalFolder = await mkdtemp(join(tmpdir(), 'holdfast-journal-'))
  const summary = await sendBulk({
    server: smtp.server,
    threads: 1,
    connections: 2,
    journalFolder,
    next: async () => {
      asked += 1
      if (asked % 3 === 0) throw new Error('the database went away')
      return batches.shift() ?? null
    },
    onResult: async (results) => {
      calls += 1
      if (calls % 2 === 1) throw new Error('the database went away')
      kept.push(...results)
    },
    signal: new AbortController().signal,
  })
  assert.equal(summary.accepted, 120)
  assert.deepEqual([kept.length, new Set(kept.map((result) => result.id)).size], [120, 120])
  await rm(journalFolder, { recursive: true })
  await smtp.close()
})

test('no more batches are asked for than the threads have room for', async () => {
  const smtp = await scriptedServer()
  const batches = inBatches(
    Array.from({ length: 100 }, (_, at) => mailTo(`slow+${at}`, `m${at}`)),
    10,
  )
  const stop = new AbortController()
  setTimeout(() => stop.abort(), 400)
  await run(smtp, batches, { signal: stop.signal, threads: 2, connections: 2 })
  // Three batches for each of the two threads.
  assert.equal(batches.length, 4)
  await smtp.close()
})

test('a server that is down is waited for and named, and no reader suffers for it', async () => {
  const first = await scriptedServer()
  const { port } = first.server
  await first.close()
  const troubles: (string | null)[] = []
  const later: { smtp?: ScriptedServer } = {}
  setTimeout(() => void scriptedServer({}, port).then((smtp) => (later.smtp = smtp)), 800)
  const { summary } = await run(first, inBatches(many(20), 20), {
    server: plainServer(port),
    onTrouble: (reason) => troubles.push(reason),
  })
  assert.equal(summary.accepted, 20)
  assert.match(troubles[0] ?? '', /nothing listens/)
  assert.equal(troubles.at(-1), null)
  await later.smtp?.close()
})

test('the rate is kept', async () => {
  const smtp = await scriptedServer()
  const began = performance.now()
  await run(smtp, inBatches(many(40), 40), { ratePerSecond: 50 })
  const seconds = (performance.now() - began) / 1000
  assert.ok(seconds > 0.7 && seconds < 3, `${seconds}`)
  await smtp.close()
})

test('a journal that was left behind stops a new sending before it begins', async () => {
  const smtp = await scriptedServer()
  const journalFolder = await mkdtemp(join(tmpdir(), 'holdfast-journal-'))
  await writeFile(join(journalFolder, 'b0.journal'), 'S m1 .\n')
  await assert.rejects(run(smtp, inBatches(many(2), 2), { journalFolder }), /read back/)
  await rm(journalFolder, { recursive: true })
  await smtp.close()
})
