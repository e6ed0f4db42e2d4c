import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const run = promisify(execFile)
const autocannon = fileURLToPath(new URL('../../node_modules/autocannon/autocannon.js', import.meta.url))

const told = z.object({
  requests: z.object({ average: z.number(), total: z.number() }),
  latency: z.object({ p99: z.number() }),
  errors: z.number(),
  non2xx: z.number(),
})

export type Load = { readonly perSecond: number; readonly total: number; readonly p99: number }

/**
 * Asks an address over and over on kept connections, from a process of its own, so that the asking does not run in the process
 * that answers. Any answer but a good one ends the benchmark: a fast error is no figure.
 */
export async function load(options: {
  url: string
  connections: number
  seconds?: number
  requests?: number
  headers?: Readonly<Record<string, string>>
}): Promise<Load> {
  const { url, connections, seconds = 5, requests, headers = {} } = options
  const { stdout } = await run(
    process.execPath,
    [
      autocannon,
      '--json',
      '--no-progress',
      '--connections',
      String(connections),
      ...(requests === undefined ? ['--duration', String(seconds)] : ['--amount', String(requests)]),
      ...Object.entries(headers).flatMap(([name, value]) => ['--headers', `${name}=${value}`]),
      url,
    ],
    { maxBuffer: 10_000_000 },
  )
  const result = told.parse(JSON.parse(stdout))
  if (result.errors > 0 || result.non2xx > 0)
    throw new Error(
      `${url} answered ${result.non2xx} times with something else, and ${result.errors} times not at all`,
    )
  return {
    perSecond: result.requests.average,
    total: result.requests.total,
    p99: result.latency.p99,
  }
}
