import { z } from 'zod'
import { roles } from '#platform/auth/roles.ts'
import type { Tx } from '#platform/db/tx.ts'
import { goToSaying, show } from '#platform/http/answers.ts'
import { id, many, type RawForm } from '#platform/http/forms.ts'
import { NotHere } from '#platform/http/refusal.ts'
import { get, post } from '#platform/http/route.ts'
import { toDay } from '#platform/views/format.ts'
import { countRecipients, listAreas, listKinds } from '#modules/network/public.ts'
import { setAudience } from '../actions/change-edition.ts'
import { events, permissions } from '../declarations.ts'
import { findEdition } from '../queries/edition.ts'
import type { Audience } from '../rules/audience.ts'
import { audiencePage } from '../views/audience.page.ts'
import { editionParams } from './editions.ts'

const roleNames = Object.keys(roles) as [string, ...string[]]

const body = z
  .object({
    groups: many(z.enum(['network', 'outside'])),
    roles: many(z.enum(roleNames)),
    kinds: many(z.string().regex(/^[a-z][a-z0-9_]*$/)),
    areas: many(id()),
  })
  .refine((input) => input.groups.length > 0, {
    error: 'Choose at least one group',
    path: ['groups'],
  })
  .transform((input): Audience => ({
    network: input.groups.includes('network'),
    outsideReaders: input.groups.includes('outside'),
    roles: input.roles,
    organisationKinds: input.kinds,
    areaIds: input.areas,
  }))

async function page(
  tx: Tx,
  editionId: string,
  now: Temporal.Instant,
  form: RawForm | null = null,
  errors: Parameters<typeof audiencePage>[3] = [],
) {
  const edition = await findEdition(tx, editionId)
  if (!edition) throw new NotHere('no such edition')
  const { audience } = edition
  const typed = form && body.safeParse(form)
  const chosen = typed?.success
    ? typed.data
    : form
      ? { ...audience, network: false, outsideReaders: false }
      : audience
  const people = audience.network
    ? await countRecipients(
        tx,
        { roles: audience.roles, kinds: audience.organisationKinds, areas: audience.areaIds },
        now,
      )
    : 0
  const places = { kinds: await listKinds(tx), areas: await listAreas(tx, toDay(now)), people }
  return show(audiencePage(edition, chosen, places, errors))
}

const audienceRoute = get({
  url: '/editions/:editionId/audience',
  allow: permissions.write,
  audit: events.edition_viewed,
  params: editionParams,
  tells: ({ params: { editionId } }) => ({ edition: editionId }),
  show: ({ tx, params: { editionId }, now }) => page(tx, editionId, now),
})

const saveRoute = post({
  url: '/editions/:editionId/audience',
  allow: permissions.write,
  audit: events.edition_changed,
  params: editionParams,
  body,
  act: ({ tx, actor, params: { editionId }, input, now }) =>
    setAudience(tx, actor, { editionId, audience: input }, now),
  leadsTo: (_done, { params: { editionId } }) =>
    goToSaying(`/editions/${editionId}`, 'Saved who it goes to.'),
  again: ({ tx, params: { editionId }, now, form, errors }) => page(tx, editionId, now, form, errors),
})

export const audienceRoutes = [audienceRoute, saveRoute]
