import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { planOrganisations } from './plan-organisations.ts'
import { aRegister, rowsOf } from './testing.ts'
import type { Given, Known } from './types.ts'

const known: Known = aRegister({
  kinds: [
    { id: 'school', name: 'School', alsoKnownAs: ['Academy'] },
    { id: 'health', name: 'Health' },
  ],
})
const planOf = (...given: readonly Given[]) => planOrganisations(rowsOf(...given), known)
const outcomes = (...given: readonly Given[]) => planOf(...given).rows.map((row) => row.outcome)

test('a known organisation is the same in any writing, and what differs is shown from old to new', () => {
  assert.deepEqual(
    outcomes({ organisation: 'Saint Marys Primary School ', organisationKind: 'Academy', area: 'north' }),
    ['same'],
  )
  const [row] = planOf({
    organisation: 'Riverside NHS Trust',
    area: 'West',
    parent: "St Mary's Primary School",
  }).rows
  assert.deepEqual(
    row?.changes.map(({ label, from, to }) => [label, from, to]),
    [
      ['Area', 'East', 'West'],
      ['Parent organisation', null, "St Mary's Primary School"],
    ],
  )
})

test('an unknown name is new, a near one asks, and the answer may be a new name for the known one', () => {
  assert.deepEqual(outcomes({ organisation: 'Hill Academy' }, { organisation: 'Riversdie NHS Trust' }), [
    'new',
    'doubtful',
  ])
  const rows = rowsOf({ organisation: 'Riverside Hospital NHS Trust' })
  const asked = planOrganisations(rows, known).rows[0]
  assert.equal(asked?.doubts[0]?.choices[0]?.key, 'organisation-id:trust')
  const answered = planOrganisations(rows, known, {
    answers: { [asked.fingerprint]: ['organisation-id:trust'] },
  })
  assert.deepEqual(
    answered.rows[0]?.changes.map(({ field, to }) => [field, to]),
    [['name', 'Riverside Hospital NHS Trust']],
  )
})

test('a parent may be known or stand in the same file; any other asks, as do unknown kinds and areas', () => {
  const plan = planOf(
    { organisation: 'Hill Academy', parent: 'Hill Trust' },
    { organisation: 'Hill Trust' },
    { organisation: 'Oak School', parent: 'Nobody Ltd' },
    { organisation: 'Elm School', organisationKind: 'Circus' },
    { organisation: 'Ash School', area: 'Centre' },
  )
  assert.deepEqual(
    plan.rows.map((row) => row.doubts.map((doubt) => doubt.kind).join()),
    ['', '', 'parent', 'kind', 'area'],
  )
  assert.deepEqual(plan.rows[0]?.parent, { id: null, key: 'hill trust', name: 'Hill Trust' })
})

test('of two rows for one organisation the fuller stands, an equal one repeats it, another asks', () => {
  assert.deepEqual(outcomes({ organisation: 'Hill Academy' }, { organisation: 'HILL ACADEMY' }), [
    'new',
    'same',
  ])
  assert.deepEqual(
    outcomes({ organisation: 'Hill Academy' }, { organisation: 'Hill Academy', area: 'North' }),
    ['doubtful', 'new'],
  )
})

test('a row without a name is refused', () => {
  assert.deepEqual(outcomes({ area: 'North' }, { organisation: ' - ' }), ['refused', 'refused'])
})

test('every row ends in one outcome, and their order decides none', () => {
  const someRow = fc.record({
    organisation: fc.constantFrom(
      'Hill Academy',
      'Hil Academy',
      'Riverside NHS Trust',
      'Riversdie NHS Trust',
      'St Marys Primary School',
    ),
    area: fc.constantFrom('North', 'Nowhere', ''),
    organisationKind: fc.constantFrom('School', 'Circus', ''),
  })
  fc.assert(
    fc.property(fc.array(someRow, { minLength: 1, maxLength: 8 }), (given) => {
      const rows = rowsOf(...given)
      const straight = planOrganisations(rows, known)
      const turned = planOrganisations(rows.toReversed(), known)
      const { all, new: added, changed, same, doubtful, refused } = straight.counts
      assert.equal(added + changed + same + doubtful + refused, all)
      assert.deepEqual(turned.counts, straight.counts)
    }),
  )
})
