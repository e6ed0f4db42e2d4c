import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Notice, Page } from '#platform/views/render.ts'
import type { Answer } from './answers.ts'
import { frameOf } from './frame.ts'
import type { Asker, House } from './house.ts'
import { noticeCookie, readNotice, writeNotice } from './notice-cookie.ts'

export const wantsJson = (request: FastifyRequest): boolean =>
  (request.headers.accept ?? '').startsWith('application/json')

export const pathOf = (request: FastifyRequest): string => request.url.split('?')[0] ?? '/'

/** Turns a page into a document for this asker. */
export function renderFor(
  house: House,
  page: Page,
  asker: Asker,
  path: string,
  notices: readonly Notice[],
): string {
  return house.renderer.render(
    page,
    frameOf(house, { actor: asker.actor, binding: asker.binding, path, notices, now: house.clock() }),
  )
}

/** Sends an answer. Pages of signed-in people are never stored by a browser or a proxy. */
export function sendAnswer(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  asker: Asker,
  answer: Answer,
): FastifyReply {
  switch (answer.kind) {
    case 'redirect': {
      for (const cookie of answer.cookies ?? []) reply.header('set-cookie', cookie)
      if (answer.notice)
        reply.setCookie(
          noticeCookie,
          writeNotice(house.platform.signingKey('notice'), answer.notice),
          cookieRules(house),
        )
      reply.header('cache-control', 'no-store')
      if (wantsJson(request)) return reply.send({ to: answer.to })
      return reply.redirect(answer.to, 303)
    }
    case 'bytes': {
      reply.header('cache-control', asker.actor.kind === 'visitor' ? 'no-cache' : 'no-store')
      reply.type(answer.contentType)
      if (answer.filename !== undefined)
        reply.header(
          'content-disposition',
          `attachment; filename*=UTF-8''${encodeURIComponent(answer.filename)}`,
        )
      reply.headers(answer.headers ?? {})
      return reply.status(answer.status ?? 200).send(answer.body)
    }
    case 'page': {
      const notices = takeNotices(house, request, reply)
      reply.header('cache-control', asker.actor.kind === 'visitor' ? 'no-cache' : 'no-store')
      return reply
        .status(answer.page.status ?? answer.status)
        .type('text/html; charset=utf-8')
        .send(renderFor(house, answer.page, asker, pathOf(request), notices))
    }
  }
}

function takeNotices(house: House, request: FastifyRequest, reply: FastifyReply): readonly Notice[] {
  const value = request.cookies[noticeCookie]
  if (!value) return []
  reply.clearCookie(noticeCookie, { path: '/' })
  const notice = readNotice(house.platform.signingKey('notice'), value)
  return notice ? [notice] : []
}

export const cookieRules = (house: House, seconds?: number) =>
  ({
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: house.platform.origin.startsWith('https:'),
    ...(seconds === undefined ? {} : { maxAge: seconds }),
  }) as const
