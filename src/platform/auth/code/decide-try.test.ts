import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { noon } from '#src/testing/noon.ts'
import { codeAt, newCodeSecret, stepOfCode, stepSeconds } from './code-secret.ts'
import { decideTry, lockMinutes, mostWrong, type TryFacts } from './decide-try.ts'

const fresh: TryFacts = { wrongTries: 0, lockedUntil: null, lastStep: 0 }

test('the code of this half minute, the one before and the one after are right; others are not', () => {
  const secret = newCodeSecret()
  for (const [steps, right] of [
    [-2, false],
    [-1, true],
    [0, true],
    [1, true],
    [2, false],
  ] as const) {
    const typed = codeAt(secret, noon.add({ seconds: steps * stepSeconds }))
    assert.equal(stepOfCode(secret, typed, noon) !== null, right, `${steps}`)
  }
})

test('no code is taken twice, and none from before one that was taken', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 40 }), (steps) => {
      const taken: number[] = []
      let facts = fresh
      for (const step of steps) {
        const decision = decideTry({ ...facts, wrongTries: 0, lockedUntil: null }, step, noon)
        if (decision.kind !== 'right') continue
        facts = { ...facts, lastStep: decision.lastStep }
        taken.push(step)
      }
      assert.deepEqual(
        taken,
        [...new Set(taken)].toSorted((a, b) => a - b),
      )
    }),
  )
})

test('the fifth wrong code locks, a right one within the lock is not looked at, and after it the count begins anew', () => {
  let facts = fresh
  for (let tries = 1; tries <= mostWrong; tries += 1) {
    const decision = decideTry(facts, null, noon)
    assert.ok(decision.kind === 'wrong')
    assert.equal(decision.lockedUntil !== null, tries === mostWrong)
    facts = { ...facts, wrongTries: decision.wrongTries, lockedUntil: decision.lockedUntil }
  }
  assert.equal(decideTry(facts, 5, noon.add({ minutes: lockMinutes - 1 })).kind, 'locked')
  const later = noon.add({ minutes: lockMinutes })
  assert.equal(decideTry(facts, 5, later).kind, 'right')
  assert.deepEqual(decideTry(facts, null, later), { kind: 'wrong', wrongTries: 1, lockedUntil: null })
})
