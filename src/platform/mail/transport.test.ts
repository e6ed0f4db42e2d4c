import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { simpleParser } from 'mailparser'
import { addressOf } from './address.ts'
import type { Mail } from './compose-mail.ts'
import { plainServer, readerAt, scriptedServer } from './testing.ts'
import { keptTransport, smtpTransport, type TransportOptions } from './transport.ts'

const quick: TransportOptions = { limits: { connectMs: 1000, silenceMs: 500 }, idleMs: 2000 }
let numbered = 0

const mailTo = (localPart: string, change: Partial<Mail> = {}): Mail => ({
  from: { address: addressOf('post@partnership.example'), name: 'Harbour Partnership' },
  to: { address: readerAt(localPart) },
  subject: 'Your place is booked',
  text: 'You have a place.',
  date: new Date('2026-03-02T09:00:00Z'),
  messageId: `<m${(numbered += 1)}@partnership.example>`,
  ...change,
})

test('an accepted mail arrives once, with our Message-ID and the mark of a machine', async () => {
  const smtp = await scriptedServer()
  const transport = smtpTransport(smtp.server, quick)
  const outcome = await transport.send(
    mailTo('ann', { returnPath: addressOf('bounces@partnership.example') }),
  )
  assert.equal(outcome.kind, 'accepted')
  assert.equal(smtp.taken.length, 1)
  assert.equal(smtp.taken[0]?.from, 'bounces@partnership.example')
  const parsed = await simpleParser(smtp.taken[0]?.raw ?? '')
  assert.equal(parsed.subject, 'Your place is booked')
  assert.equal(parsed.headers.get('auto-submitted'), 'auto-generated')
  assert.match(parsed.messageId ?? '', /^<m\d+@partnership\.example>$/)
  await transport.close()
  await smtp.close()
})

test('with a key every mail is signed', async () => {
  const smtp = await scriptedServer()
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  const dkim = { domain: 'partnership.example', selector: 'hold1', privateKeyPem: privateKey }
  const transport = smtpTransport(smtp.server, { ...quick, dkim })
  await transport.send(mailTo('ann'))
  assert.match(smtp.taken[0]?.raw ?? '', /^DKIM-Signature: v=1; a=rsa-sha256; [^]*\r\nFrom: /)
  await transport.close()
  await smtp.close()
})

test('a refused address or mail is refused for good, with the code and the words of the server', async () => {
  const smtp = await scriptedServer()
  const transport = smtpTransport(smtp.server, quick)
  assert.deepEqual(await transport.send(mailTo('refuse-rcpt')), {
    kind: 'refused',
    permanent: true,
    code: 550,
    reason: '550 5.1.1 No such person here',
  })
  const atData = await transport.send(mailTo('refuse-data'))
  assert.equal(atData.kind === 'refused' && atData.code, 554)
  await transport.close()
  await smtp.close()
})

test('a temporary no is for later, and is about this mail', async () => {
  const smtp = await scriptedServer()
  const transport = smtpTransport(smtp.server, quick)
  for (const [script, code] of [
    ['later-rcpt', 450],
    ['later-data', 451],
  ] as const) {
    const outcome = await transport.send(mailTo(script))
    assert.equal(outcome.kind, 'later')
    assert.deepEqual(outcome.kind === 'later' && [outcome.about, outcome.code], ['mail', code])
  }
  await transport.close()
  await smtp.close()
})

test('a server that says it is going down is for later, and is about the server', async () => {
  const smtp = await scriptedServer()
  const transport = smtpTransport(smtp.server, quick)
  const outcome = await transport.send(mailTo('closing'))
  assert.deepEqual(outcome.kind === 'later' && [outcome.about, outcome.code], ['server', 421])
  await transport.close()
  await smtp.close()
})

test('a connection lost before the text was asked for is for later', async () => {
  const smtp = await scriptedServer()
  const transport = smtpTransport(smtp.server, quick)
  const outcome = await transport.send(mailTo('drop-rcpt'))
  assert.equal(outcome.kind, 'later')
  await transport.close()
  await smtp.close()
})

test('a connection lost in the middle of a long mail is for later: its end was never written', async () => {
  const smtp = await scriptedServer()
  const transport = smtpTransport(smtp.server, quick)
  const long = 'A long line of text that fills the pipe between the two.\n'.repeat(200_000)
  const outcome = await transport.send(mailTo('drop-middle', { text: long }))
  assert.equal(outcome.kind, 'later')
  await transport.close()
  await smtp.close()
})

test('a connection lost between the final dot and the answer is in doubt', async () => {
  const smtp = await scriptedServer()
  const transport = smtpTransport(smtp.server, quick)
  assert.equal((await transport.send(mailTo('drop-after'))).kind, 'in_doubt')
  assert.equal(smtp.taken.length, 0)
  await transport.close()
  await smtp.close()
})

test('a server that never answers the final dot leaves the mail in doubt; one that is slow does not', async () => {
  const smtp = await scriptedServer()
  const transport = smtpTransport(smtp.server, quick)
  const [silent, slow] = await Promise.all([transport.send(mailTo('silent')), transport.send(mailTo('slow'))])
  assert.equal(silent.kind, 'in_doubt')
  assert.match(silent.kind === 'in_doubt' ? silent.reason : '', /too long/)
  assert.equal(slow.kind, 'accepted')
  await transport.close()
  await smtp.close()
})

test('a server that is down, and one that never greets, are for later', async () => {
  const silent = createServer(() => undefined).listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const bound = silent.address()
  const port = bound !== null && typeof bound === 'object' ? bound.port : 0
  const mute = smtpTransport(plainServer(port), { limits: { connectMs: 200, silenceMs: 200 } })
  const unheard = await mute.send(mailTo('ann'))
  assert.equal(unheard.kind === 'later' && unheard.about, 'server')
  await new Promise((resolve) => silent.close(resolve))
  const outcome = await mute.send(mailTo('ann'))
  assert.equal(outcome.kind === 'later' && outcome.reason.includes('nothing listens'), true)
  assert.match((await mute.check()) ?? '', /nothing listens/)
  await mute.close()
})

test('a wrong password is for later and about the server: no reader is refused for it', async () => {
  const smtp = await scriptedServer({
    authOptional: false,
    allowInsecureAuth: true,
    onAuth: (_auth, _session, done) => done(null, { user: undefined }),
  })
  const transport = smtpTransport({ ...smtp.server, auth: { user: 'post', password: 'wrong' } }, quick)
  const outcome = await transport.send(mailTo('ann'))
  assert.deepEqual(outcome.kind === 'later' && [outcome.about, outcome.code], ['server', 535])
  const unnamed = smtpTransport(smtp.server, quick)
  const asked = await unnamed.send(mailTo('ann'))
  assert.deepEqual(asked.kind === 'later' && [asked.about, asked.code], ['server', 530])
  await Promise.all([transport.close(), unnamed.close()])
  await smtp.close()
})

test('the right password signs in, and a server without TLS is not given one where TLS is required', async () => {
  const smtp = await scriptedServer({
    authOptional: false,
    allowInsecureAuth: true,
    onAuth: (auth, _session, done) =>
      done(null, auth.password === 'right' ? { user: auth.username } : { user: undefined }),
  })
  const auth = { user: 'post', password: 'right' }
  const open = smtpTransport({ ...smtp.server, auth }, quick)
  assert.equal((await open.send(mailTo('ann'))).kind, 'accepted')
  const strict = smtpTransport({ ...smtp.server, auth, startTls: 'required' }, quick)
  const outcome = await strict.send(mailTo('ann'))
  assert.equal(outcome.kind === 'later' && outcome.about, 'server')
  assert.equal(smtp.taken.length, 1)
  await Promise.all([open.close(), strict.close()])
  await smtp.close()
})

test('a certificate that nobody vouches for is not trusted, and no mail goes out in the clear instead', async () => {
  const smtp = await scriptedServer({ disabledCommands: [] })
  for (const startTls of ['required', 'offered'] as const) {
    const transport = smtpTransport({ ...smtp.server, startTls }, quick)
    const outcome = await transport.send(mailTo('ann'))
    assert.equal(outcome.kind === 'later' && outcome.about, 'server', startTls)
    await transport.close()
  }
  assert.equal(smtp.taken.length, 0)
  await smtp.close()
})

test('connections are kept between mails, also after a refusal, and no more than allowed are made', async () => {
  const smtp = await scriptedServer()
  const transport = smtpTransport(smtp.server, quick)
  for (const reader of ['ann', 'refuse-rcpt', 'bilal', 'later-data', 'carys', 'refuse-data', 'dev'])
    await transport.send(mailTo(reader))
  assert.equal(smtp.connections(), 1)
  await Promise.all(Array.from({ length: 12 }, (_, at) => transport.send(mailTo(`reader${at}`))))
  assert.equal(smtp.connections(), smtp.server.connections)
  assert.equal(smtp.taken.length, 16)
  await transport.close()
  await smtp.close()
})

test('a kept connection that the server ended in the meantime is replaced without anybody noticing', async () => {
  const smtp = await scriptedServer()
  const transport = smtpTransport(smtp.server, quick)
  assert.equal((await transport.send(mailTo('ann'))).kind, 'accepted')
  smtp.dropAll()
  assert.equal((await transport.send(mailTo('bilal'))).kind, 'accepted')
  assert.equal(smtp.connections(), 2)
  await transport.close()
  await smtp.close()
})

test('a line break in a name or subject stays text and begins no header', async () => {
  const kept: string[] = []
  const transport = keptTransport(async (composed) => {
    kept.push(composed.raw.toString('latin1'))
  })
  const trick = 'Ann\r\nBcc: everyone@else.example\r\n\r\nHello'
  const outcome = await transport.send(
    mailTo('ann', { subject: trick, to: { address: readerAt('ann'), name: trick } }),
  )
  assert.equal(outcome.kind, 'accepted')
  const parsed = await simpleParser(kept[0] ?? '')
  assert.equal(parsed.headers.has('bcc'), false)
  assert.equal(parsed.subject, 'Ann Bcc: everyone@else.example Hello')
  assert.equal(parsed.text?.trim(), 'You have a place.')
})
