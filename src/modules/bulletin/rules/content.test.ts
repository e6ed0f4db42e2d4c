import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { anyRichText } from '#platform/richtext/testing.ts'
import { canonicalText } from './content.ts'
import { articleChanges } from './content-difference.ts'
import { fitHeading, fitLine, longestHeading } from './heading.ts'
import { headingShift } from './heading-levels.ts'
import { fillBlocks, blockNames } from './live-blocks.ts'
import { movedTo, type Move } from './order.ts'
import { freeSlug, slugOf } from './slug.ts'
import { summaryOf } from './summary.ts'
import { plainWords } from '#platform/richtext/plain-text.ts'

test('the frozen text of anything reads back as it was and does not depend on the order of keys', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalText(value)
      assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)))
      assert.equal(canonicalText(JSON.parse(text)), text)
    }),
  )
  assert.equal(canonicalText({ b: 1, a: { d: 2, c: 3 } }), canonicalText({ a: { c: 3, d: 2 }, b: 1 }))
})

test('a heading of any length fits, and no word of it is lost', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 700 }), anyRichText, (line, body) => {
      const fitted = fitHeading(line, body, null)
      assert.ok(fitted.heading.length <= longestHeading)
      assert.ok(fitted.heading.isWellFormed())
      const flat = line.replace(/\s+/gu, ' ').trim()
      const kept =
        fitted.heading === flat || JSON.stringify(fitted.body).includes(JSON.stringify(flat).slice(1, -1))
      assert.ok(kept, 'the whole line is the heading or stands in the text')
    }),
  )
})

test('a link on an old heading becomes the last line of its article', () => {
  const { body } = fitHeading('Training', { type: 'doc', content: [] }, 'https://board.example/training')
  assert.equal(plainWords(body), 'Training')
  assert.match(JSON.stringify(body), /https:\/\/board\.example\/training/)
})

test('a line is cut at the end of a word', () => {
  assert.equal(fitLine(`${'word '.repeat(80)}end`, 20), 'word word word word…')
  assert.equal(summaryOf('One sentence.'), 'One sentence.')
  assert.ok(summaryOf('word '.repeat(100)).length <= 201)
})

test('headings inside an article begin right under its own and keep their steps', () => {
  const heading = (level: 2 | 3 | 4) => ({ type: 'heading', attrs: { level }, content: [] }) as const
  assert.equal(headingShift({ type: 'doc', content: [heading(3), heading(4)] }, 3), 0)
  assert.equal(headingShift({ type: 'doc', content: [heading(2), heading(4)] }, 3), 1)
  assert.equal(headingShift({ type: 'doc', content: [] }, 3), 0)
})

test('a slug is an address whatever the title, and a taken one gets a number', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (title) => {
      assert.match(slugOf(title, 'bulletin'), /^[a-z0-9]+(-[a-z0-9]+)*$/)
      assert.ok(slugOf(title, 'bulletin').length <= 80)
    }),
  )
  assert.equal(slugOf('Champions’ bulletin – April 2016', 'x'), 'champions-bulletin-april-2016')
  assert.equal(slugOf('نشرة', 'bulletin'), 'bulletin')
  assert.equal(slugOf('Subscribe', 'bulletin'), 'bulletin')
  assert.equal(freeSlug('april', new Set(['april', 'april-2'])), 'april-3')
})

test('moving keeps every article once, and only the moved one changes its place among the others', () => {
  const order = fc.uniqueArray(fc.stringMatching(/^[a-f]$/), { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(order, fc.nat(), fc.constantFrom<Move>('up', 'down', 'first', 'last'), (ids, pick, move) => {
      const id = ids[pick % ids.length] ?? ''
      const moved = movedTo(ids, id, move)
      assert.deepEqual(moved.toSorted(), ids.toSorted())
      assert.deepEqual(
        moved.filter((one) => one !== id),
        ids.filter((one) => one !== id),
      )
    }),
  )
  assert.deepEqual(movedTo(['a', 'b', 'c'], 'c', 'up'), ['a', 'c', 'b'])
  assert.deepEqual(movedTo(['a', 'b', 'c'], 'a', 'up'), ['a', 'b', 'c'])
})

test('a difference names every article of both sides once', () => {
  const side = fc
    .uniqueArray(fc.stringMatching(/^[a-h]$/), { maxLength: 8 })
    .map((ids) => ids.map((id) => ({ id, heading: id, body: { type: 'doc', content: [] } as const })))
  fc.assert(
    fc.property(side, side, (before, after) => {
      const changes = articleChanges(before, after)
      assert.deepEqual(
        changes.flatMap((one) => one.after?.id ?? []),
        after.map(({ id }) => id),
      )
      assert.deepEqual(
        changes.flatMap((one) => one.before?.id ?? []).toSorted(),
        before.map(({ id }) => id).toSorted(),
      )
    }),
  )
})

test('a live block is filled where its line stands alone, and stays as typed where nobody fills it', () => {
  const line = (text: string) => ({ type: 'paragraph', content: [{ type: 'text', text }] }) as const
  const text = {
    type: 'doc',
    content: [line('[[forums.next]]'), line('see [[forums.next]]'), line('[[no.body]]')],
  } as const
  assert.deepEqual(blockNames([text]), ['forums.next', 'no.body'])
  const filled = fillBlocks(text, new Map([['forums.next', { type: 'doc', content: [line('Thursday')] }]]))
  assert.equal(plainWords(filled), 'Thursday see [[forums.next]] [[no.body]]')
})
