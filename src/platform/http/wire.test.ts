import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { once } from 'node:events'
import { formEvents, formRoutes } from '#src/testing/trial-forms.ts'
import { scenario, type World } from '#src/testing/scenario.ts'
import { makeNotes, withTrialHouse } from '#src/testing/trial-house.ts'

/** The house on a port of its own, asked byte by byte: a test client would tidy up what an attacker would not. */
async function onTheWire(
  world: World,
  work: (say: (lines: string | Buffer) => Promise<string>, port: number) => Promise<void>,
): Promise<void> {
  await makeNotes(world)
  await withTrialHouse(world, { routes: formRoutes, events: formEvents }, async ({ app }) => {
    await app.server.listen({ host: '127.0.0.1', port: 0 })
    const address = app.server.server.address()
    const port = typeof address === 'object' && address ? address.port : 0
    await work((lines) => speak(port, lines), port)
  })
}

async function speak(port: number, lines: string | Buffer): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  const heard: Buffer[] = []
  socket.on('data', (bytes: Buffer) => heard.push(bytes))
  socket.on('error', () => {})
  socket.write(lines)
  await once(socket, 'close', { signal: AbortSignal.timeout(8_000) })
  return Buffer.concat(heard).toString('latin1')
}

const asks = (method: string, target: string, headers: readonly string[] = [], body = '') =>
  [`${method} ${target} HTTP/1.1`, 'Host: localhost:3000', 'Connection: close', ...headers, '', body].join(
    '\r\n',
  )

const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0)

scenario('no way of writing a path leads out of the assets', (world) =>
  onTheWire(world, async (say) => {
    for (const path of [
      '/assets/../package.json',
      '/assets/../../../../etc/passwd',
      '/assets/%2e%2e/%2e%2e/package.json',
      '/assets/..%2f..%2fpackage.json',
      '/assets/..%5c..%5cpackage.json',
      '/assets/....//....//package.json',
      '/assets//etc/passwd',
      '/assets/%00',
      '/assets/app.css%00.txt',
      '/assets/',
      '/assets',
      '/assets/__proto__',
      '/assets/constructor',
      '/..%c0%af../etc/passwd',
    ]) {
      const answer = await say(asks('GET', path))
      assert.equal(statusOf(answer), 404, path)
      assert.doesNotMatch(answer, /root:|"dependencies"|ENOENT|EISDIR/, path)
      assert.match(answer, /content-security-policy/i, path)
    }
  }),
)

scenario('requests that are not well made are refused without a word about the house', (world) =>
  onTheWire(world, async (say) => {
    const broken: [string, string | Buffer][] = [
      ['no request', 'nonsense\r\n\r\n'],
      ['no host', 'GET /help HTTP/1.1\r\nConnection: close\r\n\r\n'],
      ['two hosts', asks('GET', '/help', ['Host: elsewhere.example'])],
      ['two lengths', asks('POST', '/trial/notes', ['Content-Length: 5', 'Content-Length: 6'], 'words')],
      [
        'a length and chunks',
        asks('POST', '/trial/notes', ['Content-Length: 5', 'Transfer-Encoding: chunked'], '0\r\n\r\n'),
      ],
      [
        'chunks that are not',
        asks('POST', '/trial/notes', ['Transfer-Encoding: chunked'], 'zz\r\nwords\r\n0\r\n\r\n'),
      ],
      ['an unknown method', asks('BREW', '/help')],
      [
        'a header with a line end',
        Buffer.from('GET /help HTTP/1.1\r\nHost: localhost:3000\r\nX: a\rb\r\n\r\n'),
      ],
      ['a zero in a header', Buffer.from('GET /help HTTP/1.1\r\nHost: localhost:3000\r\nX: a\0b\r\n\r\n')],
      ['a space in the path', asks('GET', '/he lp')],
      ['headers without end', asks('GET', '/help', [`X: ${'x'.repeat(20_000)}`])],
      ['an address without end', asks('GET', `/${'x'.repeat(20_000)}`)],
    ]
    for (const [what, lines] of broken) {
      const answer = await say(lines)
      assert.ok([400, 421, 431].includes(statusOf(answer)), `${what}: ${answer.slice(0, 60)}`)
      assert.doesNotMatch(answer, /node_modules|at .*\.ts|fastify/i, what)
    }
  }),
)

scenario('long addresses within what is taken are simply not there, or lead to their page', (world) =>
  onTheWire(world, async (say) => {
    assert.equal(statusOf(await say(asks('GET', `/${'x'.repeat(8_000)}`))), 404)
    const long = await say(asks('GET', `/trial/notes/${'x'.repeat(1_000)}`))
    assert.equal(statusOf(long), 404)
    assert.doesNotMatch(long, /xxxx/)
    assert.match(long, /content-security-policy/i)
    assert.equal(statusOf(await say(asks('GET', `/help?${'x'.repeat(8_000)}`))), 200)
    assert.equal(statusOf(await say(asks('GET', `/home?next=${'x'.repeat(2_000)}`))), 303)
  }),
)

scenario('HEAD gives what GET gives without a body, and other methods are named', (world) =>
  onTheWire(world, async (say) => {
    const head = await say(asks('HEAD', '/help'))
    assert.equal(statusOf(head), 200)
    assert.equal(head.split('\r\n\r\n')[1], '')
    assert.match(head, /content-length: [1-9]/i)
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'POST']) {
      const answer = await say(asks(method, '/help', ['Content-Length: 0', 'Sec-Fetch-Site: same-origin']))
      assert.ok([404, 405].includes(statusOf(answer)), `${method} ${statusOf(answer)}`)
      if (statusOf(answer) === 405) assert.match(answer, /allow: GET, HEAD\r\n/i)
    }
    assert.equal(statusOf(await say(asks('GET', 'http://elsewhere.example/help'))), 404)
  }),
)

scenario('a form that stops coming is let go, and the house goes on answering', (world) =>
  onTheWire(world, async (say, port) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    socket.write(
      asks(
        'POST',
        '/trial/visitor-notes',
        [
          'Content-Length: 1000',
          'Sec-Fetch-Site: same-origin',
          'Content-Type: application/x-www-form-urlencoded',
        ],
        'words=half',
      ),
    )
    assert.equal(statusOf(await say(asks('GET', '/help'))), 200)
    socket.destroy()
    assert.equal(statusOf(await say(asks('GET', '/help'))), 200)
    assert.equal((await world.owner('select 1 from trial.note')).length, 0)
  }),
)
