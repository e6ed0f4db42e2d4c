import type { FastifyInstance } from 'fastify'
import { readFileSync } from 'node:fs'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { Assets } from '#platform/views/assets.ts'

const compressible = /^(text\/|application\/(javascript|json)|image\/svg)/

type Kept = { plain: Buffer; brotli: Buffer | null; gzip: Buffer | null; contentType: string }

/** Serves the assets from memory, compressed when first asked for. Their names carry their content's hash: kept for a year. */
export function serveAssets(server: FastifyInstance, assets: Assets): void {
  const kept = new Map<string, Kept>()
  const load = (url: string): Kept | null => {
    const already = kept.get(url)
    if (already) return already
    const file = assets.files.get(url)
    if (!file) return null
    const plain = readFileSync(file.path)
    const squeeze = compressible.test(file.contentType)
    const fresh = {
      plain,
      brotli: squeeze ? brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }) : null,
      gzip: squeeze ? gzipSync(plain) : null,
      contentType: file.contentType,
    }
    kept.set(url, fresh)
    return fresh
  }
  server.get('/assets/*', { config: { asset: true } }, async (request, reply) => {
    const file = load(request.url.split('?')[0] ?? '')
    if (!file) throw Object.assign(new Error('no such asset'), { statusCode: 404 })
    reply
      .header('cache-control', 'public, max-age=31536000, immutable')
      .header('vary', 'accept-encoding')
      .type(file.contentType)
    const accepts = request.headers['accept-encoding'] ?? ''
    if (file.brotli && accepts.includes('br')) return reply.header('content-encoding', 'br').send(file.brotli)
    if (file.gzip && accepts.includes('gzip')) return reply.header('content-encoding', 'gzip').send(file.gzip)
    return reply.send(file.plain)
  })
}
