import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Block } from '#platform/richtext/types.ts'
import { makeBody, makeHeading, mend, mergeWithPrevious, putBack, settleDoubt, splitAt } from './mend.ts'
import { splitIntoArticles } from './split-into-articles.ts'
import type { ImportPlan, SourceBlock } from './types.ts'
import { wordsOf } from './words.ts'

const line = (text: string): SourceBlock => ({
  block: { type: 'paragraph', content: [{ type: 'text', text }] },
  level: null,
  size: null,
  number: null,
})
const list = (...items: string[]): SourceBlock => ({
  block: {
    type: 'bulletList',
    content: items.map((text) => ({
      type: 'listItem',
      content: [{ type: 'paragraph', content: [{ type: 'text', text }] }],
    })),
  },
  level: null,
  size: null,
  number: null,
})
const plan = splitIntoArticles([
  line('Harbour Bulletin June 2020'),
  line('Welcome to this short bulletin of the summer.'),
  line('Forum'),
  line('The forum is on Friday, and all are welcome.'),
  line('Bring with you'),
  list('a pen', 'a cup'),
  line('Toolkit'),
  line('The toolkit is out, and it is shorter.'),
])
const shape = (one: ImportPlan): unknown => ({
  introduction: one.introduction.content.map(wordsOf),
  articles: one.articles.map(({ heading, body }) => [heading, ...body.content.map(wordsOf)]),
  closing: one.closing.content.map(wordsOf),
})
const typesOf = (blocks: readonly Block[] | undefined) => blocks?.map(({ type }) => type)

test('a line right above a list is doubted, and its one key puts it back into the article above', () => {
  const doubt = plan.articles[1]?.doubt
  assert.deepEqual(doubt?.suggestion, { act: 'mergeWithPrevious' })
  const mended = mend(plan, 1, { act: 'mergeWithPrevious' })
  assert.deepEqual(shape(mended), {
    introduction: ['Welcome to this short bulletin of the summer.'],
    articles: [
      ['Forum', 'The forum is on Friday, and all are welcome.', 'Bring with you', 'a pen a cup'],
      ['Toolkit', 'The toolkit is out, and it is shorter.'],
    ],
    closing: [],
  })
  assert.deepEqual(typesOf(mended.articles[0]?.body.content), ['paragraph', 'heading', 'bulletList'])
})

test('what was merged is offered to be split again, and splitting there gives the same articles', () => {
  const merged = mergeWithPrevious(plan, 1)
  const offered = merged.articles[0]?.alternatives[0]?.suggestion
  assert.ok(offered)
  assert.deepEqual(shape(mend(merged, 0, offered)), shape(plan))
})

test('the first article merges into the introduction, and the introduction can be split', () => {
  const merged = mergeWithPrevious(plan, 0)
  assert.deepEqual(
    merged.articles.map(({ heading }) => heading),
    ['Bring with you', 'Toolkit'],
  )
  assert.equal(merged.introduction.content.length, 3)
  assert.deepEqual(shape(splitAt(merged, 'introduction', 1)), shape(plan))
})

test('an article that begins with a list has no heading yet and says so', () => {
  const split = splitAt(plan, 1, 0)
  assert.deepEqual(
    split.articles.map(({ heading }) => heading),
    ['Forum', 'Bring with you', '', 'Toolkit'],
  )
  assert.equal(split.articles[2]?.doubt?.why, 'Give this article a heading')
})

test('a paragraph becomes a heading inside its article and back', () => {
  const headed = makeHeading(plan, 2, 0)
  assert.deepEqual(typesOf(headed.articles[2]?.body.content), ['heading'])
  assert.deepEqual(makeBody(headed, 2, 0).articles[2]?.body, plan.articles[2]?.body)
})

test('a doubt that a person has looked at is gone', () => {
  assert.equal(settleDoubt(plan, 1).articles[1]?.doubt, null)
})

test('what was left out can be put back', () => {
  const withPart = { ...plan, leftOut: [{ why: 'x', body: plan.introduction }] }
  const back = putBack(withPart, 0)
  assert.deepEqual([back.introduction.content.length, back.leftOut.length], [2, 0])
})

test('a place that does not exist changes nothing', () => {
  for (const same of [
    mergeWithPrevious(plan, 9),
    splitAt(plan, 9, 0),
    splitAt(plan, 0, 99),
    putBack(plan, 3),
    makeBody(plan, 9, 0),
  ])
    assert.deepEqual(shape(same), shape(plan))
})
