import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Actor } from '#platform/auth/actor.ts'
import type { DeclaredRoute, Limit } from './route.ts'

/** Counts a request, and throws the 429 where there were too many. */
export type Limits = {
  readonly countPerson: (route: DeclaredRoute, request: FastifyRequest, actor: Actor) => Promise<void>
  readonly countToken: (request: FastifyRequest, tokenId: string) => Promise<void>
}

export const tooMany = (seconds: number): Error =>
  Object.assign(new Error('too many requests'), { statusCode: 429, retryAfter: seconds })

/**
 * The limits that count by who asks and not by where from: a person's own, for routes that say so, and each API token's. They
 * are counted in this process; several processes each allow as many.
 */
export function createLimits(
  server: FastifyInstance,
  routes: readonly DeclaredRoute[],
  perTokenAndMinute: number,
): Limits {
  const who = new WeakMap<FastifyRequest, string>()
  const counter = ({ max, perSeconds }: Omit<Limit, 'by'>) => {
    const count = server.createRateLimit({
      max,
      timeWindow: perSeconds * 1000,
      keyGenerator: (request) => who.get(request) ?? request.ip,
    })
    return async (request: FastifyRequest, key: string) => {
      who.set(request, key)
      const counted = await count(request)
      if (!counted.isAllowed && counted.isExceeded) throw tooMany(counted.ttlInSeconds)
    }
  }
  const byRoute = new Map(
    routes.flatMap((route) => (route.limit?.by === 'person' ? [[route, counter(route.limit)] as const] : [])),
  )
  const byToken = counter({ max: perTokenAndMinute, perSeconds: 60 })
  return {
    countPerson: async (route, request, actor) =>
      byRoute.get(route)?.(
        request,
        actor.kind === 'person' ? `person ${actor.personId}` : `at ${request.ip}`,
      ),
    countToken: (request, tokenId) => byToken(request, `token ${tokenId}`),
  }
}
