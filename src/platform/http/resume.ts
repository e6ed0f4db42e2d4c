import { z } from 'zod'
import { inTransaction } from '#platform/db/database.ts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { factsOf } from './answer-get.ts'
import { parkedCookie } from './answer-post.ts'
import { goTo, withErrors } from './answers.ts'
import { gate } from './gate.ts'
import type { House } from './house.ts'
import { paramsOf } from './match-path.ts'
import { takeParkedForm } from './parked-forms.ts'
import type { DeclaredRoute, PostRoute } from './route.ts'
import { sendAnswer } from './send.ts'

const asked = z.object({ path: z.string().regex(/^\/(?![/\\])/) })

/**
 * Where a person comes after signing in again in the middle of a form: the form as they left it, nothing sent yet. The words
 * are given back once, to the person who typed them, in the browser in which they did.
 */
export async function answerResume(
  house: House,
  routes: readonly DeclaredRoute[],
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const asker = await house.askerOf(request.headers.cookie)
  const cookie = request.cookies[parkedCookie]
  const home = () => sendAnswer(house, request, reply, asker, goTo('/home'))
  const read = asked.safeParse(request.query)
  if (!read.success) return home()
  const { path } = read.data
  for (const route of routes) {
    if ('kind' in route || route.method !== 'POST' || !route.again) continue
    const params = paramsOf(route.url, path)
    if (!params || gate(asker.actor, route.allow, route.strong) !== 'open') continue
    const parsed = (route.params ?? z.object({})).safeParse(params)
    if (!parsed.success || !cookie) return home()
    const again = route.again as (context: unknown) => ReturnType<NonNullable<PostRoute['again']>>
    const message = 'Your sign-in had run out. This is what you had typed: check it and send it.'
    const errors = [{ field: 'form', message }]
    const answer = await inTransaction(house.db, asker.actor, async (tx) => {
      const form = await takeParkedForm(tx, cookie, path)
      if (!form) return null
      const around = { tx, actor: asker.actor, now: house.clock(), query: {}, platform: house.platform }
      return again({
        ...around,
        params: parsed.data,
        request: factsOf(request),
        form,
        errors,
      })
    })
    // Somebody else who signed in here leaves it for the person who typed it.
    if (!answer) return home()
    reply.clearCookie(parkedCookie, { path: '/' })
    return sendAnswer(house, request, reply, asker, withErrors(answer, errors))
  }
  return home()
}
