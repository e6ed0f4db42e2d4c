import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  demoFolder,
  folderFor,
  freePort,
  start,
  until,
  type Ending,
} from '#src/installation/testing/processes.ts'
import { withEnding } from './lib/ending.ts'
import { load } from './lib/load.ts'
import { atLeast, only, type Measured } from './lib/measured.ts'

const name = 'public-page'
const engine = 'embedded PostgreSQL 18'
const connections = 50

/** The limits are raised by setting: one address asks here for what ten thousand would. */
const manyRequests = { env: { HOLDFAST_RATE_LIMIT: '10000000' } }

/** A published edition where the demo has one; else the page that everybody needs. */
async function findPage(url: string): Promise<string> {
  const list = await fetch(`${url}/bulletins`)
  const found = /href="(\/bulletins\/[a-z0-9-]+)"/.exec(list.ok ? await list.text() : '')?.[1]
  return found ?? '/help'
}

/** A bare Fastify route in a process of its own that answers with these very bytes. */
async function bareServer(ending: Ending, body: Buffer): Promise<string> {
  const file = join(folderFor(ending), 'page.html')
  writeFileSync(file, body)
  const port = await freePort()
  const script = fileURLToPath(new URL('lib/bare-server.ts', import.meta.url))
  const child = spawn(process.execPath, [script, file, String(port)], { stdio: 'inherit' })
  ending.after(async () => {
    child.kill('SIGKILL')
    await once(child, 'close')
  })
  const url = `http://localhost:${port}/`
  await until('the bare server answers', () =>
    fetch(url).then(
      (answer) => answer.ok,
      () => false,
    ),
  )
  return url
}

export async function measure(): Promise<Measured[]> {
  return withEnding(async (ending) => {
    const running = await start(ending, await demoFolder(ending), ['--role', 'web'], manyRequests)
    const path = await findPage(running.url)
    const url = running.url + path
    const page = await fetch(url)
    const body = Buffer.from(await page.arrayBuffer())
    const etag = page.headers.get('etag') ?? ''
    const again = await fetch(url, { headers: { 'if-none-match': etag } })
    const bare = await bareServer(ending, body)

    // Both are asked once to warm them, and then in turns, so that a busy moment of the machine hits both.
    for (const address of [url, bare]) await load({ url: address, connections, seconds: 2 })
    const ours: number[] = []
    const theirs: number[] = []
    for (let turn = 0; turn < 3; turn += 1) {
      theirs.push((await load({ url: bare, connections, seconds: 4 })).perSecond)
      ours.push((await load({ url, connections, seconds: 4 })).perSecond)
    }
    return [
      atLeast(
        {
          name,
          engine,
          metric: `${path} (${body.length} bytes), 50 connections, beside a bare route`,
          value: Math.max(...ours),
          unit: 'answers/s',
        },
        0.6,
        Math.max(...theirs),
      ),
      {
        ...only({ name, engine, metric: 'asked again with its ETag', value: again.status, unit: 'status' }),
        holds: again.status === 304,
      },
    ]
  })
}
