import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { authenticate } from 'mailauth'
import { addressOf } from './address.ts'
import { composeMail } from './compose-mail.ts'
import { compileMime, fillTemplate, slot } from './compose/template.ts'
import { dkimKeyProblem, dkimSigner, type DkimKey } from './dkim.ts'

const pair = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'der' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})
const key: DkimKey = { domain: 'partnership.example', selector: 'hold1', privateKeyPem: pair.privateKey }
const sign = dkimSigner(key)
const now = new Date('2026-03-02T09:00:00Z')

/** The public key comes from here and not from DNS. */
const resolver = async (name: string, type: string): Promise<string[][]> => {
  if (name === 'hold1._domainkey.partnership.example' && type === 'TXT')
    return [[`v=DKIM1; k=rsa; p=${pair.publicKey.toString('base64')}`]]
  throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' })
}

const verify = async (raw: string): Promise<{ result: string; headers: string }> => {
  const report = await authenticate(Buffer.from(raw, 'latin1'), {
    ip: '127.0.0.1',
    helo: 'mail.partnership.example',
    sender: 'bounces@partnership.example',
    resolver,
    disableArc: true,
    disableDmarc: true,
    disableBimi: true,
  })
  const [one] = report.dkim.results
  return { result: one?.status.result ?? 'none', headers: one?.signingHeaders?.keys ?? '' }
}

const editionMail = (): string =>
  fillTemplate(
    compileMime({
      from: { address: addressOf('bulletin@partnership.example'), name: 'Härbour, the Partnership' },
      subject: 'A subject that is long enough to be folded over two lines, with an umlaut: ü, and more words',
      text: `${slot('greeting')}\n\nText\n\n\n`,
      html: `<p>${slot('greeting')}</p>\n\n`,
      list: { name: 'Bulletin', id: 'champions.partnership.example' },
    }),
    {
      to: { address: addressOf('ann@school.example'), name: 'Ann' },
      messageId: '<abc.1@partnership.example>',
      date: now,
      greeting: 'Dear Ann',
      onlineUrl: 'https://holdfast.example/b/1',
      preferencesUrl: 'https://holdfast.example/p/1',
      unsubscribeUrl: 'https://holdfast.example/u/1',
    },
  )

test('an independent verifier passes a signed edition, and both list headers are covered', async () => {
  const checked = await verify(sign(editionMail(), now))
  assert.equal(checked.result, 'pass')
  assert.match(checked.headers, /list-unsubscribe:/i)
  assert.match(checked.headers, /list-unsubscribe-post/i)
})

test('an ordinary mail that the library composed passes as well, with and without an end of line', async () => {
  const composed = await composeMail({
    from: { address: addressOf('post@partnership.example'), name: 'Härbour' },
    to: { address: addressOf('ann@school.example') },
    subject: 'Your place',
    text: 'You have a place.\n\n\n',
    html: '<p>You have a place.</p>',
    date: now,
    messageId: '<n1@partnership.example>',
  })
  const raw = composed.raw.toString('latin1')
  assert.equal((await verify(sign(raw, now))).result, 'pass')
  assert.equal((await verify(sign(raw.trimEnd(), now))).result, 'pass')
  assert.equal((await verify(sign('From: a@partnership.example\r\nSubject: no body', now))).result, 'pass')
})

test('changing the body, a list header or the subject, or adding a second From, breaks the signature', async () => {
  const signed = sign(editionMail(), now)
  const changes: [string, (raw: string) => string][] = [
    ['body', (raw) => raw.replace('Text', 'Test')],
    ['unsubscribe', (raw) => raw.replace('/u/1>', '/u/2>')],
    ['one click', (raw) => raw.replace('=One-Click', '=Two-Click')],
    ['subject', (raw) => raw.replace('A_subject', 'B_subject')],
    ['second From', (raw) => `From: other@else.example\r\n${raw}`],
    ['second List-Unsubscribe', (raw) => `List-Unsubscribe: <https://else.example/>\r\n${raw}`],
  ]
  for (const [what, change] of changes) {
    assert.notEqual(change(signed), signed, what)
    assert.notEqual((await verify(change(signed))).result, 'pass', what)
  }
})

test('a key that cannot sign is refused with a sentence', () => {
  const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({
    type: 'pkcs8',
    format: 'pem',
  })
  const other = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' })
  assert.equal(dkimKeyProblem(key), null)
  assert.match(dkimKeyProblem({ ...key, privateKeyPem: short }) ?? '', /2048/)
  assert.match(dkimKeyProblem({ ...key, privateKeyPem: other }) ?? '', /RSA/)
  assert.match(dkimKeyProblem({ ...key, privateKeyPem: 'nonsense' }) ?? '', /PEM/)
  assert.match(dkimKeyProblem({ ...key, selector: 'a b' }) ?? '', /selector/)
})
