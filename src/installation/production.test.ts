import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request } from 'node:http'
import { join } from 'node:path'
import { test } from 'node:test'
import { simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'
import { command, folderFor, freePort, start, until } from './testing/processes.ts'

const origin = 'https://holdfast.saltmarsh.example'

/** A mail server that keeps what it is given. */
async function mailServer(t: { after(end: () => unknown): void }) {
  const letters: { to: string[]; letter: string }[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, session, done) => {
      let letter = ''
      stream.on('data', (part: Buffer) => (letter += part.toString()))
      stream.on('end', () => {
        letters.push({ to: session.envelope.rcptTo.map(({ address }) => address), letter })
        done()
      })
    },
  })
  const port = await freePort()
  server.listen(port, '127.0.0.1')
  await once(server.server, 'listening')
  t.after(() => new Promise<void>((resolve) => server.close(resolve)))
  return { letters, url: `smtp://127.0.0.1:${port}` }
}

type Answer = { status: number; location: string; text: string }

/** A person's browser behind the proxy that takes the TLS off: the name stays, the port is another, cookies are kept. */
function browser(port: number) {
  const jar = new Map<string, string>()
  const ask = (method: string, path: string, body = '') =>
    new Promise<Answer>((resolve, reject) => {
      const asked = request({
        host: 'localhost',
        port,
        method,
        path,
        headers: {
          host: new URL(origin).host,
          'x-forwarded-proto': 'https',
          'x-forwarded-for': '192.0.2.7',
          cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
          ...(method === 'POST' ? { origin, 'content-type': 'application/x-www-form-urlencoded' } : {}),
        },
      })
      asked.on('error', reject)
      asked.on('response', (answer) => {
        for (const line of answer.headers['set-cookie'] ?? []) {
          assert.match(line, /; Secure/i, 'a cookie of production never travels in the open')
          const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
          jar.set(name, value)
        }
        let text = ''
        answer.setEncoding('utf8')
        answer.on('data', (part: string) => (text += part))
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, location: answer.headers.location ?? '', text }),
        )
      })
      asked.end(body)
    })
  /** Opens a page and sends its form, with the fields that it carries unseen. */
  const send = async (path: string, fields: Readonly<Record<string, string>>) => {
    const page = await ask('GET', path)
    assert.equal(page.status, 200)
    const form = new URLSearchParams(fields)
    for (const [tag] of page.text.matchAll(/<input[^>]*type="hidden"[^>]*>/g))
      form.set(/name="([^"]*)"/.exec(tag)?.[1] ?? '', /value="([^"]*)"/.exec(tag)?.[1] ?? '')
    return ask('POST', path, form.toString())
  }
  return { get: (path: string) => ask('GET', path), send }
}

test('from an empty production installation to its first officer and approver signed in by real mail', async (t) => {
  const post = await mailServer(t)
  const dataDir = join(folderFor(t), 'data')
  const env = {
    HOLDFAST_ENV: 'production',
    HOLDFAST_SECRET: 'dJ3kP0xW7qLz9VbN2mRtY5uEoCsAiHfG',
    HOLDFAST_ORIGIN: origin,
    HOLDFAST_TRUST_PROXY: '127.0.0.1,::1',
    HOLDFAST_MAIL_URL: post.url,
    HOLDFAST_MAIL_FROM: 'Saltmarsh <holdfast@saltmarsh.example>',
    HOLDFAST_PARTNERSHIP_NAME: 'Saltmarsh Safeguarding Children Partnership',
    HOLDFAST_PARTNERSHIP_CONTACT: 'holdfast@saltmarsh.example',
    HOLDFAST_PARTNERSHIP_ADDRESS: '2 Harbour Square, Saltmarsh',
  }
  const running = await start(t, dataDir, [], { env, until: '/health/ready' })
  const words = [
    'people',
    'first',
    '--organisation',
    'Saltmarsh Safeguarding Children Partnership',
    '--officer',
    'Ada Quill <ada.quill@saltmarsh.example>',
    '--approver',
    'Ivo Fenn <ivo.fenn@saltmarsh.example>',
    '--data',
    dataDir,
  ]
  const first = await command(words, { env })
  assert.equal(first.code, 0, first.err)
  const again = await command(words, { env })
  assert.equal(again.code, 2)
  assert.match(again.err, /^This partnership has begun: somebody has a role already\.[^\n]*\n$/)

  for (const [name, address, sees] of [
    ['Ada Quill', 'ada.quill@saltmarsh.example', '/network/imports'],
    ['Ivo Fenn', 'ivo.fenn@saltmarsh.example', '/network/roles'],
  ] as const) {
    const person = browser(running.port)
    assert.equal((await person.get(sees)).status, 303, 'nobody is let in unasked')
    assert.equal((await person.send('/sign-in', { email: address })).location, '/sign-in/sent')
    await until('the mail with the link is there', () => post.letters.some(({ to }) => to.includes(address)))
    const found = post.letters.find(({ to }) => to.includes(address))
    const { text = '' } = await simpleParser(found?.letter ?? '')
    const link = /https:\/\/holdfast\.saltmarsh\.example(\/sign-in\/link\/\S+)/.exec(text)?.[1] ?? ''
    assert.equal((await person.send(link, {})).status, 303)
    const home = await person.get('/home')
    assert.equal(home.status, 200)
    assert.match(home.text, new RegExp(name))
    assert.equal((await person.get(sees)).status, 200)
  }
  const verified = await command(['audit', 'verify', '--data', dataDir], { env })
  assert.equal(verified.code, 0, verified.err)
  assert.equal(await running.stop(), 0)
})
