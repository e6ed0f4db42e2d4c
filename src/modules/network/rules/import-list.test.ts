import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withAnswer } from './answering.ts'
import { planList, writesTheSame } from './import-plan.ts'
import { storedSteps } from './import-steps.ts'
import { aRegister, rowsOf } from './import/testing.ts'

const ids = () => {
  let count = 0
  return () => `id-${(count += 1)}`
}
const starter = (over: object = {}) => ({
  given: 'Cora',
  family: 'Quigley',
  email: 'cora.quigley@newplace.example',
  jobTitle: 'Head',
  organisation: 'New Place Nursery',
  ...over,
})

test('two starters of one new organisation add it once, and their posts lead to it', () => {
  const given = rowsOf(
    starter(),
    starter({ given: 'Dafydd', family: 'Vickery', email: 'dafydd.vickery@newplace.example' }),
  )
  const plan = planList('people', given, aRegister(), {}, '2026-04-16')
  const steps = storedSteps('people', plan, ids()).map(({ step }) => step)
  assert.deepEqual(
    steps.map(({ step }) => step),
    ['add-organisation', 'add-person', 'add-post', 'add-person', 'add-post'],
  )
  const added = steps.find((step) => step.step === 'add-organisation')
  for (const step of steps) if (step.step === 'add-post') assert.equal(step.organisationId, added?.id)
})

test('an organisation may stand before its parent in the list', () => {
  const given = rowsOf(
    { organisation: 'Team North', organisationKind: '', parent: 'Big Council' },
    { organisation: 'Big Council' },
  )
  const plan = planList('organisations', given, aRegister(), {}, '2026-04-16')
  const steps = storedSteps('organisations', plan, ids()).map(({ step }) => step)
  assert.deepEqual(
    steps.map(({ step }) => step),
    ['add-organisation', 'add-organisation', 'change-organisation'],
  )
  const [team, council, under] = steps
  assert.ok(team?.step === 'add-organisation' && council?.step === 'add-organisation')
  assert.deepEqual(under?.step === 'change-organisation' && [under.id, under.set.parentId], [
    team.id,
    council.id,
  ])
})

test('an answer is taken for the question that offers it, and with a tick for every row that asks the same', () => {
  const rows = ['a', 'b', 'c'].map((fingerprint, index) => ({
    row: index + 2,
    fingerprint,
    doubts: [
      {
        kind: 'area' as const,
        why: '',
        choices: [
          { key: 'area:n', label: 'North' },
          { key: 'leave-out', label: '' },
        ],
        answer: null,
        alike: index < 2 ? 'area:nort' : null,
        rows: [],
      },
    ],
  }))
  const one = withAnswer({}, rows, { row: 2, choice: 'area:n', alike: false })
  assert.deepEqual(one, { answers: { a: ['area:n'] }, taken: 1 })
  const many = withAnswer({}, rows, { row: 2, choice: 'area:n', alike: true })
  assert.deepEqual(many, { answers: { a: ['area:n'], b: ['area:n'] }, taken: 2 })
  assert.equal(withAnswer({}, rows, { row: 2, choice: 'area:west', alike: false }).taken, 0)
  assert.equal(withAnswer({}, rows, { row: 99, choice: 'area:n', alike: false }).taken, 0)
  const again = withAnswer(one.answers, rows, { row: 2, choice: 'leave-out', alike: false })
  assert.deepEqual(again.answers, { a: ['leave-out'] })
})

test('a plan that comes back with its fields in another order still writes the same', () => {
  const plan = planList('people', rowsOf(starter()), aRegister(), {}, '2026-04-16')
  const [row] = plan.rows
  assert.ok(row)
  const turned = JSON.parse(
    JSON.stringify(row, (_key, value: unknown) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).toReversed())
        : value,
    ),
  ) as typeof row
  assert.equal(writesTheSame(row, turned), true)
  const other = planList('people', rowsOf(starter({ jobTitle: 'Deputy' })), aRegister(), {}, '2026-04-16')
  assert.equal(writesTheSame(row, other.rows[0] ?? row), false)
})
