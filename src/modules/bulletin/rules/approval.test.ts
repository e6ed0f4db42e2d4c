import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { isAway, mayDecide, standsInFor } from './approval.ts'

const people = ['erin', 'femi', 'nia', 'omar'] as const
const someone = fc.constantFrom(...people)

test('nobody decides on what they wrote or asked for, whoever they are and whoever is away', () => {
  fc.assert(
    fc.property(
      someone,
      fc.boolean(),
      fc.option(someone),
      fc.uniqueArray(someone),
      fc.option(someone),
      (personId, isApprover, deputyOf, writers, askedBy) => {
        const decided = mayDecide({
          personId,
          isApprover,
          standsInFor: deputyOf,
          writers: new Set(writers),
          askedBy,
        })
        if (!decided.may) return
        assert.ok(!writers.includes(personId))
        assert.notEqual(askedBy, personId)
        assert.ok(isApprover || deputyOf !== null)
      },
    ),
  )
})

test('an approver decides for themselves even when they are somebody’s deputy', () => {
  const decided = mayDecide({
    personId: 'femi',
    isApprover: true,
    standsInFor: 'omar',
    writers: new Set(),
    askedBy: 'erin',
  })
  assert.deepEqual(decided, { may: true, for: null })
})

const absence = { personId: 'femi', deputyId: 'nia', from: '2016-04-04', to: '2016-04-08' }

test('both ends of an absence are days of it', () => {
  assert.deepEqual(
    ['2016-04-03', '2016-04-04', '2016-04-08', '2016-04-09'].map((day) => isAway(absence, day)),
    [false, true, true, false],
  )
})

test('a deputy stands in while the approver is away, and for nobody who is no approver any more', () => {
  const approvers = new Set(['femi'])
  assert.equal(standsInFor('nia', [absence], approvers, '2016-04-05'), 'femi')
  assert.equal(standsInFor('nia', [absence], approvers, '2016-04-11'), null)
  assert.equal(standsInFor('nia', [absence], new Set(['omar']), '2016-04-05'), null)
  assert.equal(standsInFor('erin', [absence], approvers, '2016-04-05'), null)
})
