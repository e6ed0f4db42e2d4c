import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { parse, type DefaultTreeAdapterTypes } from 'parse5'
import { toHtml } from './html-write.ts'
import { parseMarkdown } from './markdown-parse.ts'
import { isEmpty, plainWords, toText } from './plain-text.ts'
import { anyRichText } from './testing.ts'

const imageUrl = (id: string) => `/files/${id}`
const htmlOf = (markdown: string, headingShift = 0) =>
  toHtml(parseMarkdown(markdown), { imageUrl, headingShift })

test('every mark and block has its own plain HTML', () => {
  assert.equal(
    htmlOf(
      '## A *quiet* word\n\nHello **all**\\\nnext [line](https://board.example/a?b=1&c=2)\n\n3. three\n4. four',
    ),
    [
      '<h2 dir="auto">A <em>quiet</em> word</h2>',
      '<p dir="auto">Hello <strong>all</strong><br>next <a href="https://board.example/a?b=1&amp;c=2">line</a></p>',
      '<ol dir="auto" start="3"><li>three</li><li>four</li></ol>',
    ].join('\n'),
  )
})

test('a quotation names who said it and a picture carries its words and caption', () => {
  assert.equal(
    htmlOf('> I was heard.\n>\n> — A young person, 15\n\n![A "hall"](image:f1 "The <new> hall")'),
    '<figure><blockquote dir="auto"><p dir="auto">I was heard.</p></blockquote>' +
      '<figcaption dir="auto">— A young person, 15</figcaption></figure>\n' +
      '<figure><img src="/files/f1" alt="A &quot;hall&quot;"><figcaption dir="auto">The &lt;new&gt; hall</figcaption></figure>',
  )
})

test('a heading moves down to fit its page and stops at level six', () => {
  assert.equal(htmlOf('## a\n\n#### b', 1), '<h3 dir="auto">a</h3>\n<h5 dir="auto">b</h5>')
  assert.equal(htmlOf('#### b', 5), '<h6 dir="auto">b</h6>')
})

test('no text can write an element or an attribute of its own', () => {
  const allowed = new Set(
    'html head body p h2 h3 h4 ul ol li blockquote figure figcaption img hr br a strong em #text #document'.split(
      ' ',
    ),
  )
  const allowedAttributes = new Set(['dir', 'href', 'src', 'alt', 'start'])
  const check = (node: DefaultTreeAdapterTypes.Node): void => {
    assert.ok(allowed.has(node.nodeName), node.nodeName)
    if ('attrs' in node) for (const { name } of node.attrs) assert.ok(allowedAttributes.has(name), name)
    if ('childNodes' in node) node.childNodes.forEach(check)
  }
  fc.assert(
    fc.property(anyRichText, (doc) => check(parse(toHtml(doc, { imageUrl })))),
    { numRuns: 300 },
  )
})

test('plain text keeps to 72 columns, shows addresses and hangs lists', () => {
  const text = toText(
    parseMarkdown(
      '## News\n\nBook a place [on the board’s own website](https://board.example/forum) before the end of the month, or ring.\n\n' +
        '- one\n  1. inner\n- [ann@school.example](mailto:ann@school.example)\n\n> Words.\n>\n> — Ann\n\n![A hall](image:x)',
    ),
  )
  assert.equal(
    text,
    [
      'News',
      '----',
      '',
      'Book a place on the board’s own website <https://board.example/forum>',
      'before the end of the month, or ring.',
      '',
      '- one',
      '  1. inner',
      '- ann@school.example',
      '',
      '> Words.',
      '> — Ann',
      '',
      '[Picture: A hall]',
    ].join('\n'),
  )
})

test('only a word longer than the line makes a line of plain text longer than 72 columns', () => {
  fc.assert(
    fc.property(anyRichText, (doc) => {
      for (const line of toText(doc).split('\n')) assert.ok(line.length <= 72 || /\S{40,}/u.test(line), line)
    }),
    { numRuns: 300 },
  )
})

test('the words are told in reading order without signs or addresses', () => {
  const doc = parseMarkdown(
    '## Hall\n\n- a **b**\n  - c\n\n> d\n>\n> — e\n\n![f](image:x "g")\n\n[h](https://i.example)',
  )
  assert.equal(plainWords(doc), 'Hall a b c d e f g h')
})

test('a text of nothing but a rule is empty; a picture is not', () => {
  assert.equal(isEmpty(parseMarkdown(' \n\n---\n')), true)
  assert.equal(isEmpty(parseMarkdown('![A hall](image:x)')), false)
})
