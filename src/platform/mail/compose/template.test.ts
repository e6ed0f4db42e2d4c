import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { simpleParser, type ParsedMail } from 'mailparser'
import { addressOf } from '../address.ts'
import { readMessageId, sealedMessageId } from './message-id.ts'
import { compileMime, fillTemplate, slot, type EditionMime, type ReaderValues } from './template.ts'

const edition: EditionMime = {
  from: { address: addressOf('bulletin@partnership.example'), name: 'Harbour & Hills, the Partnership' },
  replyTo: { address: addressOf('office@partnership.example') },
  subject: 'Champions’ bulletin, March: what changes in June',
  text: `${slot('greeting')},\n\nRead online: ${slot('online-url')}\n\n.A line that begins with a dot\nEnds here \n\nUnsubscribe: ${slot('unsubscribe-url')}\n`,
  html: `<p>${slot('greeting')},</p><p>Café — naïve ☂</p><a href="${slot('unsubscribe-url')}">Unsubscribe</a> <a href="${slot('preferences-url')}">Choose</a>`,
  list: { name: 'Champions’ bulletin', id: 'champions.partnership.example' },
  unsubscribeMailbox: addressOf('leave@partnership.example'),
}
const reader: ReaderValues = {
  to: { address: addressOf('ann@school.example'), name: 'Ann Ö’Hara "the" <champion>' },
  messageId: '<abc.1@partnership.example>',
  date: new Date('2026-03-02T09:00:00Z'),
  greeting: 'Dear Ann & all',
  onlineUrl: 'https://holdfast.example/bulletins/march?r=1&t=2',
  preferencesUrl: `https://holdfast.example/preferences/${'p'.repeat(200)}`,
  unsubscribeUrl: 'https://holdfast.example/unsubscribe/2~r-17~~abcdef&x=1',
}

// Parsers drop or change these themselves: lone halves, null, byte order marks, other line ends.
const clean = (text: string): string => text.replace(/[\0\ufeff\u2028\u2029\r]/g, '').toWellFormed()
const shown = (text: string): string =>
  text
    .replace(/\p{Cc}+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim()
const secret = 'a secret of the test'
const id = (sent: string, readerId: string): string =>
  sealedMessageId({ sent, reader: readerId }, secret, 'partnership.example')

const parse = (raw: string): Promise<ParsedMail> =>
  simpleParser(raw, { skipHtmlToText: true, skipTextToHtml: true })

test('an independent parser reads back what went in, slots filled and escaped where they stand', async () => {
  const mail = await parse(fillTemplate(compileMime(edition), reader))
  assert.equal(mail.subject, edition.subject)
  assert.deepEqual(mail.from?.value[0], { address: edition.from.address, name: edition.from.name })
  assert.deepEqual(!Array.isArray(mail.to) && mail.to?.value[0], {
    address: reader.to.address,
    name: reader.to.name,
  })
  assert.equal(mail.messageId, reader.messageId)
  assert.deepEqual(mail.date, reader.date)
  assert.equal(
    mail.text,
    `Dear Ann & all,\n\nRead online: ${reader.onlineUrl}\n\n.A line that begins with a dot\nEnds here \n\nUnsubscribe: ${reader.unsubscribeUrl}\n`,
  )
  assert.equal(
    mail.html,
    `<p>Dear Ann &amp; all,</p><p>Café — naïve ☂</p><a href="${reader.unsubscribeUrl.replace('&', '&amp;')}">Unsubscribe</a> <a href="${reader.preferencesUrl}">Choose</a>`,
  )
})

test('the headers for unsubscribing are exactly those of RFC 8058 and RFC 2919', () => {
  const raw = fillTemplate(compileMime(edition), reader)
  assert.ok(
    raw.includes(
      `\r\nList-Unsubscribe: <${reader.unsubscribeUrl}>,\r\n <mailto:leave@partnership.example?subject=unsubscribe>\r\n`,
    ),
  )
  assert.ok(raw.includes('\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n'))
  assert.match(raw, /\r\nList-Id: =\?UTF-8\?Q\?[^\r]+\?=\r\n <champions\.partnership\.example>\r\n/)
  assert.ok(raw.includes('\r\nMIME-Version: 1.0\r\n'))
})

test('two readers’ mails differ in their own values only', () => {
  const template = compileMime(edition)
  const other = {
    ...reader,
    to: { address: addressOf('bea@school.example') },
    greeting: 'Dear Bea',
    messageId: '<abc.2@partnership.example>',
  }
  const lines = fillTemplate(template, reader).split('\r\n')
  const different = fillTemplate(template, other)
    .split('\r\n')
    .filter((line) => !lines.includes(line))
  assert.deepEqual(different, [
    'To: bea@school.example',
    'Message-ID: <abc.2@partnership.example>',
    'Dear Bea=',
    'Dear Bea=',
  ])
})

test('a template is plain data that survives the way to another thread', () => {
  const template = compileMime(edition)
  assert.equal(fillTemplate(structuredClone(template), reader), fillTemplate(template, reader))
})

test('whatever the words are, they come back the same, in ASCII lines of at most 76 characters', async () => {
  const words = fc.string({ unit: 'grapheme', maxLength: 300 })
  const body = fc.array(
    fc.oneof(
      words,
      fc.constantFrom(
        '\n',
        ' \n',
        '.\n',
        '.'.repeat(80),
        '\n..',
        '=',
        '[[',
        slot('greeting'),
        slot('online-url'),
      ),
    ),
    {
      maxLength: 12,
    },
  )
  await fc.assert(
    fc.asyncProperty(
      body,
      body,
      words,
      words,
      words,
      async (textParts, htmlParts, subject, name, greeting) => {
        const text = clean(`begin ${textParts.join('')} end`)
        const html = clean(`<p>${htmlParts.join('')}</p>`)
        const raw = fillTemplate(compileMime({ ...edition, text, html, subject: `S ${clean(subject)}` }), {
          ...reader,
          to: { ...reader.to, name: clean(name) },
          greeting: clean(greeting),
        })
        assert.match(raw, /^[\t\r\n -~]*$/)
        const [head = '', ...rest] = raw.split('\r\n\r\n')
        assert.ok(head.split('\r\n').every((line) => line.length <= 998))
        assert.ok(
          rest
            .join('\r\n\r\n')
            .split('\r\n')
            .every((line) => line.length <= 76),
          'a body line is too long',
        )
        assert.doesNotMatch(raw.replaceAll('\r\n', ''), /[\r\n]/)
        // The sending relies on it: such a mail is handed to the server as it is.
        assert.doesNotMatch(raw, /^\./m)
        const mail = await parse(raw)
        const filled = text
          .replaceAll(slot('greeting'), shown(clean(greeting)))
          .replaceAll(slot('online-url'), reader.onlineUrl)
        assert.equal(mail.text, filled)
        assert.equal(mail.subject, shown(`S ${clean(subject)}`))
      },
    ),
    { numRuns: 150 },
  )
})

test('a value that would break out of its header is refused', () => {
  const template = compileMime(edition)
  for (const url of [
    'https://a.example/\r\nBcc: x@y.example',
    'https://a.example/>',
    'javascript:alert(1)',
    `https://a.example/${'x'.repeat(1000)}`,
  ])
    assert.throws(() => fillTemplate(template, { ...reader, unsubscribeUrl: url }), /plain web address/)
  assert.throws(() => fillTemplate(template, { ...reader, messageId: '<a@b>\r\nX: y' }), /Message-ID/)
  assert.throws(() => compileMime({ ...edition, headers: { 'X-Edition': 'a\r\nBcc: x@y.example' } }), /plain/)
  assert.throws(() => compileMime({ ...edition, html: '[[holdfast:surname]]' }), /no slot/)
})

test('a Message-ID is the same for the same mail, another for another, and gives both ids back to us alone', () => {
  const [e1, e2, r1, r2] = Array.from({ length: 4 }, () => crypto.randomUUID()) as [
    string,
    string,
    string,
    string,
  ]
  assert.equal(id(e1, r1), id(e1, r1))
  assert.notEqual(id(e1, r1), id(e1, r2))
  assert.notEqual(id(e1, r1), id(e2, r1))
  assert.match(id(e1, r1), /^<[\w.-]{66}@partnership\.example>$/)
  assert.deepEqual(readMessageId(id(e1, r1), secret), { sent: e1, reader: r1 })
  assert.equal(readMessageId(id(e1, r1), 'another secret'), null)
  assert.equal(
    readMessageId(
      id(e1, r1).replace(/^<./, (head) => `<${head.endsWith('A') ? 'B' : 'A'}`),
      secret,
    ),
    null,
  )
  assert.equal(readMessageId('<somebody.else@mail.example>', secret), null)
})
