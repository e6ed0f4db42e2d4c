import { z } from 'zod'
import { goTo, goToSaying, show, type Answer } from '#platform/http/answers.ts'
import { id, line, optionalLine } from '#platform/http/forms.ts'
import { get, post, type DeclaredRoute } from '#platform/http/route.ts'
import { comeBack } from '../agency/come-back.ts'
import { fewAtOnce } from '../agency/few-at-once.ts'
import { confirmAgency, endAgency, listAllAgencies, setAgency } from '../agency/set-agency.ts'
import { setOut } from '../agency/set-out.ts'
import { tripCookieCleared } from '../agency/trip.ts'
import { authPermissions } from '../declarations.ts'
import type { Desk } from '../desk.ts'
import { authEvents } from '../events.ts'
import { ownPath } from '../own-path.ts'
import { deviceFrom } from '../session/device.ts'
import { leaveBefore } from '../session/end-session.ts'
import { agenciesPage, refusedPage } from '../views/agency.page.ts'
import { asPerson } from './as-person.ts'
import { agencySilent, notSignedIn } from './words.ts'

const oneAgency = z.object({ id: id() })

/** Words separated by spaces or commas, such as the `amr` values that were agreed. */
const words = z
  .string()
  .default('')
  .transform((text) => text.split(/[\s,]+/).filter((word) => word !== ''))
  .pipe(z.array(z.string().max(200)).max(20, 'Enter at most 20 values'))

const agencyForm = z.object({
  name: line('Enter the organisation’s name as people know it', 120),
  email: line('Enter the work address of somebody who works there'),
  issuer: z
    .string('Enter the issuer’s address, like https://login.example.org')
    .trim()
    .pipe(
      z.url({ protocol: /^https?$/, error: 'Enter the issuer’s address, like https://login.example.org' }),
    ),
  clientId: line('Enter the client id that the organisation gave you'),
  clientSecret: optionalLine(500),
  acrValues: words,
  amrValues: words,
})

// Four at a time leaves most of the ten connections to everybody else, however slow an agency's server is.
const atMost = 4

export function agencyRoutes(desk: Desk): readonly DeclaredRoute[] {
  const few = fewAtOnce(atMost)
  return [
    get({
      url: '/sign-in/organisation/:id',
      allow: 'anyone',
      audit: authEvents.agency_sign_in_started,
      tells: ({ params }) => ({ agency: params.id }),
      limit: { max: 30, perSeconds: 900, by: 'address' },
      params: oneAgency,
      query: z.object({ return: z.string().optional().transform(ownPath) }),
      show: async ({ params, query, now }): Promise<Answer> => {
        const way = await few(() => setOut(desk, { agencyId: params.id, returnPath: query.return }, now))
        // The only way off this site: to the address that the agency's own description names.
        if (way) return { kind: 'redirect', to: way.to, cookies: [way.cookie] }
        return show(refusedPage(agencySilent), 503)
      },
    }),

    get({
      url: '/sign-in/organisation/:id/callback',
      allow: 'anyone',
      audit: authEvents.agency_sign_in_returned,
      tells: ({ params }) => ({ agency: params.id }),
      limit: { max: 30, perSeconds: 900, by: 'address' },
      params: oneAgency,
      query: z.record(z.string(), z.string().max(5_000)),
      show: async ({ tx, actor, params, query, request, now }): Promise<Answer> => {
        const cookieHeader = request.headers['cookie']
        const arrival = await few(() =>
          comeBack(
            desk,
            {
              agencyId: params.id,
              query,
              cookieHeader: typeof cookieHeader === 'string' ? cookieHeader : undefined,
              device: deviceFrom(request.headers),
            },
            now,
          ),
        )
        if (!arrival.ok) return show(refusedPage(notSignedIn), 403)
        await leaveBefore(tx, actor)
        return goTo(arrival.returnPath, [...arrival.cookies, tripCookieCleared(desk)])
      },
    }),

    get({
      url: '/settings/sign-in',
      allow: authPermissions.see_agency_sign_ins,
      audit: authEvents.agencies_seen,
      tells: (_context, answer) => ({ agencies: agenciesOn(answer) }),
      show: async ({ tx, actor }) => show(agenciesPage(await listAllAgencies(tx), actor, desk.origin)),
    }),

    post({
      url: '/settings/sign-in',
      allow: authPermissions.set_agency_sign_in,
      audit: authEvents.agency_sign_in_set,
      strong: true,
      body: agencyForm,
      act: ({ tx, actor, input, now }) => setAgency(tx, desk, asPerson(actor), input, now),
      leadsTo: () =>
        goToSaying(
          '/settings/sign-in',
          'Written down. It opens when a partnership officer or the information governance officer has confirmed it.',
        ),
      again: async ({ tx, actor, form }) =>
        show(agenciesPage(await listAllAgencies(tx), actor, desk.origin, form)),
    }),

    post({
      url: '/settings/sign-in/:id/confirm',
      allow: authPermissions.confirm_agency_sign_in,
      audit: authEvents.agency_sign_in_confirmed,
      strong: true,
      params: oneAgency,
      body: z.object({}),
      act: ({ tx, actor, params, now }) => confirmAgency(tx, asPerson(actor), params.id, now),
      leadsTo: () =>
        goToSaying('/settings/sign-in', 'People of this organisation can sign in through it from now on.'),
    }),

    post({
      url: '/settings/sign-in/:id/end',
      allow: authPermissions.set_agency_sign_in,
      audit: authEvents.agency_sign_in_ended,
      strong: true,
      params: oneAgency,
      body: z.object({}),
      act: ({ tx, actor, params, now }) => endAgency(tx, asPerson(actor), params.id, now),
      leadsTo: () =>
        goToSaying(
          '/settings/sign-in',
          'This organisation’s own sign-in has ended. Its people still get mailed links.',
        ),
    }),
  ]
}

const agenciesOn = (answer: Answer): number =>
  answer.kind === 'page' ? (answer.page.data as { agencies: readonly unknown[] }).agencies.length : 0
