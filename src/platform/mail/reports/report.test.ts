import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { readReport, type Report } from './report.ts'

const ours = '<0f1e2d3c@partnership.example>'
const fixture = async (name: string): Promise<Report> => {
  const text = await readFile(new URL(`./fixtures/${name}.eml`, import.meta.url), 'utf8')
  return readReport(Buffer.from(text.replace(/\n/g, '\r\n')))
}

/** What of a report decides: mail, then each recipient with action, status and whether it lasts. */
async function told(name: string): Promise<unknown[]> {
  const report = await fixture(name)
  assert.equal(report.kind, 'delivery', name)
  if (report.kind !== 'delivery') return []
  return [
    report.originalMessageId,
    ...report.recipients.map((one) => [one.recipient, one.action, one.status, one.lasting]),
  ]
}

test('a standard report names our mail, the reader, what was done and whether it lasts', async () => {
  assert.deepEqual(await told('postfix-failed'), [
    ours,
    ['ann@school.example', 'failed', '5.1.1', 'permanent'],
  ])
  const report = await fixture('postfix-failed')
  assert.equal(
    report.kind === 'delivery' && report.recipients[0]?.diagnostic,
    '550 5.1.1 <ann@school.example>: Recipient address rejected: User unknown in virtual mailbox table',
  )
})

test('a delay is temporary, and so is a failure after days of trying', async () => {
  assert.deepEqual(await told('postfix-delayed'), [
    ours,
    ['ann@school.example', 'delayed', '4.4.1', 'temporary'],
  ])
  assert.deepEqual(await told('gave-up'), [ours, ['ann@school.example', 'failed', '4.4.7', 'temporary']])
})

test('each recipient of a report has its own fate, under the address we wrote to', async () => {
  assert.deepEqual(await told('two-recipients'), [
    ours,
    ['ann@school.example', 'failed', '5.2.2', 'permanent'],
    ['bea@school.example', 'delivered', '2.0.0', 'none'],
  ])
})

test('reports in words are understood: Exchange, qmail, Exim', async () => {
  assert.deepEqual(await told('exchange-words'), [
    ours,
    ['ann@school.example', 'failed', '5.1.10', 'permanent'],
  ])
  assert.deepEqual(await told('exchange-old'), [null, ['ann@school.example', 'failed', '5.1.1', 'permanent']])
  assert.deepEqual(await told('qmail'), [
    ours,
    ['ann@school.example', 'failed', '5.7.1', 'permanent'],
    ['bea@school.example', 'failed', '5.1.1', 'permanent'],
  ])
  assert.deepEqual(await told('exim'), [ours, ['ann@school.example', 'failed', '5.0.0', 'permanent']])
  assert.deepEqual(await told('exim-delay'), [null, ['ann@school.example', 'delayed', null, 'temporary']])
})

test('an answer by a machine says nothing about the address', async () => {
  assert.deepEqual(await fixture('out-of-office'), { kind: 'automatic-reply' })
  assert.deepEqual(await fixture('out-of-office-plain'), { kind: 'automatic-reply' })
})

test('a reader who marked the mail as unwanted is told apart', async () => {
  assert.deepEqual(await fixture('complaint'), { kind: 'complaint', originalMessageId: ours })
})

test('a person who writes about deliveries is a person', async () => {
  assert.deepEqual(await fixture('person'), { kind: 'other' })
})

test('whatever lands in the mailbox, reading it ends with an answer', async () => {
  const base = await readFile(new URL('./fixtures/postfix-failed.eml', import.meta.url))
  await fc.assert(
    fc.asyncProperty(
      fc.nat(base.length),
      fc.nat(base.length),
      fc.uint8Array({ maxLength: 200 }),
      async (from, to, noise) => {
        const broken = Buffer.concat([
          base.subarray(0, Math.min(from, to)),
          noise,
          base.subarray(Math.max(from, to)),
        ])
        const report = await readReport(broken)
        assert.ok(['delivery', 'complaint', 'automatic-reply', 'other'].includes(report.kind))
      },
    ),
    { numRuns: 200 },
  )
  assert.deepEqual(await readReport(Buffer.alloc(0)), { kind: 'other' })
  assert.deepEqual(await readReport(Buffer.alloc(5_000_000, 'a')), { kind: 'other' })
})

test('a report with a line without end is read at once, whatever the line is made of', async () => {
  const began = performance.now()
  for (const sign of ['A', '-', ' ', 'a.', '5.1.1 '])
    await readReport(
      Buffer.from(
        `From: mailer-daemon@mx.example\r\nTo: x@y.example\r\nSubject: Undeliverable\r\nContent-Type: text/plain\r\n\r\nPermanent failure\r\n${sign.repeat(Math.floor(900_000 / sign.length))}!\r\n`,
      ),
    )
  assert.ok(performance.now() - began < 5_000)
})
