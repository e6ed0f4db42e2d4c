import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { safeHref } from './href.ts'
import { parseMarkdown } from './markdown-parse.ts'
import { richTextProblems, richTextSchema } from './schema.ts'
import { anyRichText } from './testing.ts'

const paragraph = (text: string, href?: string) => ({
  type: 'paragraph',
  content: [
    { type: 'text', text, ...(href === undefined ? {} : { marks: [{ type: 'link', attrs: { href } }] }) },
  ],
})
const doc = (...content: unknown[]) => ({ type: 'doc', content })

const nestedLists = (depth: number): unknown => ({
  type: 'bulletList',
  content: [{ type: 'listItem', content: [paragraph('a'), ...(depth > 1 ? [nestedLists(depth - 1)] : [])] }],
})

test('a stored text passes its own door unchanged', () => {
  fc.assert(
    fc.property(anyRichText, (text) => {
      const result = richTextSchema.safeParse(structuredClone(text))
      if (result.success) assert.deepEqual(result.data, text)
      // The generator may leave a picture without words: only that, and long headings, keep a tidy text out.
      else assert.ok(richTextProblems(text).every((problem) => problem.startsWith('Say in words')))
    }),
    { numRuns: 300 },
  )
})

test('unknown nodes, marks and attributes are refused', () => {
  for (const bad of [
    null,
    'text',
    { type: 'paragraph', content: [] },
    doc({ type: 'script', content: [] }),
    doc({ ...paragraph('a'), onclick: 'x' }),
    doc({ type: 'paragraph', content: [{ type: 'text', text: 'a', marks: [{ type: 'underline' }] }] }),
    doc({ type: 'heading', attrs: { level: 1 }, content: [] }),
    doc({ type: 'image', attrs: { id: '../x', alt: 'a', caption: null } }),
    doc({ type: 'blockquote', attrs: { cite: null }, content: [doc()] }),
  ])
    assert.equal(richTextSchema.safeParse(bad).success, false, JSON.stringify(bad))
})

test('only web, mail and telephone addresses pass', () => {
  for (const href of [
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    '/relative',
    'java\nscript:x',
    '',
  ])
    assert.notEqual(richTextProblems(doc(paragraph('a', href))).length, 0, href)
  for (const href of [
    'https://board.example',
    'HTTP://board.example/x',
    'mailto:a@b.example',
    'tel:01632960123',
  ])
    assert.deepEqual(richTextProblems(doc(paragraph('a', href))), [], href)
})

test('an address that passed passes again unchanged', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.webUrl(),
        fc.string(),
        fc.string().map((tail) => `https://a.example/${tail}`),
      ),
      (raw) => {
        const href = safeHref(raw)
        assert.equal(href === null ? null : safeHref(href), href)
      },
    ),
  )
})

test('an address that Outlook leads round goes where it went before, and is still looked at', () => {
  const round = (inner: string) =>
    `https://eur02.safelinks.protection.outlook.com/?url=${encodeURIComponent(inner)}&data=02%7C01%7Cada.quill%40fernshire.example`
  assert.equal(safeHref(round('https://a.example/film?x=1')), 'https://a.example/film?x=1')
  assert.equal(safeHref(round(round('https://a.example/'))), 'https://a.example/')
  assert.equal(safeHref(round('java\nscript:alert(1)')), null)
})

test('a picture without words is refused with a sentence that says what to do', () => {
  assert.deepEqual(richTextProblems(parseMarkdown('![](image:x)')), [
    'Say in words what the picture shows, for people who cannot see it',
  ])
})

test('a heading of more than 300 characters is refused, however it is marked', () => {
  assert.deepEqual(richTextProblems(parseMarkdown(`## ${'a'.repeat(200)}**${'b'.repeat(101)}**`)), [
    'Shorten the heading to 300 characters or fewer',
  ])
})

test('lists may stand five deep and no deeper, and a bottomless tree is refused without harm', () => {
  assert.deepEqual(richTextProblems(doc(nestedLists(5))), [])
  assert.deepEqual(richTextProblems(doc(nestedLists(6))), ['Use fewer lists inside lists'])
  let bottomless: unknown = paragraph('a')
  for (let depth = 0; depth < 100_000; depth += 1) bottomless = { type: 'blockquote', content: [bottomless] }
  assert.deepEqual(richTextProblems(doc(bottomless)), ['Use fewer lists inside lists'])
})

test('a text of more than 200,000 characters is refused', () => {
  assert.deepEqual(richTextProblems(parseMarkdown('word '.repeat(41_000))), [
    'This text is too long. Make two of it',
  ])
})

test('what ProseMirror leaves out of an empty node is filled in', () => {
  assert.deepEqual(richTextSchema.parse({ type: 'doc' }), { type: 'doc', content: [] })
  assert.deepEqual(richTextSchema.parse(doc({ type: 'paragraph' }, paragraph('a'))), doc(paragraph('a')))
})
