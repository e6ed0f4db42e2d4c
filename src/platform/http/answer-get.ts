import type { FastifyReply, FastifyRequest } from 'fastify'
import { askerOrVisitor } from './answer-failure.ts'
import { failureOf } from './failures.ts'
import { gate } from './gate.ts'
import type { Asker, House } from './house.ts'
import type { CachedPage, PageCache } from './page-cache.ts'
import type { Limits } from './limits.ts'
import { NotHere } from './refusal.ts'
import { noteRefusal } from './note-refusal.ts'
import type { GetRoute } from './route.ts'
import { runGet } from './run-get.ts'
import { pathOf, renderFor, sendAnswer } from './send.ts'
import { headersForAll } from './swift-pages.ts'

const visitor: Asker = { actor: { kind: 'visitor' }, binding: null, expiredPersonId: null }

export const factsOf = (request: FastifyRequest) => ({
  id: request.id,
  headers: request.headers,
  address: request.ip,
  path: pathOf(request),
  search: request.url.slice(pathOf(request).length + 1),
})

/** Answers a GET, and counts it where the page counts its openings. */
export async function answerGet(
  house: House,
  cache: PageCache,
  limits: Limits,
  route: GetRoute,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const answered = await answerUncounted(house, cache, limits, route, request, reply)
  if (route.counted && request.method === 'GET' && [200, 304].includes(reply.statusCode))
    house.counter?.add(route.counted(request.params as never), request.headers['user-agent'], house.clock())
  return answered
}

/** From memory where it may, else through the gate and the route. */
async function answerUncounted(
  house: House,
  cache: PageCache,
  limits: Limits,
  route: GetRoute,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  if (route.freshForSeconds !== null && route.allow === 'anyone' && !request.headers.cookie)
    return answerFromMemory(house, cache, route, route.freshForSeconds, request, reply)

  const asker = route.withoutDatabase
    ? await askerOrVisitor(house, request)
    : await house.askerOf(request.headers.cookie)
  const found = gate(asker.actor, route.allow, route.strong)
  if (found === 'sign-in' || found === 'stronger') {
    const where = encodeURIComponent(request.url)
    return reply.redirect(
      found === 'sign-in' ? `/sign-in?return=${where}` : `/sign-in/stronger?return=${where}`,
      303,
    )
  }
  if (found === 'closed') {
    await noteRefusal(house, asker.actor, route, request.id)
    throw new NotHere('not allowed')
  }
  await limits.countPerson(route, request, asker.actor)
  const shown = await runGet(house, route, asker, {
    params: request.params,
    query: request.query,
    request: factsOf(request),
  })
  return sendAnswer(house, request, reply, asker, shown)
}

async function answerFromMemory(
  house: House,
  cache: PageCache,
  route: GetRoute,
  seconds: number,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const nowMs = house.clock().epochMilliseconds
  const kept = cache.get(request.url, nowMs)
  if (kept && !kept.stale) return sendForAll(house, cache, route, request, reply, kept.page)
  try {
    const answer = await runGet(house, route, visitor, {
      params: request.params,
      query: request.query,
      request: factsOf(request),
    })
    if (answer.kind === 'page') {
      const body = Buffer.from(renderFor(house, answer.page, visitor, pathOf(request), []))
      const status = answer.page.status ?? answer.status
      return sendCached(
        request,
        reply,
        cache.set(request.url, body, 'text/html; charset=utf-8', status, nowMs, seconds),
      )
    }
    if (
      answer.kind === 'bytes' &&
      !answer.filename &&
      (typeof answer.body === 'string' || Buffer.isBuffer(answer.body))
    )
      return sendCached(
        request,
        reply,
        cache.set(
          request.url,
          Buffer.from(answer.body),
          answer.contentType,
          answer.status ?? 200,
          nowMs,
          seconds,
        ),
      )
    // It leads elsewhere now. Kept, the page it was would be shown for ever, since nothing renews it.
    cache.drop(request.url)
    return sendAnswer(house, request, reply, visitor, answer)
  } catch (error) {
    // Readers of a public page need not learn that the database is away.
    if (kept && failureOf(error).status === 503) {
      cache.keep(request.url)
      return sendCached(request, reply, kept.page)
    }
    cache.drop(request.url)
    throw error
  }
}

/** Sends a page that is fresh in memory, and keeps how it was sent: those who ask next are answered at the door. */
function sendForAll(
  house: House,
  cache: PageCache,
  route: GetRoute,
  request: FastifyRequest,
  reply: FastifyReply,
  page: CachedPage,
): FastifyReply {
  const sent = sendCached(request, reply, page)
  const headers = request.method === 'GET' && reply.statusCode === page.status ? headersForAll(reply) : null
  const { counted } = route
  if (headers)
    cache.keepSwift(request.url, {
      route: route.url,
      page,
      headers,
      opened: counted
        ? (userAgent) => house.counter?.add(counted(request.params as never), userAgent, house.clock())
        : null,
    })
  return sent
}

function sendCached(request: FastifyRequest, reply: FastifyReply, page: CachedPage): FastifyReply {
  reply.header('cache-control', 'no-cache').header('etag', page.etag).header('vary', 'cookie')
  if (request.headers['if-none-match'] === page.etag) return reply.status(304).send()
  return reply.status(page.status).type(page.contentType).send(page.body)
}
