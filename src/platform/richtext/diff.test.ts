import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { diffToHtml, hasChanges } from './diff-html.ts'
import { linesOf } from './diff-lines.ts'
import { diffRichText, type Change, type RichTextDiff } from './diff.ts'
import { parseMarkdown } from './markdown-parse.ts'
import { anyRichText } from './testing.ts'
import { inlineText } from './tidy-inline.ts'

const diffOf = (before: string, after: string) => diffRichText(parseMarkdown(before), parseMarkdown(after))

const longText = (word: string): string =>
  Array.from({ length: 400 }, (_, n) => `${word}${n} `.repeat(60)).join('\n\n')

const wordsWithout = (diff: RichTextDiff, left: Change): string[] =>
  diff
    .filter((line) => line.change !== left)
    .map((line) =>
      line.runs
        .filter((run) => run.change !== left)
        .map((run) => inlineText(run.content))
        .join(''),
    )

test('a comparison holds all of both texts, in order', () => {
  fc.assert(
    fc.property(anyRichText, anyRichText, (before, after) => {
      const diff = diffRichText(before, after)
      const words = (doc: typeof before) => linesOf(doc).map((line) => inlineText(line.content))
      assert.deepEqual(wordsWithout(diff, 'added'), words(before))
      assert.deepEqual(wordsWithout(diff, 'removed'), words(after))
    }),
    { numRuns: 500 },
  )
})

test('a text compared with itself has no changes', () => {
  fc.assert(fc.property(anyRichText, (doc) => assert.equal(hasChanges(diffRichText(doc, doc)), false)))
})

test('words that came and went are marked inside their line', () => {
  assert.equal(
    diffToHtml(diffOf('The forum is on 4 May in the hall.', 'The forum is on 9 May in the **old** hall.')),
    '<p dir="auto" data-change="changed" data-level="0">The forum is on <del>4</del><ins>9</ins> May in the ' +
      '<ins><strong>old</strong> </ins>hall.</p>',
  )
})

test('a line that is nothing like another is taken out and put in whole', () => {
  assert.equal(
    diffToHtml(diffOf('one two three\n\nstays', 'four five six\n\nstays')),
    '<p dir="auto" data-change="removed" data-level="0"><del>one two three</del></p>' +
      '<p dir="auto" data-change="added" data-level="0"><ins>four five six</ins></p>' +
      '<p dir="auto" data-change="same" data-level="0">stays</p>',
  )
})

test('a new address behind the same words is a change', () => {
  const diff = diffOf('[Book](https://a.example)', '[Book](https://b.example)')
  assert.equal(hasChanges(diff), true)
  assert.match(
    diffToHtml(diff),
    /<del><a href="https:\/\/a\.example">Book<\/a><\/del><ins><a href="https:\/\/b/u,
  )
})

test('a picture exchanged under the same words is a change', () => {
  assert.equal(hasChanges(diffOf('![Hall](image:a)', '![Hall](image:b)')), true)
})

test('an item moved between others keeps its list', () => {
  assert.equal(
    diffToHtml(diffOf('- a\n- b', '- a\n- new\n- b')).replaceAll(/ dir="auto"| data-\w+="\w+"/gu, ''),
    '<ul><li>a</li><li><ins>new</ins></li><li>b</li></ul>',
  )
})

test('two long texts with nothing in common are compared within a second', () => {
  const begun = performance.now()
  assert.equal(hasChanges(diffOf(longText('a'), longText('b'))), true)
  assert.ok(performance.now() - begun < 1_000)
})
