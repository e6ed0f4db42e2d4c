import { z } from 'zod'
import { record } from '#platform/audit/record.ts'
import { goTo, show, type Answer } from '#platform/http/answers.ts'
import { Refusal } from '#platform/http/refusal.ts'
import { get, post, type DeclaredRoute } from '#platform/http/route.ts'
import { parseAddress } from '#platform/mail/address.ts'
import type { Desk } from '../desk.ts'
import { authEvents } from '../events.ts'
import { askLink } from '../link/ask-link.ts'
import { openLink, tokenShape } from '../link/open-link.ts'
import type { SendLinkJob } from '../link/send-link.ts'
import { homePath, ownPath } from '../own-path.ts'
import { leaveBefore } from '../session/end-session.ts'
import { deviceFrom } from '../session/device.ts'
import { listAgencies } from '../agency/list-agencies.ts'
import { nextAfter } from '../session/next-step.ts'
import { linkPage, linkSentPage, signInPage } from '../views/sign-in.page.ts'
import { linkIsOver } from './words.ts'

const returning = z.object({ return: z.string().optional().transform(ownPath) })

const askForm = returning.extend({
  email: z.string('Enter your work mail address, like name@example.org').transform((text, context) => {
    const check = parseAddress(text)
    if (check.ok) return check.address
    context.addIssue({ code: 'custom', message: 'Enter your work mail address, like name@example.org' })
    return z.NEVER
  }),
})

const oneLink = z.object({ token: z.string().regex(tokenShape) })

const textOf = (value: string | readonly string[] | undefined): string =>
  typeof value === 'string' ? value : ''

export const linkRoutes = (desk: Desk, job: SendLinkJob): readonly DeclaredRoute[] => [
  get({
    url: '/sign-in',
    allow: 'anyone',
    audit: 'none',
    query: returning,
    show: async ({ tx, actor, query, now }) =>
      actor.kind === 'person'
        ? goTo(query.return)
        : show(
            signInPage({
              returnPath: query.return,
              email: '',
              agencies: await listAgencies(tx, now),
              demo: desk.demo,
            }),
          ),
  }),

  post({
    url: '/sign-in',
    allow: 'anyone',
    audit: authEvents.link_asked,
    limit: { max: 20, perSeconds: 900, by: 'address' },
    body: askForm,
    act: ({ tx, actor, input, now }) =>
      askLink(
        tx,
        actor,
        { email: input.email, returnPath: input.return },
        { job, key: desk.key('sign-in tries') },
        now,
      ),
    leadsTo: () => '/sign-in/sent',
    again: async ({ tx, form, now }) =>
      show(
        signInPage({
          returnPath: ownPath(textOf(form['return'])),
          email: textOf(form['email']),
          agencies: await listAgencies(tx, now),
          demo: desk.demo,
        }),
      ),
  }),

  get({
    url: '/sign-in/sent',
    allow: 'anyone',
    audit: 'none',
    show: async () => show(linkSentPage({ demo: desk.demo })),
  }),

  // A mail scanner opens this page, and may open it many times: it looks at nothing and changes nothing.
  get({
    url: '/sign-in/link/:token',
    allow: 'anyone',
    audit: 'none',
    params: oneLink,
    query: returning,
    show: async ({ params, query }) => show(linkPage({ token: params.token, returnPath: query.return })),
  }),

  post({
    url: '/sign-in/link/:token',
    allow: 'anyone',
    audit: authEvents.came_in,
    limit: { max: 30, perSeconds: 900, by: 'address' },
    params: oneLink,
    body: returning,
    prepare: ({ params, request, now }) => openLink(desk, params.token, deviceFrom(request.headers), now),
    act: async ({ tx, actor, prepared }) => {
      if (!prepared.ok) throw new Refusal(prepared.reason, linkIsOver)
      await leaveBefore(tx, actor)
      await record(tx, actor, authEvents.came_in, { how: 'link', person: prepared.actor.personId })
      return { cookies: prepared.cookies, next: prepared.next }
    },
    leadsTo: ({ cookies, next }, { input }): Answer => goTo(nextAfter(next, input.return), cookies),
    again: async ({ params, form }) =>
      show(
        linkPage({
          token: params.token,
          returnPath: ownPath(textOf(form['return']) || homePath),
          over: true,
        }),
      ),
  }),
]
