import assert from 'node:assert/strict'
import { request } from 'node:http'
import { scenario, type World } from '#src/testing/scenario.ts'

type Told = { status: number; headers: Record<string, unknown>; text: string }

function ask(port: number, path: string, headers: Record<string, string> = {}, method = 'GET') {
  return new Promise<Told>((resolve, reject) => {
    const asked = request({
      host: 'localhost',
      port,
      path,
      method,
      headers: { host: 'localhost:3000', connection: 'close', ...headers },
    })
    asked.on('error', reject)
    asked.on('response', (answer) => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (part: string) => (text += part))
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, headers: { ...answer.headers }, text }),
      )
    })
    asked.end()
  })
}

async function listening(world: World): Promise<number> {
  const { server } = await world.app()
  await server.listen({ host: 'localhost', port: 0 })
  const address = server.server.address()
  return typeof address === 'object' && address ? address.port : 0
}

const isLong = ({ headers }: Told) => headers['x-ratelimit-limit'] !== undefined
const ofThePage = ({ headers }: Told) =>
  Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !/^(x-ratelimit-|date$)/.test(name))
      .toSorted(([one], [other]) => (one < other ? -1 : 1)),
  )

scenario(
  'a page from memory has every header and byte that it had on the long way, and is not said again',
  async (world) => {
    const port = await listening(world)
    const [first, second, third] = [
      await ask(port, '/help'),
      await ask(port, '/help'),
      await ask(port, '/help'),
    ]
    assert.ok(isLong(first) && isLong(second) && !isLong(third))
    assert.match(String(third.headers['content-security-policy']), /default-src 'none'/)
    assert.deepEqual(ofThePage(third), ofThePage(second))
    assert.equal(third.text, first.text)
    const again = await ask(port, '/help', { 'if-none-match': String(third.headers['etag']) })
    assert.deepEqual([again.status, again.text], [304, ''])
    assert.equal(again.headers['etag'], third.headers['etag'])
  },
)

scenario('whoever asks otherwise goes the long way, and a strange name is refused', async (world) => {
  const port = await listening(world)
  await ask(port, '/help')
  await ask(port, '/help')
  assert.ok(!isLong(await ask(port, '/help')))
  assert.ok(isLong(await ask(port, '/help', { cookie: 'a=b' })))
  assert.ok(isLong(await ask(port, '/help', {}, 'HEAD')))
  assert.ok(isLong(await ask(port, '/help?x=1')))
  assert.equal((await ask(port, '/help', { host: 'elsewhere.example' })).status, 421)
  // A page that has grown old is made again by the first who asks for it.
  world.pass({ minutes: 10 })
  assert.ok(isLong(await ask(port, '/help')))
})

scenario(
  'one address that asks without end is refused here as on the long way',
  async (world) => {
    const port = await listening(world)
    const statuses: number[] = []
    for (let turn = 0; turn < 30; turn += 1) statuses.push((await ask(port, '/help')).status)
    assert.equal(statuses[0], 200)
    assert.equal(statuses.at(-1), 429)
  },
  { settings: { HOLDFAST_RATE_LIMIT: '10' } },
)
