import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { performance } from 'node:perf_hooks'
import type { FastifyReply } from 'fastify'
import type { CachedPage, PageCache } from './page-cache.ts'

/** A page from memory with the very headers it was first answered with, so that nothing of the security policy is left out. */
export type SwiftPage = {
  readonly route: string
  readonly page: CachedPage
  /** Names and values by turns, which Node sends as they are. */
  readonly headers: readonly string[]
  /** Counts an opening, where the page counts its openings. */
  readonly opened: ((userAgent: string | undefined) => void) | null
}

type Options = {
  readonly cache: PageCache
  readonly hosts: ReadonlySet<string>
  readonly trustsProxy: boolean
  /** At most so many a minute from one address; whoever asks for more is counted and refused on the long way. */
  readonly perMinute: number
  readonly nowMs: () => number
  readonly answered: (answer: { route: string; status: number; ms: number }) => void
}

// Of one request and not of the page.
const ofOneAnswer = /^(x-ratelimit-|retry-after$|date$|connection$|content-length$|transfer-encoding$|vary$)/

/** What of an answer on the long way holds for every reader of the page. Null where something in it was for one person. */
export function headersForAll(reply: FastifyReply): readonly string[] | null {
  const headers = reply.getHeaders()
  if (headers['set-cookie'] !== undefined) return null
  const kept = Object.entries(headers).filter(([name]) => !ofOneAnswer.test(name))
  return [...kept.flatMap(([name, value]) => [name, String(value)]), 'vary', 'cookie']
}

/**
 * Answers a public page that is fresh in memory before the framework looks at the request: many readers of one edition
 * cost little. Anything unusual about a request (cookies, another method, a strange host, too many of them) goes the long way.
 */
export function createSwiftPages(options: Options) {
  const { cache, hosts, trustsProxy, perMinute, nowMs, answered } = options
  const asked = new Map<string, number>()
  let minute = 0
  let open = true

  /** Whether this address may be answered once more in this minute. The book of addresses is thrown away with the minute. */
  function mayAsk(address: string, now: number): boolean {
    const current = Math.floor(now / 60_000)
    if (current !== minute) {
      minute = current
      asked.clear()
    }
    const count = (asked.get(address) ?? 0) + 1
    asked.set(address, count)
    return count <= perMinute
  }

  function isPlain({ method, headers, rawHeaders }: IncomingMessage): boolean {
    if (method !== 'GET' || headers.cookie !== undefined || !hosts.has(headers.host ?? '')) return false
    if (headers['x-forwarded-host'] !== undefined) return false
    let named = 0
    for (let at = 0; at < rawHeaders.length; at += 2)
      if (rawHeaders[at]?.length === 4 && rawHeaders[at]?.toLowerCase() === 'host') named += 1
    return named === 1
  }

  /** The nearest proxy's word on who asks, where it is believed; what a reader put in front of it is not. */
  function addressOf({ headers, socket }: IncomingMessage): string {
    const told = trustsProxy ? headers['x-forwarded-for'] : undefined
    const last = typeof told === 'string' ? told.split(',').at(-1)?.trim() : undefined
    return last ?? socket.remoteAddress ?? ''
  }

  function answer(request: IncomingMessage, response: ServerResponse): boolean {
    if (!open || !isPlain(request)) return false
    const now = nowMs()
    const swift = cache.swift(request.url ?? '', now)
    if (!swift || !mayAsk(addressOf(request), now)) return false
    const begun = performance.now()
    const { page, headers, opened, route } = swift
    const status = request.headers['if-none-match'] === page.etag ? 304 : page.status
    if (status === 304) response.writeHead(304, [...headers]).end()
    else response.writeHead(status, [...headers, 'content-length', String(page.body.length)]).end(page.body)
    if (status === 200 || status === 304) opened?.(request.headers['user-agent'])
    answered({ route, status, ms: performance.now() - begun })
    return true
  }

  return {
    /** For the framework's `serverFactory`: what is not answered here is handed on. */
    server(
      hand: (request: IncomingMessage, response: ServerResponse) => void,
      times: { requestTimeout: number; keepAliveTimeout: number },
    ): Server {
      return createServer(times, (request, response) => {
        if (!answer(request, response)) hand(request, response)
      })
    },
    /** From now on everything goes the long way, which tells connections that they are closed. */
    close: () => void (open = false),
  }
}
