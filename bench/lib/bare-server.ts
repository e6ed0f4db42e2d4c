import fastify from 'fastify'
import { readFileSync } from 'node:fs'

// The limit for `public-page`: the same framework and the same bytes, and nothing else.
const [file = '', port = '0'] = process.argv.slice(2)
const body = readFileSync(file)
const server = fastify({ logger: false })
server.get('/', (_request, reply) => reply.type('text/html; charset=utf-8').send(body))
await server.listen({ host: 'localhost', port: Number(port) })
