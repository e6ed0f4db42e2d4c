import type { FastifyReply, FastifyRequest } from 'fastify'
import { createHash } from 'node:crypto'
import { record, recordedIn } from '#platform/audit/record.ts'
import type { Actor } from '#platform/auth/actor.ts'
import type { AuditEvent } from '#platform/declare/declarations.ts'
import { inTransaction } from '#platform/db/database.ts'
import type { Tx } from '#platform/db/tx.ts'
import { factsOf } from './answer-get.ts'
import { formErrors } from './forms.ts'
import type { House } from './house.ts'
import { noteRefusal } from './note-refusal.ts'
import { NotHere, Refusal } from './refusal.ts'
import type { ApiRoute } from './route.ts'
import { claimSubmission, keepLocation } from './submissions.ts'

const problem = (reply: FastifyReply, status: number, title: string, more: object = {}): FastifyReply =>
  reply
    .status(status)
    .type('application/problem+json')
    .send({ status, title, ...more })

/** Answers the API: a token with the scope, the same actor rules, one transaction with its audit line. */
export async function answerApi(
  house: House,
  route: ApiRoute,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  reply.header('cache-control', 'no-store')
  const [, bearer] = /^Bearer ([\w.~+/-]{20,200}=*)$/.exec(request.headers.authorization ?? '') ?? []
  const actor = bearer ? await house.tokenActor(bearer, house.clock()) : null
  if (!actor || actor.kind !== 'token')
    return problem(reply.header('www-authenticate', 'Bearer'), 401, 'Send a token that is in force')
  if (!actor.scopes.includes(route.scope)) {
    await noteRefusal(house, actor, route, request.id)
    return problem(reply, 403, `This token does not have the scope ${route.scope}`)
  }
  const params = route.params?.safeParse(request.params)
  if (params?.success === false) return problem(reply, 404, 'Not found')
  const query = route.query?.safeParse(request.query)
  if (query?.success === false)
    return problem(reply, 400, 'The query is wrong', { errors: formErrors(query.error) })
  const body = route.body?.safeParse(request.body)
  if (body?.success === false)
    return problem(reply, 422, 'The body is wrong', { errors: formErrors(body.error) })

  try {
    const answer = await inTransaction(house.db, actor, async (tx) => {
      const around = {
        tx,
        actor,
        now: house.clock(),
        params: params?.data ?? {},
        query: query?.data ?? {},
        input: body?.data ?? {},
        platform: house.platform,
        request: factsOf(request),
      } as never
      const repeated = await claim(tx, actor, route, request)
      if (repeated !== null) return JSON.parse(repeated) as unknown
      const found = await route.answer(around)
      if (found === null) throw new NotHere('hidden or absent')
      const given = route.gives.parse(found)
      const event = route.audit as AuditEvent
      if (route.method === 'API_GET' || route.tells)
        await record(tx, actor, event, (route.tells?.(around, given) ?? {}) as never, {
          requestId: request.id,
        })
      else if (!recordedIn(tx).includes(event.name)) throw new Error(`${route.url} recorded no ${event.name}`)
      await keepAnswer(tx, actor, route, request, given)
      return given
    })
    return reply.status(200).send(answer)
  } catch (error) {
    if (error instanceof Refusal)
      return problem(reply, 422, 'Refused', { detail: error.message, code: error.code, field: error.field })
    throw error
  }
}

/** A write carries an Idempotency-Key: the same key and body again gets the first answer, with nothing done twice. */
function keyOf(actor: Actor & { kind: 'token' }, route: ApiRoute, request: FastifyRequest): string | null {
  const given = request.headers['idempotency-key']
  if (route.method === 'API_GET' || typeof given !== 'string' || given.length > 200) return null
  const hex = createHash('sha256')
    .update(JSON.stringify([actor.tokenId, route.url, request.params, given]))
    .digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

async function claim(
  tx: Tx,
  actor: Actor & { kind: 'token' },
  route: ApiRoute,
  request: FastifyRequest,
): Promise<string | null> {
  const key = keyOf(actor, route, request)
  if (!key) {
    if (route.method !== 'API_GET')
      throw new Refusal(
        'no_idempotency_key',
        'Send an Idempotency-Key header, a fresh one for each new request.',
      )
    return null
  }
  const bodyHash = createHash('sha256')
    .update(JSON.stringify(request.body ?? null))
    .digest('hex')
  const earlier = await claimSubmission(tx, key, `${route.url} ${bodyHash}`, actor.tokenId)
  if (earlier && earlier.already === null)
    throw new Refusal('key_used', 'This Idempotency-Key was used for another request. Use a fresh one.')
  return earlier?.already ?? null
}

async function keepAnswer(
  tx: Tx,
  actor: Actor & { kind: 'token' },
  route: ApiRoute,
  request: FastifyRequest,
  given: unknown,
): Promise<void> {
  const key = keyOf(actor, route, request)
  if (key) await keepLocation(tx, key, JSON.stringify(given))
}
