import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort, start, type Ending, type Running } from '#src/installation/testing/processes.ts'
import { median, withEnding } from './lib/ending.ts'
import { load } from './lib/load.ts'
import { atMost, only, type Measured } from './lib/measured.ts'

const name = 'start'
const engine = 'embedded PostgreSQL 18'
const manyRequests = { env: { HOLDFAST_RATE_LIMIT: '10000000' } }

/** From the word `bin/start` to the first ready answer, in milliseconds of the clock on the wall; then it is stopped. */
async function timeToReady(dataDir: string, ending: Ending): Promise<number> {
  const port = await freePort()
  const begun = performance.now()
  const child = spawn('bin/start', ['--data', dataDir, '--port', String(port)], { stdio: 'ignore' })
  ending.after(() => child.kill('SIGKILL'))
  for (;;) {
    const answer = await fetch(`http://localhost:${port}/health/ready`).catch(() => null)
    await answer?.arrayBuffer()
    if (answer?.status === 200) break
    if (child.exitCode !== null) throw new Error('Holdfast did not start')
    await pause(10)
  }
  const taken = performance.now() - begun
  child.kill('SIGTERM')
  await once(child, 'close')
  return taken
}

const megabytesOf = (pid: number): number =>
  Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024

/** Ten thousand answers of the kinds that a day brings: public, of the tour, and somebody's own work. */
async function tenThousand(running: Running): Promise<void> {
  const cookie = (await running.signInAs('erin')).headers.get('set-cookie')?.split(';')[0] ?? ''
  for (const [path, requests] of [
    ['/help', 4_000],
    ['/demo', 3_000],
    ['/home', 3_000],
  ] as const)
    await load({ url: `${running.url}${path}`, connections: 10, requests, headers: { cookie } })
}

export async function measure(): Promise<Measured[]> {
  return withEnding(async (ending) => {
    // On the disk, where people keep it, and not in memory.
    const folder = mkdtempSync(join(tmpdir(), 'holdfast-bench-'))
    chmodSync(folder, 0o755)
    ending.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }))
    const dataDir = join(folder, 'data')
    const first = await timeToReady(dataDir, ending)
    const times: number[] = []
    for (let turn = 0; turn < 5; turn += 1) times.push(await timeToReady(dataDir, ending))

    const figures: Measured[] = [
      only({ name, engine, metric: 'first start, demo loaded', value: first, unit: 'ms' }),
      atMost({ name, engine, metric: 'second start to ready', value: median(times), unit: 'ms' }, 1500),
    ]
    for (const role of ['web', 'all'] as const) {
      const running = await start(ending, dataDir, ['--role', role], manyRequests)
      await tenThousand(running)
      const memory = { name, engine, metric: `memory after 10,000 requests, role ${role}`, unit: 'MB' }
      figures.push(
        role === 'web'
          ? atMost({ ...memory, value: megabytesOf(running.pid) }, 200)
          : only({ ...memory, value: megabytesOf(running.pid) }),
      )
      await running.stop()
    }
    return figures
  })
}
