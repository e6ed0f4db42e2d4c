import { z } from 'zod'
import { goToSaying, show } from '#platform/http/answers.ts'
import type { FieldError, RawForm } from '#platform/http/forms.ts'
import { id, line, many, readDay } from '#platform/http/forms.ts'
import { NotHere, Refusal } from '#platform/http/refusal.ts'
import { get, post } from '#platform/http/route.ts'
import { personOf, type Actor } from '#platform/auth/actor.ts'
import type { Tx } from '#platform/db/tx.ts'
import { endToken, makeToken } from '../actions/keep-token.ts'
import { events, permissions } from '../declarations.ts'
import { findOrganisation, listPosts } from '../queries/find-organisation.ts'
import { listCoordinated, mustKeep } from '../queries/keeps.ts'
import { listTokens } from '../queries/tokens.ts'
import { londonDay } from '../rules/london-day.ts'
import { tokenMadePage, tokensPage } from '../views/tokens.page.ts'

const params = z.object({ id: id() })

async function pageOf(
  { tx, actor, now }: { tx: Tx; actor: Actor; now: Temporal.Instant },
  organisationId: string,
  again?: { readonly form: RawForm; readonly errors: readonly FieldError[] },
) {
  await mustKeep(tx, organisationId)
  const today = londonDay(now)
  const organisation = await findOrganisation(tx, organisationId)
  if (!organisation) throw new NotHere('no such organisation')
  const me = personOf(actor)
  const coordinated = me ? await listCoordinated(tx, me, today) : []
  return show(
    tokensPage({
      organisation,
      tokens: await listTokens(tx, organisationId),
      people: await listPosts(tx, organisationId, 'present', today),
      me,
      makes: coordinated.some((one) => one.id === organisationId),
      today,
      ...(again ? { again } : {}),
    }),
  )
}

const view = get({
  url: '/network/organisations/:id/tokens',
  allow: permissions.coordinate,
  audit: events.tokens_viewed,
  params,
  tells: ({ params: { id: organisation } }) => ({ organisation }),
  show: (context) => pageOf(context, context.params.id),
})

/** The token stands on the page that answers this form and nowhere else, so it is not redirected to. */
const make = post({
  url: '/network/organisations/:id/tokens',
  allow: permissions.coordinate,
  strong: true,
  audit: events.token_made,
  params,
  body: z.object({
    name: line('Enter what the token is for', 100),
    responsibleId: z.uuid('Choose who answers for it'),
    scopes: many(z.string().max(60)),
    'expiresOn-day': z.string().default(''),
    'expiresOn-month': z.string().default(''),
    'expiresOn-year': z.string().default(''),
  }),
  act: ({ tx, actor, params: { id: organisationId }, input, now }) => {
    const expiresOn = readDay(input, 'expiresOn', 'Enter the last day, like 27 3 2027')
    if (!expiresOn || 'message' in expiresOn)
      throw new Refusal('no_day', 'Enter the last day, like 27 3 2027', 'expiresOn')
    return makeToken(tx, actor, { ...input, organisationId, expiresOn }, now)
  },
  leadsTo: (made, { params: { id: organisationId } }) => show(tokenMadePage(made, organisationId)),
  again: ({ params: { id: organisationId }, form, errors, ...context }) =>
    pageOf(context, organisationId, { form, errors }),
})

const end = post({
  url: '/network/organisations/:id/tokens/:token/end',
  allow: permissions.coordinate,
  audit: events.token_ended,
  params: z.object({ id: id(), token: id() }),
  body: z.object({}),
  act: ({ tx, actor, params: { id: organisationId, token }, now }) =>
    endToken(tx, actor, { organisationId, tokenId: token }, now),
  leadsTo: (_result, { params: { id: organisationId } }) =>
    goToSaying(
      `/network/organisations/${organisationId}/tokens`,
      'The token has ended. Whatever uses it is refused from now on.',
    ),
})

export const tokenRoutes = [view, make, end]
