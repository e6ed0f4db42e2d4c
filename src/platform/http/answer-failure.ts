import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Asker, House } from './house.ts'
import { errorPage, failureOf } from './failures.ts'
import { sendProblem } from './problem.ts'
import { pathOf, renderFor, wantsJson } from './send.ts'

/** Ends a request that failed: a page in plain words, and for faults of ours a log line with a reference, without the message. */
export async function answerFailure(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  error: unknown,
): Promise<FastifyReply> {
  const failure = failureOf(error)
  if (failure.fault)
    house.log.error(
      { request: request.id, route: request.routeOptions.url ?? 'none', ...faultFields(error) },
      'failed',
    )
  if (reply.sent) return reply
  reply.status(failure.status).header('cache-control', 'no-store')
  const retryAfter = failure.retryAfter ?? retryAfterOf(error)
  if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter))
  if (pathOf(request).startsWith('/api/') || wantsJson(request))
    return sendProblem(reply, {
      status: failure.status,
      ...(failure.sentence ? { detail: failure.sentence } : {}),
      reference: request.id,
    })
  const asker = await askerOrVisitor(house, request)
  const page = errorPage(failure.status, request.id, {
    ...(failure.sentence === undefined ? {} : { sentence: failure.sentence }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  })
  return reply.type('text/html; charset=utf-8').send(renderFor(house, page, asker, pathOf(request), []))
}

/** For pages that must stand whatever happens: who is signed in where that can be told, else a visitor. */
export async function askerOrVisitor(house: House, request: FastifyRequest): Promise<Asker> {
  try {
    return await house.askerOf(request.headers.cookie)
  } catch {
    return { actor: { kind: 'visitor' }, binding: null, expiredPersonId: null }
  }
}

const retryAfterOf = (error: unknown): number | undefined =>
  error instanceof Error && 'retryAfter' in error ? Number(error.retryAfter) : undefined

/** What of an error may stand in a log: its kind, code and the lines of code it came through. A message may quote what somebody typed. */
export function faultFields(error: unknown): object {
  if (!(error instanceof Error)) return { kind: typeof error }
  const stack = (error.stack ?? '')
    .split('\n')
    .filter((line) => line.trimStart().startsWith('at '))
    .slice(0, 12)
  return {
    kind: error.name,
    ...('code' in error ? { code: String(error.code) } : {}),
    ...('constraint' in error ? { constraint: String(error.constraint) } : {}),
    stack: stack.map((line) => line.trim()),
    ...(error.cause ? { cause: faultFields(error.cause) } : {}),
  }
}
