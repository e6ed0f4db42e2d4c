import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import type { BulkOutcome } from './batch.ts'
import { journalPath, openJournal } from './journal.ts'
import { readJournal } from './read-journal.ts'

const outcomes: readonly BulkOutcome[] = [
  { kind: 'accepted', response: '250 taken' },
  { kind: 'refused', permanent: true, code: 550, reason: '550 Nobody\nof "this" name. S m1 .' },
  { kind: 'later', about: 'mail', code: 451, reason: 'not now' },
  { kind: 'in_doubt', reason: 'broke off' },
  { kind: 'unsent' },
]

/** Mails over some connections, begun and ended in any order that connections allow. */
const course = fc.record({
  connections: fc.integer({ min: 1, max: 8 }),
  turns: fc.array(fc.record({ line: fc.nat(7), outcome: fc.nat(outcomes.length - 1) }), { maxLength: 60 }),
  cut: fc.double({ min: 0, max: 1, noNaN: true }),
})

test('cut off at any byte, a journal loses no mail that was begun and doubts at most one for each connection', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-journal-'))
  let batches = 0
  try {
    await fc.assert(
      fc.asyncProperty(course, async ({ connections, turns, cut }) => {
        batches += 1
        const batch = `b${batches}`
        const path = journalPath(folder, batch)
        const journal = openJournal(folder, batch, 'process')
        const busy = new Map<number, string>()
        // What the world knows at each moment, by how long the journal was then. A line says all it says without its break.
        const lengthNow = (): number => readFileSync(path).length - 1
        const begun: { id: string; from: number }[] = []
        const ended: { id: string; outcome: BulkOutcome; from: number }[] = []
        for (const [at, turn] of turns.entries()) {
          const line = turn.line % connections
          const id = busy.get(line)
          if (id === undefined) {
            await journal.starting(`m${at}`)
            busy.set(line, `m${at}`)
            begun.push({ id: `m${at}`, from: lengthNow() })
          } else {
            const outcome = outcomes[turn.outcome] ?? { kind: 'unsent' }
            journal.ended(id, outcome)
            busy.delete(line)
            ended.push({ id, outcome, from: lengthNow() })
          }
        }
        journal.close()

        const whole = readFileSync(path)
        const length = Math.floor(cut * whole.length)
        writeFileSync(path, whole.subarray(0, length))
        const known = new Map((await readJournal(folder, batch)).map(({ id, outcome }) => [id, outcome]))

        // A mail is handed over only once its line is written: those are the ones that the mail server may have.
        const handedOver = begun.filter(({ from }) => from <= length)
        const answered = new Map(
          ended.filter(({ from }) => from <= length).map((one) => [one.id, one.outcome]),
        )
        assert.deepEqual(
          [...known.keys()].toSorted(),
          handedOver.map(({ id }) => id).toSorted(),
          'each mail that was begun is known, and no other: that one goes back into the queue',
        )
        for (const [id, outcome] of answered) assert.deepEqual(known.get(id), outcome, 'as it was answered')
        const doubted = [...known].filter(([id]) => !answered.has(id))
        for (const [, outcome] of doubted) assert.equal(outcome.kind, 'in_doubt')
        assert.ok(doubted.length <= connections, `${doubted.length} in doubt over ${connections} connections`)
      }),
      { numRuns: 200 },
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
