import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { fromHtml } from './html-read.ts'
import { toHtml } from './html-write.ts'
import { toMarkdown } from './markdown-write.ts'
import { richTextProblems } from './schema.ts'
import { anyRichText, awkwardText } from './testing.ts'

const markdownOf = (html: string) => toMarkdown(fromHtml(html))
const imageUrl = (id: string) => `/files/${id}`
const imageId = (source: string) => /^\/files\/(\w+-?\w*)$/u.exec(source)?.[1] ?? null

test('what we write as HTML we read back unchanged', () => {
  fc.assert(
    fc.property(anyRichText, (doc) => {
      assert.deepEqual(fromHtml(toHtml(doc, { imageUrl }), { imageId }), doc)
    }),
    { numRuns: 1_000 },
  )
})

test('scripts, styles, handlers, forms and unsafe addresses have no way in', () => {
  assert.equal(
    markdownOf(
      '<style>p{color:red}</style><script>alert(1)</script><p onclick="x()" style="background:url(javascript:y)">Hello ' +
        '<a href="javascript:alert(1)">there</a> <a href=" JaVa&#10;script:alert(1)">you</a><img src=x onerror=alert(1)>' +
        '<svg><a xlink:href="javascript:z"><text>no</text></a></svg><iframe src="https://x.example">no</iframe>' +
        '<input value="no"><button>no</button><math><mtext>no</mtext></math><template><p>no</p></template></p>' +
        '<noscript><p>no</p></noscript><a href="https://ok.example">fine</a>',
    ),
    'Hello there you\n\n[fine](https://ok.example)',
  )
})

test('any tag soup becomes a text that may be stored', () => {
  const tag = fc.constantFrom(
    '<p>',
    '</p>',
    '<div>',
    '</div>',
    '<b>',
    '</b>',
    '<ul>',
    '<li>',
    '</ul>',
    '<ol start=x>',
    '<table><tr><td>',
    '</table>',
    '<h1>',
    '</h1>',
    '<blockquote>',
    '</blockquote>',
    '<br>',
    '<a href="javascript:x">',
    '</a>',
    '<hr>',
    '<figure>',
    '<figcaption>',
    '</figure>',
    '<svg>',
    '<!--',
    '-->',
    '<p style="mso-list:l0 level2 lfo1">',
    '<th>',
  )
  fc.assert(
    fc.property(fc.array(fc.oneof(tag, awkwardText), { maxLength: 25 }), (parts) => {
      const doc = fromHtml(parts.join(''))
      assert.deepEqual(
        richTextProblems(doc).filter((problem) => problem !== 'Use fewer lists inside lists'),
        [],
      )
    }),
    { numRuns: 500 },
  )
})

const wordItem = (level: number, sign: string, words: string) =>
  `<p class=MsoListParagraph style='margin-left:36pt;text-indent:-18pt;mso-list:l0 level${level} lfo1'>` +
  `<![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>${sign}<span ` +
  `style='font:7pt "Times New Roman"'>&nbsp;&nbsp; </span></span></span><![endif]>${words}<o:p></o:p></p>`

test('lists that Word and Outlook write as paragraphs become lists', () => {
  assert.equal(
    markdownOf(
      `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal{margin:0}</style></head><body>` +
        `<p class=MsoNormal>Bring:<o:p></o:p></p>${wordItem(1, '·', 'a <b>pen</b>')}${wordItem(2, 'o', 'black')}${wordItem(1, '·', 'paper')}` +
        `<p class=MsoNormal><o:p>&nbsp;</o:p></p>${wordItem(1, '3.', 'third')}${wordItem(1, '4.', 'fourth')}` +
        `<!--[if gte mso 9]><xml><o:OfficeDocumentSettings/></xml><![endif]--></body></html>`,
    ),
    'Bring:\n\n- a **pen**\n  - black\n- paper\n\n3. third\n4. fourth',
  )
})

test('bold and italic are known by tag or by style, and a style can undo a tag', () => {
  assert.equal(
    markdownOf(
      '<b style="font-weight:normal"><p>plain <span style="font-weight:700">bold</span> ' +
        '<span style="font-style:italic">slanted</span></p></b>',
    ),
    'plain **bold** _slanted_',
  )
})

test('tables that only place things are read in order, tables of data as heads and rows', () => {
  assert.equal(
    markdownOf(
      '<table role="presentation"><tr><td><table><tr><td><h2>Forums</h2><p>Four dates.</p></td></tr></table></td></tr></table>' +
        '<table><tr><th>Date</th><th>Place</th></tr><tr><td>4 May</td><td><a href="https://hall.example">Old Hall</a></td></tr>' +
        '<tr><td>9 June</td><td>Library</td></tr></table>',
    ),
    '## Forums\n\nFour dates.\n\n**Date; Place**\n\n- 4 May; [Old Hall](https://hall.example)\n- 9 June; Library',
  )
})

test('a preheader hidden in a mail is not part of its text', () => {
  assert.equal(markdownOf('<div style="display:none;max-height:0">Peek</div><div>Read</div>'), 'Read')
})

test('two line breaks part paragraphs, one stays a line break, and white space of the source is one space', () => {
  assert.equal(markdownOf('<div>one\n   two<br>three<br>\n<br>four</div>'), 'one two\\\nthree\n\nfour')
})

test('a link around blocks, an inner list beside its item and a list item without a list keep their words', () => {
  assert.equal(
    markdownOf(
      '<a href="https://a.example"><div>one</div><div>two</div></a><ul><li>x<ul><li>y</li></ul></li><ul><li>z</li></ul></ul><li>w',
    ),
    '[one](https://a.example)\n\n[two](https://a.example)\n\n- x\n\n  - y\n\n  * z\n\nw',
  )
})

test('fifty thousand elements inside each other are read without harm', () => {
  assert.match(markdownOf(`${'<div><b>'.repeat(25_000)}deep`), /deep/u)
})
