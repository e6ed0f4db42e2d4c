import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { ask, gone, kill, serverOf } from '#platform/db/embedded/testing/pieces.ts'
import {
  command,
  demoFolder,
  folderFor,
  freePort,
  start,
  startAny,
  until,
  type Running,
} from './testing/processes.ts'

// The writer is one address and far above what one address may ask.
const unlimited = { env: { HOLDFAST_RATE_LIMIT: '1000000' } }

/** Signs people in as fast as it may and keeps what was answered: each answer promises a row. */
function writer(running: Running) {
  const promised: string[] = []
  let writing = true
  const ended = (async () => {
    while (writing) {
      const answer = await running.signInAs('erin').catch(() => null)
      const token = /=([^.;]+)\./.exec(decodeURIComponent(answer?.headers.get('set-cookie') ?? ''))?.[1]
      if (answer?.status === 303 && token) promised.push(token)
      else await pause(20)
    }
  })()
  return {
    promised,
    stop: async () => {
      writing = false
      await ended
    },
  }
}

async function sessionsIn(dataDir: string): Promise<Set<string>> {
  const { startEmbedded } = await import('#platform/db/embedded/embedded.ts')
  const embedded = await startEmbedded({ dataDir })
  try {
    const rows = await ask({ ...embedded.superuser, database: 'holdfast' }, 'select token from auth.session')
    return new Set(rows.map(({ token }) => String(token)))
  } finally {
    await embedded.stop()
  }
}

const noServerIn = (dataDir: string): boolean => !existsSync(join(dataDir, 'database/cluster/postmaster.pid'))

test('a first start makes everything from nothing, and SIGTERM ends it with code 0 and no server left', async (t) => {
  const dataDir = join(folderFor(t), 'data')
  const running = await start(t, dataDir)
  const page = await running.get('/demo')
  assert.equal(page.status, 200)
  assert.match(await page.text(), /Look around as one of these people/)
  await until('it says where it is', () => running.said().includes(`http://localhost:${running.port}`))
  const server = serverOf(dataDir)
  assert.equal(await running.stop(), 0)
  await gone(server)
  assert.ok(noServerIn(dataDir))
})

test('an empty start has no demo people, and signing in as one of them comes to nothing', async (t) => {
  const dataDir = join(folderFor(t), 'data')
  const running = await start(t, dataDir, ['--empty'])
  assert.notEqual((await running.signInAs('erin')).status, 303)
  await running.stop()
  const again = await start(t, dataDir)
  assert.notEqual(
    (await again.signInAs('erin')).status,
    303,
    'a later start does not load the demo after all',
  )
  await again.stop()
})

test('a second start on the same folder is refused in a sentence while commands come to the running one', async (t) => {
  const dataDir = await demoFolder(t)
  const running = await start(t, dataDir)
  const second = await startAny(t, ['--data', dataDir, '--port', String(await freePort())])
  assert.equal(await second.ended, 1)
  assert.match(second.said(), /Holdfast is already running on .*Stop that one first, or name another folder/)
  assert.doesNotMatch(second.said(), /\n\s+at /)
  const verified = await command(['audit', 'verify', '--data', dataDir])
  assert.equal(verified.code, 0, verified.err)
  assert.equal((await running.get('/help')).status, 200)
  await running.stop()
})

test('a port that is taken ends in a sentence and leaves no server', async (t) => {
  const dataDir = await demoFolder(t)
  const running = await start(t, await demoFolder(t))
  const second = await startAny(t, ['--data', dataDir, '--port', String(running.port)])
  assert.equal(await second.ended, 1)
  assert.match(second.said(), /Another program listens on this port/)
  assert.ok(noServerIn(dataDir))
  await running.stop()
})

test('requests that run when Holdfast is stopped are answered', async (t) => {
  const dataDir = await demoFolder(t)
  const running = await start(t, dataDir)
  // Half a form is with the server when it is told to stop; the other half comes later.
  const body = 'person=erin'
  const answered = new Promise<number | undefined>((resolve, reject) => {
    const asked = request(
      `${running.url}/demo/sign-in`,
      {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'content-length': body.length,
          origin: running.url,
        },
      },
      (answer) => {
        answer.resume()
        resolve(answer.statusCode)
      },
    )
    asked.on('error', reject)
    asked.write(body.slice(0, 5))
    setTimeout(() => asked.end(body.slice(5)), 600)
  })
  await pause(200)
  const code = running.stop()
  assert.equal(await answered, 303)
  assert.equal(await code, 0)
})

for (const [what, victims] of [
  ['Holdfast', (running: Running) => [running.pid]],
  ['its database', (_: Running, dataDir: string) => [serverOf(dataDir)]],
  [
    'Holdfast and its database at once',
    (running: Running, dataDir: string) => [running.pid, serverOf(dataDir)],
  ],
] as const)
  test(`killing ${what} while people write loses nothing that was answered`, async (t) => {
    const dataDir = await demoFolder(t)
    const running = await start(t, dataDir, [], unlimited)
    const server = serverOf(dataDir)
    const writing = writer(running)
    await until('people have written', () => writing.promised.length >= 20)
    kill(...victims(running, dataDir))
    await pause(300)
    if (what === 'its database') {
      // Holdfast brings it back by itself, and the same people go on.
      const before = writing.promised.length
      await until('people write again', () => writing.promised.length >= before + 20)
      assert.equal((await running.get('/health/ready')).status, 200)
      await writing.stop()
      assert.equal(await running.stop(), 0)
    } else {
      await writing.stop()
      await running.ended
      await gone(server)
    }
    const kept = await sessionsIn(dataDir)
    assert.deepEqual(
      writing.promised.filter((token) => !kept.has(token)),
      [],
    )
    const next = await start(t, dataDir)
    assert.equal((await next.signInAs('erin')).status, 303)
    assert.equal(await next.stop(), 0)
    assert.ok(noServerIn(dataDir))
  })

test('a first start that is killed at any moment is mended by the next', async (t) => {
  for (const milliseconds of [400, 1200, 2000]) {
    const dataDir = join(folderFor(t), 'data')
    const words = ['--data', dataDir, '--port', String(await freePort())]
    const first = await startAny(t, words)
    await pause(milliseconds)
    kill(first.pid)
    await first.ended
    const next = await start(t, dataDir)
    assert.equal((await next.signInAs('erin')).status, 303, `killed after ${milliseconds} ms`)
    assert.equal(await next.stop(), 0)
  }
})
