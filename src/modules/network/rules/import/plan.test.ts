import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { answer, answersOf, planAgain } from './answer.ts'
import { planImport } from './plan.ts'
import { stepsOf } from './steps.ts'
import { annsRow, applySteps, aRegister, rowsOf } from './testing.ts'
import type { Given, ImportOptions, ImportPlan, Known, PlannedRow } from './types.ts'

const today = '2026-09-01'
const hill: Given = {
  fullName: 'Hal Hope',
  email: 'hal.hope@hill.example',
  jobTitle: 'Teacher',
  organisation: 'Hill Academy',
}

const planOf = (given: readonly Given[], known: Known = aRegister(), options: Partial<ImportOptions> = {}) =>
  planImport(rowsOf(...given), known, { today, ...options })

function first(plan: ImportPlan): PlannedRow {
  const [row] = plan.rows
  assert.ok(row)
  return row
}

function answered(plan: ImportPlan, row: number, choice: string, known = aRegister()): ImportPlan {
  const result = answer(plan, row, choice)
  assert.ok(
    result.ok,
    `row ${row} offers ${JSON.stringify(plan.rows.find((one) => one.row === row)?.doubts)}`,
  )
  return planAgain(result.plan, known, today)
}

const outcomes = (plan: ImportPlan) => plan.rows.map((row) => row.outcome)

describe('what a row can come to', () => {
  test('a person who is known as the row says is the same', () => {
    const row = first(
      planOf([
        {
          ...annsRow,
          family: 'ARCHER',
          email: 'ANN.ARCHER@stmarys.example',
          organisation: 'ST. MARY’S PRIMARY SCHOOL ',
          jobTitle: 'deputy  head',
          phone: '+44 1632 960101',
          from: '27/03/16',
          area: 'North quadrant',
        },
      ]),
    )
    assert.equal(row.outcome, 'same')
    assert.deepEqual(row.changes, [])
  })

  test('what differs is shown field by field, from old to new', () => {
    const row = first(
      planOf([
        { ...annsRow, jobTitle: 'Headteacher', phone: '01632 960150', area: 'East', to: '31/12/2026' },
      ]),
    )
    assert.equal(row.outcome, 'changed')
    assert.deepEqual(
      row.changes.map(({ label, from, to }) => [label, from, to]),
      [
        ['Job title', 'Deputy head', 'Headteacher'],
        ['Area', 'North', 'East'],
        ['Work telephone', '01632 960101', '01632 960150'],
        ['End date', null, '2026-12-31'],
      ],
    )
  })

  test('an empty cell takes nothing away', () => {
    assert.equal(
      first(
        planOf([
          {
            given: 'Ann',
            family: 'Archer',
            email: 'ann.archer@stmarys.example',
            organisation: "St Mary's Primary School",
          },
        ]),
      ).outcome,
      'same',
    )
  })

  test('someone unknown is new, with the new organisation they bring', () => {
    const plan = planOf(
      [
        hill,
        {
          ...hill,
          fullName: 'Ida Inns',
          email: 'ida.inns@hill.example',
          organisation: 'The HILL Academy',
          organisationKind: 'Academy',
        },
      ],
      aRegister({ kinds: [{ id: 'school', name: 'School', alsoKnownAs: ['Academy'] }] }),
    )
    assert.deepEqual(outcomes(plan), ['new', 'new'])
    assert.deepEqual(plan.organisations, [
      {
        key: 'hill academy',
        name: 'Hill Academy',
        kind: 'school',
        kindText: 'Academy',
        areaId: null,
        rows: [2, 3],
      },
    ])
  })

  test('rows that name nobody, two people, no organisation or no real address are refused with what to do', () => {
    const plan = planOf([
      { organisation: 'NORTH' },
      { ...hill, fullName: 'Vacant' },
      { ...hill, fullName: 'Hal Hope & Ida Inns' },
      { fullName: 'Hal Hope', email: 'hal@hill.example' },
      { ...hill, email: 'hal at hill' },
      { ...hill, email: 'hal@hill.example\nBcc: x@hill.example' },
      { ...hill, jobTitle: 'x'.repeat(201) },
    ])
    assert.deepEqual(
      plan.rows.map((row) => row.refusals.map(({ reason }) => reason)),
      [
        ['not-a-person'],
        ['vacant'],
        ['several-people'],
        ['no-organisation'],
        ['e-mail'],
        ['e-mail'],
        ['too-long'],
      ],
    )
  })

  test('a list of one organisation needs no column for it and refuses rows of another', () => {
    const plan = planOf([{ ...annsRow, organisation: '' }, hill], aRegister(), { organisationId: 'school' })
    assert.equal(first(plan).outcome, 'same')
    assert.equal(plan.rows[1]?.refusals[0]?.reason, 'other-organisation')
  })

  test('two posts of one person in one file are two posts of one person', () => {
    const plan = planOf([hill, { ...hill, organisation: 'Riverside NHS Trust', jobTitle: 'Governor' }])
    assert.deepEqual(outcomes(plan), ['new', 'new'])
    assert.deepEqual(
      stepsOf(plan).map(({ step }) => step),
      ['add-organisation', 'add-person', 'add-post', 'add-post'],
    )
  })

  test('a row that repeats another is the same and writes nothing', () => {
    const plan = planOf([hill, hill])
    assert.deepEqual(outcomes(plan), ['new', 'same'])
    assert.match(plan.rows[1]?.notes[0] ?? '', /same as row 2/)
  })
})

describe('answers', () => {
  test('an answer that the row does not offer is refused in words', () => {
    const result = answer(planOf([hill]), 2, 'person:ann')
    assert.ok(!result.ok)
    assert.match(result.why, /does not offer/)
    assert.ok(!answer(planOf([hill]), 99, 'leave-out').ok)
  })

  test('a doubtful row writes nothing, answered or not, until it is planned again', () => {
    const plan = planOf([{ ...hill, area: 'Nroth' }])
    assert.deepEqual(stepsOf(plan), [])
    const result = answer(plan, 2, 'area:none')
    assert.ok(result.ok)
    assert.equal(result.plan.counts.unanswered, 0)
    assert.deepEqual(stepsOf(result.plan), [])
    assert.ok(stepsOf(planAgain(result.plan, aRegister(), today)).length > 0)
  })

  test('answers kept from one file answer the same rows of the next', () => {
    const rows = [{ ...hill, area: 'Nroth' }]
    const answers = answersOf(answered(planOf(rows), 2, 'area:s'))
    const next = planOf([annsRow, ...rows], aRegister(), { answers })
    assert.deepEqual(outcomes(next), ['same', 'new'])
  })

  test('a register that changed since the preview is seen before anything is written', () => {
    const plan = planOf([hill])
    const meanwhile = applySteps(aRegister(), stepsOf(plan))
    assert.deepEqual(outcomes(planAgain(plan, meanwhile, today)), ['same'])
  })
})
