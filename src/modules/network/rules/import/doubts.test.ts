import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { answer, answerAlike, planAgain } from './answer.ts'
import { planImport } from './plan.ts'
import { stepsOf } from './steps.ts'
import { annsRow, aRegister, rowsOf } from './testing.ts'
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
const kinds = (row: PlannedRow) => row.doubts.map((doubt) => doubt.kind)

const asked = (over: Given) =>
  kinds(first(planOf([{ ...hill, ...over }], aRegister(), { privateDomains: ['freemail.example'] })))

describe('what is doubtful', () => {
  test('two people with one mailbox in the file both ask, and one answer each settles it', () => {
    const plan = planOf([
      { ...hill, email: 'desk1@hill.example' },
      { ...hill, fullName: 'Ida Inns', email: 'desk1@hill.example' },
    ])
    assert.deepEqual(outcomes(plan), ['doubtful', 'doubtful'])
    assert.deepEqual(plan.rows[0]?.doubts[0]?.rows, [3])
    const settled = answered(answered(plan, 2, 'mailbox:keep'), 3, 'without-mailbox')
    assert.deepEqual(
      settled.rows.map(({ outcome, person }) => [outcome, person?.email]),
      [
        ['new', 'desk1@hill.example'],
        ['new', null],
      ],
    )
  })

  test('two people who are both given one mailbox stay doubtful', () => {
    const plan = planOf([
      { ...hill, email: 'desk1@hill.example' },
      { ...hill, fullName: 'Ida Inns', email: 'desk1@hill.example' },
    ])
    const one = answer(plan, 2, 'mailbox:keep')
    assert.ok(one.ok)
    const both = answered(one.plan, 3, 'mailbox:keep')
    assert.deepEqual(outcomes(both), ['doubtful', 'doubtful'])
    assert.deepEqual(outcomes(answered(both, 3, 'without-mailbox')), ['new', 'new'])
  })

  test('the mailbox of someone known is not given to another without a question', () => {
    const plan = planOf([{ ...annsRow, given: 'Zed', family: 'Quill' }])
    assert.deepEqual(kinds(first(plan)), ['shared-mailbox'])
    assert.equal(first(answered(plan, 2, 'without-mailbox')).person?.email, null)
    assert.deepEqual(
      first(answered(plan, 2, 'person:ann')).changes.map(({ field }) => field),
      ['given', 'family'],
    )
  })

  test('one person spelt in two ways in the file: the fuller row stands, the other asks', () => {
    const plan = planOf([
      { ...hill, fullName: 'Jon Smith' },
      { ...hill, fullName: 'John Smith', phone: '01632 960103' },
    ])
    assert.deepEqual(outcomes(plan), ['doubtful', 'new'])
    assert.deepEqual(
      plan.rows[0]?.doubts[0]?.choices.map(({ key }) => key),
      ['without-mailbox', 'leave-out'],
    )
    assert.deepEqual(outcomes(answered(plan, 2, 'leave-out')), ['refused', 'new'])
  })

  test('a spelling that is near someone known asks, with or without an address', () => {
    assert.deepEqual(kinds(first(planOf([{ ...annsRow, given: 'Anne' }]))), ['same-person'])
    const { email: _, ...without } = annsRow
    assert.ok(kinds(first(planOf([{ ...without, given: 'Anne' }]))).includes('same-person'))
  })

  test('an equal name at the same organisation with another address asks; at another organisation it is noted', () => {
    const plan = planOf([{ ...annsRow, email: 'a.archer2@stmarys.example' }])
    assert.deepEqual(kinds(first(plan)), ['same-person'])
    assert.equal(first(answered(plan, 2, 'another-person')).outcome, 'new')
    assert.deepEqual(
      first(answered(plan, 2, 'person:ann')).changes.map(({ field, to }) => [field, to]),
      [['email', 'a.archer2@stmarys.example']],
    )
    const elsewhere = first(planOf([{ ...annsRow, email: 'ann@hill.example', organisation: 'Hill Academy' }]))
    assert.equal(elsewhere.outcome, 'new')
    assert.match(elsewhere.notes[0] ?? '', /already known/)
  })

  test('someone known who appears elsewhere has moved or holds both posts', () => {
    const plan = planOf([
      { ...annsRow, organisation: 'Riverside NHS Trust', jobTitle: 'Lead', from: '1/10/2026' },
    ])
    assert.deepEqual(kinds(first(plan)), ['post'])
    assert.deepEqual(
      stepsOf(answered(plan, 2, 'post:moved')).map((one) => (one.step === 'end-post' ? one.on : one.step)),
      ['2026-09-30', 'add-post'],
    )
    assert.deepEqual(
      stepsOf(answered(plan, 2, 'post:second')).map(({ step }) => step),
      ['add-post'],
    )
  })

  test('a list that still has someone who left asks whether they are back', () => {
    const known = aRegister()
    const left = {
      ...known,
      posts: known.posts.map((post) => (post.id === 'ann-1' ? { ...post, to: '2025-07-31' } : post)),
    }
    const plan = planOf([annsRow], left)
    assert.equal(first(plan).outcome, 'doubtful')
    assert.equal(first(answered(plan, 2, 'post:has-left', left)).outcome, 'same')
    assert.deepEqual(
      stepsOf(answered(plan, 2, 'post:second', left)).map(({ step }) => step),
      ['add-post'],
    )
  })

  test('an organisation close to a known one asks with a suggestion, once for all rows that say so', () => {
    const plan = planOf([
      { ...hill, organisation: 'Riverside NHS Trsut' },
      { ...hill, organisation: 'Riversid NHS Trust', fullName: 'Ida Inns', email: 'ida@hill.example' },
      { ...hill, organisation: 'Riversid NHS Trust', fullName: 'Joy Jarr', email: 'joy@hill.example' },
    ])
    assert.equal(plan.rows[1]?.doubts[0]?.choices[0]?.label, 'It is Riverside NHS Trust')
    const alike = answerAlike(plan, 3, 'organisation:riverside nhs trust')
    assert.ok(alike.ok)
    assert.deepEqual(alike.rows, [3, 4])
    const again = planAgain(alike.plan, aRegister(), today)
    assert.deepEqual(
      again.rows.slice(1).map((row) => row.person?.organisation?.id),
      ['trust', 'trust'],
    )
  })

  test('dates, areas, addresses and names that are not clear each ask their own question', () => {
    assert.deepEqual(asked({ from: '3/27/2016' }), ['date'])
    assert.deepEqual(asked({ to: 'soon' }), ['date'])
    assert.deepEqual(asked({ from: '1/9/2020', to: '1/9/2019' }), ['dates'])
    assert.deepEqual(asked({ area: 'Nroth' }), ['area'])
    assert.deepEqual(asked({ email: 'hal@freemail.example' }), ['private-address'])
    assert.deepEqual(asked({ email: 'office@hill.example' }), ['role-mailbox'])
    assert.deepEqual(asked({ email: '' }), ['e-mail'])
    assert.deepEqual(asked({ email: 'a@hill.example; b@hill.example' }), ['e-mail'])
    assert.deepEqual(asked({ fullName: 'Hal' }), ['name'])
  })

  test('a row with several questions is settled when each is answered', () => {
    const plan = planOf([{ ...hill, from: '3/27/2016', area: 'Nroth' }])
    const settled = answered(answered(plan, 2, 'from:2016-03-27'), 2, 'area:n')
    assert.equal(first(settled).outcome, 'new')
    assert.deepEqual([first(settled).person?.from, first(settled).person?.areaId], ['2016-03-27', 'n'])
  })

  test('references that a sorted column gave to the wrong rows are not believed', () => {
    assert.deepEqual(kinds(first(planOf([{ ...annsRow, reference: 'bilal' }]))), ['reference'])
    assert.equal(
      first(planOf([{ ...annsRow, family: 'Archer-Bell', email: 'new@stmarys.example', reference: 'ann' }]))
        .outcome,
      'changed',
    )
  })
})
