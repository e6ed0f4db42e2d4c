import type { FastifyReply, FastifyRequest } from 'fastify'
import { platformEvents } from '#platform/audit/events.ts'
import { record, recordedIn } from '#platform/audit/record.ts'
import { visitor, type Actor } from '#platform/auth/actor.ts'
import type { AuditEvent } from '#platform/declare/declarations.ts'
import { inTransaction } from '#platform/db/database.ts'
import type { Tx } from '#platform/db/tx.ts'
import { factsOf } from './answer-get.ts'
import { formErrors } from './forms.ts'
import type { House } from './house.ts'
import { claimOf, findEarlierAnswer, keepAnswer, type Claim } from './idempotency.ts'
import type { Limits } from './limits.ts'
import { noteRefusal } from './note-refusal.ts'
import { etagOf } from './page-cache.ts'
import { sendProblem, type Problem } from './problem.ts'
import { NotHere, Refusal } from './refusal.ts'
import { pageSeconds, routeName, type ApiRoute } from './route.ts'
import { isSound } from './sound-text.ts'

type TokenActor = Extract<Actor, { kind: 'token' }>

type Asked = { readonly params: unknown; readonly query: unknown; readonly input: unknown }

type Answered = { readonly answer: unknown; readonly repeated: boolean }

/** Answers the API: a token with the scope, the same actor rules, one transaction with its audit line. */
export async function answerApi(
  house: House,
  limits: Limits,
  route: ApiRoute,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  reply.header('cache-control', 'no-store')
  const bearer = bearerOf(request)
  const actor = bearer ? await house.tokenActor(bearer, house.clock()) : null
  if (!bearer || !actor || actor.kind !== 'token') {
    if (bearer) await noteUnknownToken(house, request)
    return sendProblem(reply.header('www-authenticate', 'Bearer realm="Holdfast"'), { status: 401 })
  }
  await limits.countToken(request, actor.tokenId)
  await limits.countPerson(route, request, actor)
  if (!actor.scopes.includes(route.scope)) {
    await noteRefusal(house, actor, route, request.id)
    const detail = `It does not have the scope ${route.scope}.`
    reply.header('www-authenticate', `Bearer error="insufficient_scope", scope="${route.scope}"`)
    return sendProblem(reply, { status: 403, detail })
  }
  const asked = readAsked(route, request)
  if ('status' in asked) return sendProblem(reply, asked)

  const claim =
    route.method === 'API_GET'
      ? null
      : claimOf(request, { id: actor.tokenId, bearer }, house.platform.signingKey('api repeats'))
  if (!claim && route.method !== 'API_GET')
    return sendProblem(reply, { status: 400, code: 'no_idempotency_key', detail: keyWanted })

  try {
    const answered = await inTransaction(
      house.db,
      actor,
      (tx) => answerWithin(house, route, tx, actor, request, asked, claim),
      { cutOffSeconds: pageSeconds },
    )
    if (answered.repeated) reply.header('idempotent-replayed', 'true')
    return sendJson(route, request, reply, answered.answer)
  } catch (error) {
    if (error instanceof Refusal)
      return sendProblem(reply, {
        status: 422,
        detail: error.message,
        code: error.code,
        field: error.field,
      })
    throw error
  }
}

const keyWanted =
  'Send an Idempotency-Key header of 1 to 200 printable characters, a fresh one for each new request.'

const bearerOf = (request: FastifyRequest): string | null =>
  /^Bearer ([\w.~+/-]{20,200}=*)$/i.exec(request.headers.authorization ?? '')?.[1] ?? null

const noteUnknownToken = (house: House, request: FastifyRequest): Promise<void> =>
  inTransaction(house.db, visitor, (tx) =>
    record(
      tx,
      visitor,
      platformEvents.sign_in_refused,
      { how: 'api_token', reason: 'not_in_force' },
      { requestId: request.id },
    ),
  )

/** What was asked, read by the route's schemas; or what is wrong with it. */
function readAsked(route: ApiRoute, request: FastifyRequest): Asked | Problem {
  const params = route.params?.safeParse(request.params)
  if (params?.success === false || !isSound(request.params)) return { status: 404 }
  if (!isSound(request.query) || !isSound(request.body))
    return { status: 400, detail: 'It holds a character that cannot be kept, or is nested too deeply.' }
  const query = route.query?.safeParse(request.query)
  if (query?.success === false)
    return { status: 400, detail: 'The query is wrong.', errors: formErrors(query.error) }
  if (route.body && !/^application\/json\b/i.test(request.headers['content-type'] ?? ''))
    return { status: 415 }
  const body = route.body?.safeParse(request.body)
  if (body?.success === false)
    return { status: 422, detail: 'The body is wrong.', errors: formErrors(body.error) }
  return { params: params?.data ?? {}, query: query?.data ?? {}, input: body?.data ?? {} }
}

async function answerWithin(
  house: House,
  route: ApiRoute,
  tx: Tx,
  actor: TokenActor,
  request: FastifyRequest,
  asked: Asked,
  claim: Claim | null,
): Promise<Answered> {
  const around = {
    tx,
    actor,
    now: house.clock(),
    ...asked,
    platform: house.platform,
    request: factsOf(request),
  } as never
  const earlier = claim && (await findEarlierAnswer(tx, claim))
  if (earlier === 'other')
    throw new Refusal('key_used', 'This Idempotency-Key was used for another request. Use a fresh one.')
  if (earlier) return { answer: earlier.answer, repeated: true }
  const found = await route.answer(around)
  if (found === null) throw new NotHere('hidden or absent')
  const answer = route.gives.parse(found)
  await noteCall(route, tx, actor, request.id, around, answer)
  if (claim) await keepAnswer(tx, claim, answer)
  return { answer, repeated: false }
}

/** A read is written down here. A write's action speaks for itself, unless the route says what to tell. */
async function noteCall(
  route: ApiRoute,
  tx: Tx,
  actor: TokenActor,
  requestId: string,
  around: never,
  answer: unknown,
): Promise<void> {
  const event = route.audit as AuditEvent
  if (event.name === platformEvents.api_called.name) {
    await record(
      tx,
      actor,
      platformEvents.api_called,
      { route: routeName(route), status: 200 },
      { requestId },
    )
    return
  }
  if (route.method === 'API_GET' || route.tells)
    await record(tx, actor, event, (route.tells?.(around, answer) ?? {}) as never, { requestId })
  else if (!recordedIn(tx).includes(event.name))
    throw new Error(`${routeName(route)} recorded no ${event.name}`)
}

/** A read carries its mark: a program that has the same answer already is told so, and is sent nothing. */
function sendJson(
  route: ApiRoute,
  request: FastifyRequest,
  reply: FastifyReply,
  answer: unknown,
): FastifyReply {
  const body = JSON.stringify(answer)
  reply.type('application/json; charset=utf-8')
  if (route.method !== 'API_GET') return reply.send(body)
  const etag = etagOf(body)
  reply.header('cache-control', 'private, no-cache').header('etag', etag).header('vary', 'authorization')
  const known = (request.headers['if-none-match'] ?? '')
    .split(',')
    .map((one) => one.trim().replace(/^W\//, ''))
  return known.includes(etag) ? reply.status(304).send() : reply.send(body)
}
