import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { answerWords } from './answer-words.ts'
import { nextTry } from './next-try.ts'
import { textParts } from './text-parts.ts'

const queuedAt = Temporal.Instant.from('2016-04-07T10:00:00Z')

const leaks = (address: string, words: string) => answerWords(`${words} <${address}> again`).includes(address)

const serverPause = (tries: number) =>
  nextTry('server', tries, queuedAt, queuedAt)?.since(queuedAt).total('minutes')

test('the pauses between tries never shrink, and trying ends within two days', () => {
  for (const about of ['server', 'mail'] as const) {
    let now = queuedAt
    let last = 0
    let tries = 0
    for (let next = nextTry(about, 1, queuedAt, now); next; next = nextTry(about, tries + 1, queuedAt, now)) {
      tries += 1
      const minutes = next.since(now).total('minutes')
      assert.ok(minutes >= last, `${about}: ${minutes} after ${last}`)
      last = minutes
      now = next
    }
    assert.ok(tries > 5)
    assert.ok(now.since(queuedAt).total('hours') <= 48)
  }
})

test('a mail server that is down is asked again within a minute, then at least each quarter of an hour', () => {
  assert.deepEqual([1, 2, 3, 4, 5, 6, 60].map(serverPause), [1, 2, 5, 10, 15, 15, 15])
})

test('a mail server’s answer is kept without any address in it, on one line', () => {
  assert.equal(
    answerWords('550 5.1.1 <ann@school.example>: Recipient\r\nunknown (ann.example+x@school.example)'),
    '550 5.1.1 <…>: Recipient unknown …',
  )
  fc.assert(fc.property(fc.emailAddress(), fc.string(), (address, words) => !leaks(address, words)))
})

test('a text keeps every sign when its addresses are made links, and a full stop stays with the sentence', () => {
  const text = 'Open https://holdfast.example/a?b=c. Or (see http://localhost:3000/x)!\n'
  const parts = textParts(text)
  assert.deepEqual(
    parts.filter((part) => part.href).map((part) => part.href),
    ['https://holdfast.example/a?b=c', 'http://localhost:3000/x'],
  )
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string(), fc.webUrl(), fc.constant('\n'))), (pieces) => {
      const whole = pieces.join(' ')
      return (
        textParts(whole)
          .map((part) => part.text)
          .join('') === whole
      )
    }),
  )
})
