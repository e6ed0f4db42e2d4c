import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { formatRanges, idsOf, parseRanges, rangeSet, rangesOf } from './ranges.ts'

const ids = fc
  .uniqueArray(fc.integer({ min: 1, max: 60 }))
  .map((all) => all.toSorted((one, other) => one - other))

test('ids come back from ranges and from their text as they went in', () => {
  fc.assert(
    fc.property(ids, (all) => {
      const ranges = rangesOf(all)
      assert.deepEqual([...idsOf(ranges)], all)
      assert.deepEqual(parseRanges(formatRanges(ranges)), ranges)
    }),
  )
})

test('a set of ranges holds what was added, tells what was added twice, and its gaps are all the rest', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ from: fc.integer({ min: 1, max: 50 }), length: fc.integer({ min: 1, max: 9 }) })),
      (added) => {
        const set = rangeSet()
        const model = new Set<number>()
        for (const { from, length } of added) {
          const range = { from, to: from + length }
          const twice = [...idsOf([range])].filter((id) => model.has(id))
          assert.deepEqual([...idsOf(set.add(range))], twice)
          for (const id of idsOf([range])) model.add(id)
        }
        const inside = [...model].toSorted((one, other) => one - other)
        assert.deepEqual(set.ranges(), rangesOf(inside))
        const outside = Array.from({ length: 70 }, (_, place) => place + 1).filter((id) => !model.has(id))
        assert.deepEqual([...idsOf(set.gaps(1, 70))], outside)
      },
    ),
  )
})

test('text that is no list of bounded places is not read as one', () => {
  for (const text of ['', '[1,2)', '{[1,)}', '{(,5)}', '{[-3,2)}', '{[1,2)[3,4)}', '{[1,2),}'])
    assert.equal(parseRanges(text), null)
  assert.deepEqual(parseRanges('{}'), [])
})
