import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { stateAfter, stepRefusal, type EditionState, type EditionStep } from './state.ts'

const states: readonly EditionState[] = [
  'draft',
  'in_approval',
  'approved',
  'scheduled',
  'sending',
  'sent',
  'cancelled',
]
const steps: readonly EditionStep[] = [
  'change',
  'ask',
  'approve',
  'reject',
  'withdraw',
  'schedule',
  'unschedule',
  'send',
  'finish',
  'cancel',
]

const walk = (path: readonly EditionStep[]) => {
  let state: EditionState = 'draft'
  const taken: EditionStep[] = []
  for (const step of path) {
    const next = stateAfter(state, step)
    if (!next) continue
    state = next
    taken.push(step)
  }
  return { state, taken }
}

const paths = fc.array(fc.constantFrom(...steps), { maxLength: 40 })

test('whatever happens, nothing is sent that was not approved after its last change', () => {
  fc.assert(
    fc.property(paths, (path) => {
      const { taken } = walk(path)
      const sent = taken.indexOf('send')
      if (sent === -1) return
      const before = taken.slice(0, sent)
      const approved = before.lastIndexOf('approve')
      assert.ok(approved > before.lastIndexOf('change'), 'changed after it was approved')
      assert.ok(approved > before.lastIndexOf('ask') && before.lastIndexOf('ask') !== -1)
    }),
  )
})

test('an edition is sent at most once and never changes again', () => {
  fc.assert(
    fc.property(paths, (path) => {
      const { taken } = walk(path)
      const sent = taken.indexOf('send')
      if (sent === -1) return
      assert.deepEqual(
        taken.slice(sent + 1).filter((step) => step !== 'finish'),
        [],
      )
    }),
  )
})

test('every step that is refused is refused with a sentence', () => {
  for (const state of states)
    for (const step of steps)
      if (!stateAfter(state, step)) assert.match(stepRefusal(state, step), /^[A-Z].*\.$/)
})
