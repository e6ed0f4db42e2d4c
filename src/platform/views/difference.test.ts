import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import { wordDifference } from './difference.ts'

test('a sentence with one word changed keeps all the others', () => {
  assert.deepEqual(wordDifference('Ring the desk within two hours.', 'Ring the desk within four hours.'), [
    { kind: 'same', text: 'Ring the desk within ' },
    { kind: 'removed', text: 'two' },
    { kind: 'added', text: 'four' },
    { kind: 'same', text: ' hours.' },
  ])
})

test('the same text has no difference', () => {
  assert.deepEqual(
    wordDifference('Nothing changed.', 'Nothing changed.').map(({ kind }) => kind),
    ['same'],
  )
})

test('what is the same and what was added give the new text, word for word', () => {
  const words = fc.array(
    fc.constantFrom('ring', 'the', 'desk', 'police', 'within', 'two', 'hours,', 'child.'),
  )
  fc.assert(
    fc.property(words, words, (before, after) => {
      const parts = wordDifference(before.join(' '), after.join(' '))
      const wordsOf = (leftOut: string): string[] =>
        parts
          .filter(({ kind }) => kind !== leftOut)
          .map(({ text }) => text)
          .join('')
          .split(/\s+/)
          .filter((word) => word !== '')
      assert.deepEqual(wordsOf('removed'), after)
      assert.deepEqual(wordsOf('added'), before)
    }),
    { numRuns: 200 },
  )
})
