import { z } from 'zod'
import { goToSaying, show, type Answer } from '#platform/http/answers.ts'
import { id } from '#platform/http/forms.ts'
import { get, post, type DeclaredRoute } from '#platform/http/route.ts'
import type { Tx } from '#platform/db/tx.ts'
import { listSessions } from '../account/list-sessions.ts'
import { getWaysIn } from '../account/ways-in.ts'
import type { PersonActor } from '../actor.ts'
import { authEvents } from '../events.ts'
import { endSessions } from '../session/end-session.ts'
import { accountPage } from '../views/account.page.ts'
import { asPerson } from './as-person.ts'

/** How I sign in, and where I am signed in. */
export async function showAccount(tx: Tx, actor: PersonActor, now: Temporal.Instant): Promise<Answer> {
  return show(
    accountPage({ actor, ways: await getWaysIn(tx, actor), sessions: await listSessions(tx, actor, now) }),
  )
}

export const accountRoutes: readonly DeclaredRoute[] = [
  get({
    url: '/account',
    allow: 'signed-in',
    audit: authEvents.account_seen,
    show: ({ tx, actor, now }) => showAccount(tx, asPerson(actor), now),
  }),

  post({
    url: '/account/sessions/:id/end',
    allow: 'signed-in',
    audit: authEvents.sessions_ended,
    params: z.object({ id: id() }),
    body: z.object({}),
    act: ({ tx, actor, params }) => endSessions(tx, asPerson(actor), { id: params.id }),
    leadsTo: () => goToSaying('/account', 'That device has been signed out.'),
  }),

  post({
    url: '/account/sessions/end-others',
    allow: 'signed-in',
    audit: authEvents.sessions_ended,
    body: z.object({}),
    act: ({ tx, actor }) => endSessions(tx, asPerson(actor), 'others'),
    leadsTo: () => goToSaying('/account', 'All other devices have been signed out.'),
  }),
]
