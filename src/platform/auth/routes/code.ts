import { z } from 'zod'
import { record } from '#platform/audit/record.ts'
import { goTo, goToSaying, show, type Answer } from '#platform/http/answers.ts'
import { Refusal } from '#platform/http/refusal.ts'
import { get, post, type DeclaredRoute } from '#platform/http/route.ts'
import { assertMayChange, removeCodeApp, tellOwner } from '../account/change-ways-in.ts'
import { getWaysIn } from '../account/ways-in.ts'
import { findProposedSecret, proposeCodeApp, recordProposal } from '../code/propose-code-app.ts'
import { lockMinutes } from '../code/decide-try.ts'
import { tryCode } from '../code/try-code.ts'
import type { PersonActor } from '../actor.ts'
import type { Desk } from '../desk.ts'
import { authEvents } from '../events.ts'
import { ownPath } from '../own-path.ts'
import { arriveKnown, type Arrival } from '../session/arrive.ts'
import { deviceFrom } from '../session/device.ts'
import { leaveBefore } from '../session/end-session.ts'
import { codePage, newCodeAppPage, strongerPage } from '../views/code.page.ts'
import { showAccount } from './account.ts'
import { asPerson } from './as-person.ts'

const returning = z.object({ return: z.string().optional().transform(ownPath) })

const code = z
  .string('Enter the six digits that your code app shows')
  .transform((text) => text.replace(/\s/g, ''))
  .pipe(z.string().regex(/^\d{6}$/, 'Enter the six digits that your code app shows'))

const wrongCode =
  'That code is wrong or was used before. Wait for the next one your app shows and check that your phone’s clock is set by itself.'
const lockedOut = `Too many wrong codes. Wait ${lockMinutes} minutes and try again.`

/** The code, then a new session in place of the one the link opened: a session never grows stronger, it is replaced. */
async function strengthen(
  desk: Desk,
  actor: PersonActor,
  given: { code: string; state: 'proposed' | 'in_use'; device: string },
  now: Temporal.Instant,
): Promise<Arrival> {
  const found = await tryCode(desk, actor, given, now)
  if (found === 'locked') throw new Refusal('locked', lockedOut, 'code')
  const person =
    found === 'right' ? await desk.asSystem((tx) => desk.directory.findById(tx, actor.personId, now)) : null
  if (!person) throw new Refusal('wrong_code', wrongCode, 'code')
  const arrival = await arriveKnown(
    desk,
    person,
    { how: 'link_and_code', strength: 'strong', device: given.device },
    now,
  )
  if (!arrival.ok) throw new Refusal(arrival.reason, wrongCode, 'code')
  return arrival
}

const textOf = (value: string | readonly string[] | undefined): string =>
  typeof value === 'string' ? value : ''

export const codeRoutes = (desk: Desk): readonly DeclaredRoute[] => [
  // Where a page sends those whose sign-in is not enough for it.
  get({
    url: '/sign-in/stronger',
    allow: 'signed-in',
    audit: 'none',
    query: returning,
    show: async ({ tx, actor, query }) => {
      const person = asPerson(actor)
      if (person.strength === 'strong') return goTo(query.return)
      return show(strongerPage({ ways: await getWaysIn(tx, person), returnPath: query.return }))
    },
  }),

  get({
    url: '/sign-in/code',
    allow: 'signed-in',
    audit: 'none',
    query: returning,
    show: async ({ actor, query }) =>
      asPerson(actor).strength === 'strong'
        ? goTo(query.return)
        : show(codePage({ returnPath: query.return })),
  }),

  post({
    url: '/sign-in/code',
    allow: 'signed-in',
    audit: authEvents.came_in,
    limit: { max: 30, perSeconds: 900, by: 'address' },
    body: returning.extend({ code }),
    prepare: ({ actor, input, request, now }) =>
      strengthen(
        desk,
        asPerson(actor),
        { code: input.code, state: 'in_use', device: deviceFrom(request.headers) },
        now,
      ),
    act: async ({ tx, actor, prepared }) => {
      await leaveBefore(tx, actor)
      await record(tx, actor, authEvents.came_in, { how: 'link_and_code', person: prepared.actor.personId })
      return prepared
    },
    leadsTo: ({ cookies }, { input }): Answer => goTo(input.return, cookies),
    again: async ({ form }) => show(codePage({ returnPath: ownPath(textOf(form['return'])) })),
  }),

  post({
    url: '/account/code/offer',
    allow: 'signed-in',
    audit: authEvents.code_app_offered,
    body: z.object({}),
    prepare: async ({ actor, now }) => {
      const person = asPerson(actor)
      await desk.within(person, (tx) => assertMayChange(tx, person))
      await proposeCodeApp(desk, person, now)
    },
    act: ({ tx, actor }) => recordProposal(tx, asPerson(actor)),
    leadsTo: () => '/account/code',
    again: ({ tx, actor, now }) => showAccount(tx, asPerson(actor), now),
  }),

  get({
    url: '/account/code',
    allow: 'signed-in',
    audit: authEvents.code_secret_seen,
    show: async ({ tx, actor }) => {
      const person = asPerson(actor)
      const secret = await findProposedSecret(tx, desk, person)
      return secret ? show(newCodeAppPage(desk, secret)) : goTo('/account')
    },
  }),

  post({
    url: '/account/code',
    allow: 'signed-in',
    audit: authEvents.code_app_added,
    limit: { max: 30, perSeconds: 900, by: 'address' },
    body: z.object({ code }),
    prepare: async ({ actor, input, request, now }) => {
      const person = asPerson(actor)
      await desk.within(person, (tx) => assertMayChange(tx, person))
      return strengthen(
        desk,
        person,
        { code: input.code, state: 'proposed', device: deviceFrom(request.headers) },
        now,
      )
    },
    act: async ({ tx, actor, prepared, now }) => {
      await leaveBefore(tx, actor)
      await tellOwner(tx, asPerson(actor), 'A code app was added', now)
      await record(tx, actor, authEvents.code_app_added, {})
      return prepared
    },
    leadsTo: ({ cookies }): Answer => ({
      ...goTo('/account', cookies),
      notice: { kind: 'success', text: 'Your code app is set up, and you are signed in with it.' },
    }),
    again: async ({ tx, actor }) => {
      const secret = await findProposedSecret(tx, desk, asPerson(actor))
      return secret ? show(newCodeAppPage(desk, secret)) : goTo('/account')
    },
  }),

  post({
    url: '/account/code/remove',
    allow: 'signed-in',
    audit: authEvents.code_app_removed,
    body: z.object({}),
    act: ({ tx, actor, now }) => removeCodeApp(tx, asPerson(actor), now),
    leadsTo: () => goToSaying('/account', 'Your code app has been removed.'),
    again: ({ tx, actor, now }) => showAccount(tx, asPerson(actor), now),
  }),
]
