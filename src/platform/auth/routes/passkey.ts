import { z } from 'zod'
import { record } from '#platform/audit/record.ts'
import { bytes, goTo, goToSaying, show, type Answer } from '#platform/http/answers.ts'
import { id } from '#platform/http/forms.ts'
import { Refusal } from '#platform/http/refusal.ts'
import { post, type DeclaredRoute, type RequestFacts } from '#platform/http/route.ts'
import { assertMayChange, removePasskey, tellOwner } from '../account/change-ways-in.ts'
import { listAgencies } from '../agency/list-agencies.ts'
import type { Desk } from '../desk.ts'
import { authEvents } from '../events.ts'
import { ownPath } from '../own-path.ts'
import { addPasskey } from '../passkey/add-passkey.ts'
import { newPasskeyAnswer, signInAnswer } from '../passkey/answer-form.ts'
import { challengeToAdd, challengeToSignIn, type Challenge } from '../passkey/challenge.ts'
import { signInByPasskey } from '../passkey/sign-in-by-passkey.ts'
import { deviceFrom } from '../session/device.ts'
import { leaveBefore } from '../session/end-session.ts'
import { signInPage } from '../views/sign-in.page.ts'
import { showAccount } from './account.ts'
import { asPerson } from './as-person.ts'
import { notSignedIn } from './words.ts'

const cookiesOf = ({ headers }: RequestFacts): string | undefined =>
  typeof headers['cookie'] === 'string' ? headers['cookie'] : undefined

const asJson = ({ options, cookie }: Challenge): Answer =>
  bytes('application/json', JSON.stringify(options), {
    headers: { 'set-cookie': cookie, 'cache-control': 'no-store' },
  })

const passkeyName = z
  .string()
  .default('')
  .transform((text) => text.replace(/\s+/g, ' ').trim().slice(0, 60))

export const passkeyRoutes = (desk: Desk): readonly DeclaredRoute[] => [
  // A challenge is about nobody: who it is shows only when a device answers.
  post({
    url: '/sign-in/passkey/options',
    allow: 'anyone',
    audit: 'none',
    limit: { max: 60, perSeconds: 900, by: 'address' },
    body: z.object({}),
    prepare: () => challengeToSignIn(desk),
    act: async ({ prepared }) => prepared,
    leadsTo: asJson,
  }),

  post({
    url: '/sign-in/passkey',
    allow: 'anyone',
    audit: authEvents.came_in,
    limit: { max: 30, perSeconds: 900, by: 'address' },
    body: z.object({ response: signInAnswer, return: z.string().optional().transform(ownPath) }),
    prepare: ({ input, request, now }) =>
      signInByPasskey(
        desk,
        { answer: input.response, cookieHeader: cookiesOf(request), device: deviceFrom(request.headers) },
        now,
      ),
    act: async ({ tx, actor, prepared }) => {
      if (!prepared.ok) throw new Refusal(prepared.reason, notSignedIn)
      await leaveBefore(tx, actor)
      await record(tx, actor, authEvents.came_in, { how: 'passkey', person: prepared.actor.personId })
      return prepared
    },
    leadsTo: ({ cookies }, { input }): Answer => goTo(input.return, cookies),
    again: async ({ tx, form, now }) =>
      show(
        signInPage({
          returnPath: ownPath(typeof form['return'] === 'string' ? form['return'] : undefined),
          email: '',
          agencies: await listAgencies(tx, now),
          demo: desk.demo,
        }),
      ),
  }),

  post({
    url: '/account/passkeys/options',
    allow: 'signed-in',
    audit: authEvents.passkey_offered,
    limit: { max: 60, perSeconds: 900, by: 'address' },
    body: z.object({}),
    prepare: ({ actor }) => challengeToAdd(desk, asPerson(actor).personId),
    act: async ({ tx, actor, prepared }) => {
      await assertMayChange(tx, asPerson(actor))
      await record(tx, actor, authEvents.passkey_offered, {})
      return prepared
    },
    leadsTo: asJson,
  }),

  post({
    url: '/account/passkeys',
    allow: 'signed-in',
    audit: authEvents.passkey_added,
    body: z.object({ response: newPasskeyAnswer, name: passkeyName }),
    prepare: async ({ actor, input, request }) => {
      const person = asPerson(actor)
      await desk.within(person, (tx) => assertMayChange(tx, person))
      return addPasskey(desk, person, {
        answer: input.response,
        cookieHeader: cookiesOf(request),
        name: input.name || deviceFrom(request.headers),
      })
    },
    act: async ({ tx, actor, prepared, now }) => {
      if (!prepared)
        throw new Refusal(
          'not_verified',
          'The passkey was not added: your device has to ask for your fingerprint, face or PIN.',
        )
      await tellOwner(tx, asPerson(actor), 'A passkey was added', now)
      await record(tx, actor, authEvents.passkey_added, { passkey: prepared.id })
    },
    leadsTo: () =>
      goToSaying('/account', 'Your passkey has been added. You can sign in with it from now on.'),
    again: ({ tx, actor, now }) => showAccount(tx, asPerson(actor), now),
  }),

  post({
    url: '/account/passkeys/:id/remove',
    allow: 'signed-in',
    audit: authEvents.passkey_removed,
    params: z.object({ id: id() }),
    body: z.object({}),
    act: ({ tx, actor, params, now }) => removePasskey(tx, asPerson(actor), params.id, now),
    leadsTo: () => goToSaying('/account', 'The passkey has been removed.'),
    again: ({ tx, actor, now }) => showAccount(tx, asPerson(actor), now),
  }),
]
