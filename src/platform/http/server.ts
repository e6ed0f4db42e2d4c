import fastifyCookie from '@fastify/cookie'
import fastifyFormbody from '@fastify/formbody'
import fastifyHelmet from '@fastify/helmet'
import fastifyMultipart from '@fastify/multipart'
import fastifyRateLimit from '@fastify/rate-limit'
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import { randomUUID } from 'node:crypto'
import type { Assets } from '#platform/views/assets.ts'
import { answerApi } from './answer-api.ts'
import { answerGet } from './answer-get.ts'
import { answerPost } from './answer-post.ts'
import { answerFailure } from './answer-failure.ts'
import { serveAssets } from './assets-route.ts'
import type { House } from './house.ts'
import { createLimits, tooMany } from './limits.ts'
import { methodsAt } from './match-path.ts'
import { createPageCache } from './page-cache.ts'
import { createSwiftPages } from './swift-pages.ts'
import type { DeclaredRoute } from './route.ts'
import { answerResume } from './resume.ts'
import { pathOf } from './send.ts'

/** Our own policy, since helmet's allows inline styles: everything comes from here, nothing is inline, nobody frames us. */
const contentSecurityPolicy = {
  useDefaults: false,
  directives: {
    'default-src': ["'none'"],
    'script-src': ["'self'"],
    'style-src': ["'self'"],
    'img-src': ["'self'", 'data:'],
    'font-src': ["'self'"],
    'media-src': ["'self'"],
    'connect-src': ["'self'"],
    'manifest-src': ["'self'"],
    'form-action': ["'self'"],
    // Only our own pages, and only those that let themselves be framed by us: the previews of a mail.
    'frame-src': ["'self'"],
    'frame-ancestors': ["'none'"],
    'base-uri': ["'none'"],
  },
}

/** Nothing here looks, listens or asks where somebody is; passkeys stay allowed. */
const permissionsPolicy = ['camera', 'display-capture', 'geolocation', 'microphone', 'payment', 'usb']
  .map((power) => `${power}=()`)
  .join(', ')

/** Node takes the first of two; a proxy before it may have looked at the other. */
const namesTwoHosts = ({ raw }: FastifyRequest): boolean =>
  raw.rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host').length > 1

// No part of an address of ours is nearly as long; signed links are the longest.
const longPart = /[^/]{400}/

/**
 * Fastify answers an address that cannot be decoded, or has too long a part, before any hook runs and without a header of
 * ours. It is sent where nothing is instead.
 */
function isReadable(url: string): boolean {
  // A whole address in the first line names a host of its own, past the one that is held against ours.
  if (!url.startsWith('/')) return false
  const [path = ''] = url.split('?')
  if (longPart.test(path)) return false
  if (!path.includes('%')) return true
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}

/** The web server: declared routes only, each behind the same hooks in the same order. */
export async function buildServer(
  house: House,
  routes: readonly DeclaredRoute[],
  assets: Assets,
): Promise<FastifyInstance> {
  const cache = createPageCache()
  const swift = createSwiftPages({
    cache,
    hosts: house.hosts,
    trustsProxy: house.trustProxy.length > 0,
    perMinute: house.rateLimit,
    nowMs: () => house.clock().epochMilliseconds,
    answered: ({ route, status, ms }) => {
      if (house.log.isLevelEnabled('info'))
        house.log.info({ method: 'GET', route, status, ms: Math.round(ms * 10) / 10 }, 'answered')
      house.answered?.('GET', route, status, ms)
    },
  })
  const times = { requestTimeout: 60_000, keepAliveTimeout: 10_000 }
  const server = fastify({
    serverFactory: (hand) => swift.server(hand, times),
    logger: false,
    genReqId: () => randomUUID(),
    bodyLimit: 2_000_000,
    ...times,
    trustProxy: house.trustProxy.length > 0 ? [...house.trustProxy] : false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 400 },
    exposeHeadRoutes: true,
    rewriteUrl: ({ url = '/' }) => (isReadable(url) ? url : '/unreadable'),
  })
  server.setErrorHandler((error, request, reply) => answerFailure(house, request, reply, error))

  // First of all, so that every refusal carries the headers too.
  await server.register(fastifyHelmet, {
    contentSecurityPolicy,
    // Not `no-referrer`: with it browsers send `Origin: null` with our own forms, which tells us nothing of where they stood.
    referrerPolicy: { policy: 'same-origin' },
    crossOriginEmbedderPolicy: false,
    hsts: house.platform.origin.startsWith('https:')
      ? { maxAge: 31_536_000, includeSubDomains: false }
      : false,
    xFrameOptions: { action: 'deny' },
  })
  server.addHook('onRequest', async (request, reply) => {
    reply.header('permissions-policy', permissionsPolicy)
    // Another name in the Host header is someone else's page pointing at us (DNS rebinding); health checks come by address.
    if (
      namesTwoHosts(request) ||
      (!house.hosts.has(request.host) && !pathOf(request).startsWith('/health/'))
    ) {
      await reply.status(421).type('text/plain').send('This is not the address of this service.\n')
      return reply
    }
  })
  server.addHook('onResponse', (request, reply, done) => {
    // The pattern of the route and never its address: an address may carry an id.
    house.log.info(
      {
        request: request.id,
        method: request.method,
        route: request.routeOptions.url ?? 'none',
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
      },
      'answered',
    )
    house.answered?.(request.method, request.routeOptions.url ?? 'none', reply.statusCode, reply.elapsedTime)
    done()
  })
  server.addHook('preClose', async () => swift.close())

  await server.register(fastifyCookie)
  await server.register(fastifyFormbody, { bodyLimit: 2_000_000 })
  await server.register(fastifyMultipart, { throwFileSizeLimit: true })
  await server.register(fastifyRateLimit, {
    global: true,
    max: house.rateLimit,
    timeWindow: '1 minute',
    allowList: (request) => pathOf(request).startsWith('/assets/') || pathOf(request).startsWith('/health/'),
    errorResponseBuilder: (_request, context) => tooMany(Math.ceil(context.ttl / 1000)),
  })
  // Guessing at addresses costs a look at who asks and a page: it counts like asking for one that is there.
  server.setNotFoundHandler({ preHandler: server.rateLimit() }, (request, reply) => {
    const methods = methodsAt(routes, pathOf(request))
    if (methods.length > 0) reply.header('allow', methods.join(', '))
    const statusCode = methods.length > 0 ? 405 : 404
    return answerFailure(house, request, reply, Object.assign(new Error('no such route'), { statusCode }))
  })
  const limits = createLimits(server, routes, house.rateLimit)

  serveAssets(server, assets)
  server.get('/resume', (request, reply) => answerResume(house, routes, request, reply))
  for (const route of routes) {
    // Counted by address before anything is read; by person only once it is known who asks.
    const config =
      route.limit?.by === 'address'
        ? { rateLimit: { max: route.limit.max, timeWindow: route.limit.perSeconds * 1000 } }
        : {}
    if ('kind' in route)
      server.route({
        method: route.method.slice(4),
        url: route.url,
        config,
        handler: (request, reply) => answerApi(house, limits, route, request, reply),
      })
    else if (route.method === 'GET')
      server.route({
        method: 'GET',
        url: route.url,
        config,
        handler: (request, reply) => answerGet(house, cache, limits, route, request, reply),
      })
    else
      server.route({
        method: 'POST',
        url: route.url,
        config,
        bodyLimit: route.files ? route.files.most * route.files.each + 2_000_000 : 2_000_000,
        handler: (request, reply) => answerPost(house, limits, route, request, reply),
      })
  }
  return server
}
