import fastify, { type FastifyInstance } from 'fastify'
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'

export type Metrics = {
  /** One answered request, by the pattern of its route: an address may carry an id, a pattern cannot. */
  readonly answered: (method: string, route: string, status: number, milliseconds: number) => void
  readonly text: () => Promise<string>
}

/** Figures of the running process for the machine that watches. Nothing in them tells of a person. */
export function createMetrics(
  gauges: readonly { name: string; help: string; read: () => number | Promise<number> }[],
): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'holdfast_' })
  const requests = new Counter({
    name: 'holdfast_requests_total',
    help: 'Requests answered, by method, route pattern and status.',
    labelNames: ['method', 'route', 'status'],
    registers: [registry],
  })
  const durations = new Histogram({
    name: 'holdfast_request_seconds',
    help: 'How long answers took, by method and route pattern.',
    labelNames: ['method', 'route'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  })
  for (const { name, help, read } of gauges)
    void new Gauge({
      name: `holdfast_${name}`,
      help,
      registers: [registry],
      async collect() {
        // A gauge that cannot be read now is left out of this scrape; health says what is wrong.
        try {
          this.set(await read())
        } catch {
          this.reset()
        }
      },
    })
  return {
    answered: (method, route, status, milliseconds) => {
      requests.inc({ method, route, status })
      durations.observe({ method, route }, milliseconds / 1000)
    },
    text: () => registry.metrics(),
  }
}

/** Answers `/metrics` on 127.0.0.1 and nothing else, on a port that no proxy leads to. */
export async function serveMetrics(metrics: Metrics, port: number): Promise<FastifyInstance> {
  const server = fastify({ logger: false })
  server.get('/metrics', async (_request, reply) =>
    reply.type('text/plain; version=0.0.4; charset=utf-8').send(await metrics.text()),
  )
  await server.listen({ host: '127.0.0.1', port })
  return server
}
