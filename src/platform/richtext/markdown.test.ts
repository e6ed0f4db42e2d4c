import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { parseMarkdown } from './markdown-parse.ts'
import { toMarkdown } from './markdown-write.ts'
import { anyLooseBlocks, anyRichText, awkwardText } from './testing.ts'
import { tidy } from './tidy.ts'

test('any stored text comes back from its Markdown unchanged', () => {
  fc.assert(
    fc.property(anyRichText, (doc) => {
      assert.deepEqual(parseMarkdown(toMarkdown(doc)), doc)
    }),
    { numRuns: 1_500 },
  )
})

test('tidying a tidy text changes nothing', () => {
  fc.assert(
    fc.property(anyLooseBlocks, (blocks) => {
      const once = tidy(blocks)
      assert.deepEqual(tidy(once.content), once)
    }),
    { numRuns: 1_000 },
  )
})

test('whatever a person types settles after one reading', () => {
  fc.assert(
    fc.property(fc.array(awkwardText), (lines) => {
      const doc = parseMarkdown(lines.join('\n'))
      assert.deepEqual(parseMarkdown(toMarkdown(doc)), doc)
    }),
    { numRuns: 1_500 },
  )
})
