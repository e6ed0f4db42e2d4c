import { z } from 'zod'
import { platformEvents } from '#platform/audit/events.ts'
import { goTo, type Answer } from '#platform/http/answers.ts'
import { post, type DeclaredRoute } from '#platform/http/route.ts'
import type { Desk } from '../desk.ts'
import { signOut } from '../session/end-session.ts'
import { asPerson } from './as-person.ts'

export const signOutRoutes = (desk: Desk): readonly DeclaredRoute[] => [
  post({
    url: '/sign-out',
    allow: 'signed-in',
    audit: platformEvents.signed_out,
    body: z.object({}),
    act: ({ tx, actor }) => signOut(tx, asPerson(actor)),
    leadsTo: (): Answer => goTo('/', [desk.cookie.cleared]),
  }),
]
