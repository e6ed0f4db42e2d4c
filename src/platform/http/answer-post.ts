import type { FastifyReply, FastifyRequest } from 'fastify'
import { inTransaction } from '#platform/db/database.ts'
import { show, withErrors } from './answers.ts'
import { factsOf } from './answer-get.ts'
import { errorPage } from './failures.ts'
import { readFormToken, tokenField } from './form-token.ts'
import type { RawForm } from './forms.ts'
import { gate } from './gate.ts'
import type { Asker, House } from './house.ts'
import type { Limits } from './limits.ts'
import { noteRefusal } from './note-refusal.ts'
import { fromOurOwnPage } from './origin.ts'
import { parkForm } from './parked-forms.ts'
import { readBody } from './read-body.ts'
import { NotHere } from './refusal.ts'
import type { PostRoute } from './route.ts'
import { runPost, type Outcome } from './run-post.ts'
import { cookieRules, pathOf, sendAnswer, wantsJson } from './send.ts'

export const parkedCookie = 'holdfast.parked'

const refuse = (statusCode: number, message: string): never => {
  throw Object.assign(new Error(message), { statusCode })
}

/** Answers a POST: from our own page, let in, with the page's token; then through the route. */
export async function answerPost(
  house: House,
  limits: Limits,
  route: PostRoute,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  if (!route.tokenIsProof && !fromOurOwnPage(request.headers, house.hosts)) refuse(403, 'from another site')
  const asker = await house.askerOf(request.headers.cookie)
  // Decided before the files are read: nobody fills our memory with what they may not send.
  const found = gate(asker.actor, route.allow, route.strong)
  if (found === 'closed') {
    await noteRefusal(house, asker.actor, route, request.id)
    throw new NotHere('not allowed')
  }
  if (found === 'sign-in' && !asker.expiredPersonId)
    return keepAndSignIn(house, asker, {}, found, request, reply)
  await limits.countPerson(route, request, asker.actor)
  const { form, mended, files } = await readBody(request, route.files)
  if (found !== 'open') return keepAndSignIn(house, asker, form, found, request, reply)

  let nonce: string | null = null
  if (asker.binding && !route.tokenIsProof) {
    nonce = readFormToken(house.platform.signingKey('form'), asker.binding, form[tokenField])
    if (!nonce) return askAgain(house, route, asker, form, request, reply)
  }
  const outcome = await runPost(house, route, asker, {
    params: request.params,
    form: withoutToken(form),
    mended,
    files,
    nonce,
    request: factsOf(request),
  })
  return sendOutcome(house, asker, outcome, request, reply)
}

const withoutToken = (form: RawForm): RawForm =>
  Object.fromEntries(Object.entries(form).filter(([name]) => name !== tokenField))

function sendOutcome(
  house: House,
  asker: Asker,
  outcome: Outcome,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  if (outcome.kind === 'done') return sendAnswer(house, request, reply, asker, outcome.answer)
  if (wantsJson(request)) return reply.status(outcome.status).send({ errors: outcome.errors })
  if (outcome.answer)
    return sendAnswer(
      house,
      request,
      reply,
      asker,
      withErrors(outcome.answer, outcome.errors, outcome.status),
    )
  const sentence = outcome.errors.map((error) => error.message).join(' ')
  return sendAnswer(
    house,
    request,
    reply,
    asker,
    show(errorPage(outcome.status, request.id, { sentence }), outcome.status),
  )
}

/** The page is older than the sign-in, say because the person signed in again elsewhere: shown afresh, with all they typed. */
async function askAgain(
  house: House,
  route: PostRoute,
  asker: Asker,
  form: RawForm,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const message =
    'You have signed in again since this page was opened. Check your answers and send them once more.'
  const params = route.params?.safeParse(request.params)
  const showAgain = route.again
  if (!showAgain || params?.success === false) return refuse(403, 'no token')
  const errors = [{ field: 'form', message }]
  const answer = await inTransaction(house.db, asker.actor, (tx) =>
    showAgain({
      tx,
      actor: asker.actor,
      now: house.clock(),
      params: params?.data ?? {},
      query: {},
      platform: house.platform,
      request: factsOf(request),
      form: withoutToken(form),
      errors,
    } as never),
  )
  return sendOutcome(house, asker, { kind: 'again', answer, errors, status: 422 }, request, reply)
}

/**
 * The sign-in has run out. What was typed is sealed for this browser; after signing in again the person comes to
 * `/resume`, which sends them the form as they left it.
 */
async function keepAndSignIn(
  house: House,
  asker: Asker,
  form: RawForm,
  found: 'sign-in' | 'stronger',
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  if (wantsJson(request))
    return reply.status(401).send({ errors: [{ field: 'form', message: 'Sign in again.' }] })
  const person = asker.actor.kind === 'person' ? asker.actor.personId : asker.expiredPersonId
  const path = pathOf(request)
  if (person) {
    const cookie = await inTransaction(house.db, asker.actor, (tx) =>
      parkForm(tx, person, path, withoutToken(form)),
    )
    reply.setCookie(parkedCookie, cookie, cookieRules(house, 24 * 60 * 60))
  }
  const back = encodeURIComponent(person ? `/resume?path=${encodeURIComponent(path)}` : '/home')
  return reply.redirect(
    found === 'sign-in' ? `/sign-in?return=${back}` : `/sign-in/stronger?return=${back}`,
    303,
  )
}
