import assert from 'node:assert/strict'
import { test } from 'node:test'
import { planImport } from './plan.ts'
import { stepsOf } from './steps.ts'
import { applySteps, aRegister, rowsOf } from './testing.ts'
import type { Given } from './types.ts'

const rows = 10_000
const syllables = ['ba', 'co', 'di', 'fe', 'gu', 'ha', 'jo', 'ka', 'li', 'mo', 'ne', 'pa', 'ro', 'si', 'tu']
const made = (i: number) =>
  [i, Math.floor(i / 15), Math.floor(i / 225), i * 7].map((n) => syllables[n % 15] ?? '').join('')
const list = (one: (i: number) => Given) => rowsOf(...Array.from({ length: rows }, (_, i) => one(i)))
const person = (i: number): Given => ({
  given: made(i * 11),
  family: made(i),
  email: `u${i}@place${i % 400}.example`,
  jobTitle: 'Worker',
  organisation: `${made(i % 400)} Academy`,
})

/** Generous, because a busy machine must not fail it: comparing each row with each takes minutes. */
const seconds = 15

for (const [name, one] of [
  ['people of 400 organisations', person],
  ['people of one organisation', (i: number) => ({ ...person(i), organisation: 'One County Council' })],
  [
    'people of one name',
    (i: number) => ({ ...person(i), given: 'Jane', family: 'Smith', organisation: 'One County Council' }),
  ],
  [
    'organisations that share a word',
    (i: number) => ({ ...person(i), organisation: `Walford ${made(i)} Primary School` }),
  ],
] as const) {
  test(`10,000 ${name} are planned in seconds, and again once they are known`, () => {
    const started = performance.now()
    const given = list(one)
    const known = aRegister()
    const plan = planImport(given, known, { today: '2026-09-01' })
    assert.equal(plan.counts.all, rows)
    const again = planImport(given, applySteps(known, stepsOf(plan)), { today: '2026-09-01' })
    assert.ok(again.counts.same >= plan.counts.new)
    assert.ok(performance.now() - started < seconds * 1000)
  })
}
