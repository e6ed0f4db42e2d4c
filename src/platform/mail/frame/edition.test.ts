import assert from 'node:assert/strict'
import { test } from 'node:test'
import { simpleParser } from 'mailparser'
import { addressOf } from '../address.ts'
import { compileMime, fillTemplate, slot, slotNames } from '../compose/template.ts'
import { renderEditionMail, type EditionArticle, type EditionFrame } from './edition.ts'

const article = (at: number): EditionArticle => ({
  id: `a${at}`,
  heading: `Article ${at}: what changes in June & why`,
  html: `<p>${'A paragraph of a bulletin as it is read in schools. '.repeat(12)}</p>
<h3>Dates</h3><ul><li>One with a <a href="https://holdfast.example/library/${at}?a=1&amp;b=2">link to more</a></li><li>Two</li></ul>
<blockquote><p>“They listened, and then something happened.”</p></blockquote>`,
})

const frame: EditionFrame = {
  partnership: 'Harbour & Hills Safeguarding Children Partnership',
  title: 'Champions’ bulletin',
  dateLine: 'March 2026',
  preheader: 'Twelve things to know before the summer',
  articles: Array.from({ length: 12 }, (_, at) => article(at + 1)),
  why: 'You get this because your school named you as its champion.',
  postalAddress: '1 Quay Street, Harbour, HX1 1AA',
}

test('an edition of twelve articles stays far under the size at which mail programs cut off', async () => {
  const { bytes, problem, html } = await renderEditionMail(frame)
  assert.equal(problem, null)
  assert.equal(bytes, Buffer.byteLength(html))
  assert.ok(bytes < 60_000, `${bytes} bytes`)
})

test('an edition that mail programs would cut off comes with a sentence for its editor', async () => {
  const long = { ...article(1), html: `<p>${'word '.repeat(20_000)}</p>` }
  const { problem } = await renderEditionMail({ ...frame, articles: [long] })
  assert.match(problem ?? '', /^The mail has \d+ kB/)
})

test('nothing is fetched but pictures: no font, no script, no style sheet', async () => {
  const { html } = await renderEditionMail({
    ...frame,
    articles: [
      {
        ...article(1),
        image: { url: 'https://holdfast.example/files/1', alt: 'A "harbour" at dawn', caption: 'By Ann' },
      },
    ],
  })
  assert.doesNotMatch(html, /<script|<link|@import|fonts\.googleapis|url\(/i)
  assert.equal(html.match(/<img /g)?.length, 1)
  assert.ok(html.includes('alt="A &quot;harbour&quot; at dawn"'))
})

test('both bodies hold every slot, the contents lead to every article, and styles stand on the elements', async () => {
  const { html, text } = await renderEditionMail(frame)
  for (const name of slotNames) {
    assert.ok(html.includes(slot(name)), name)
    assert.ok(text.includes(slot(name)), name)
  }
  for (const { id } of frame.articles) {
    assert.ok(html.includes(`href="#${id}"`) && html.includes(`id="${id}"`), id)
  }
  assert.match(html, /<blockquote style="[^"]*border-left/)
  assert.match(html, /prefers-color-scheme: dark/)
  assert.match(html, /<html lang="en-GB"/)
})

test('the text body reads as text: numbered headings, folded lines, lists with dashes, links written out', async () => {
  const { text } = await renderEditionMail(frame)
  assert.ok(text.includes('\n\n3. Article 3: what changes in June & why\n----'))
  assert.ok(
    text.includes('link to more\n') ||
      text.includes('link to more <https://holdfast.example/library/3?a=1&b=2>'),
  )
  assert.match(text, /\n- Two\n/)
  assert.match(text, /\n> “They listened/)
  assert.doesNotMatch(text, /<p>|&amp;|&nbsp;/)
  for (const line of text.split('\n')) assert.ok(line.length <= 76 || line.includes('https://'), line)
})

test('words that look like a slot stay words, and a heading with markup stays text', async () => {
  const tricky = {
    ...article(1),
    heading: '<b>Bold</b> [1] & "2"',
    html: '<p>Write [[holdfast:surname]] here</p>',
  }
  const { html, text } = await renderEditionMail({ ...frame, articles: [tricky] })
  const template = compileMime({
    from: { address: addressOf('bulletin@partnership.example') },
    subject: 'March',
    html,
    text,
    list: { name: 'Bulletin', id: 'champions.partnership.example' },
  })
  const mail = await simpleParser(
    fillTemplate(template, {
      to: { address: addressOf('ann@school.example') },
      messageId: '<a1@partnership.example>',
      date: new Date('2026-03-02T09:00:00Z'),
      greeting: 'Dear Ann',
      onlineUrl: 'https://holdfast.example/b',
      preferencesUrl: 'https://holdfast.example/p',
      unsubscribeUrl: 'https://holdfast.example/u',
    }),
  )
  assert.ok(
    typeof mail.html === 'string' && mail.html.includes('&lt;b&gt;Bold&lt;/b&gt; [1] &amp; &quot;2&quot;'),
  )
  assert.ok(mail.text?.includes('<b>Bold</b> [1] & "2"'))
  assert.ok(mail.text?.includes('holdfast:surname'))
  assert.ok(mail.text?.includes('Unsubscribe:\nhttps://holdfast.example/u'))
})

test('markup that is not rich text never reaches a mail', async () => {
  for (const html of ['<script>x</script>', '</mj-text><mj-raw>x</mj-raw>', '<style>p{}</style>', '<form>'])
    await assert.rejects(
      renderEditionMail({ ...frame, articles: [{ ...article(1), html }] }),
      /clean rich text/,
    )
  await assert.rejects(
    renderEditionMail({
      ...frame,
      articles: [{ ...article(1), image: { url: 'data:image/png;base64,AA', alt: 'x' } }],
    }),
    /web or mail/,
  )
})

test('an introduction stands before the contents and closing words after the last article, in both bodies', async () => {
  const { html, text } = await renderEditionMail({
    ...frame,
    introduction: '<p>Before all else.</p>',
    closing: '<p>After it all.</p><figure><img src="https://holdfast.example/files/1" alt="A quay"></figure>',
  })
  for (const body of [html, text]) {
    const places = ['Before all else.', 'In this edition', 'Article 12', 'After it all.'].map((words) =>
      body.lastIndexOf(words),
    )
    assert.deepEqual(
      places,
      places.toSorted((a, b) => a - b),
    )
    assert.ok(!places.includes(-1))
  }
  assert.ok(text.includes('[Picture: A quay]'))
})
