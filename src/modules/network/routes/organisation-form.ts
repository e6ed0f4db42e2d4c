import { z } from 'zod'
import { goToSaying, show } from '#platform/http/answers.ts'
import { id, line, readDay } from '#platform/http/forms.ts'
import { Refusal } from '#platform/http/refusal.ts'
import { get, post } from '#platform/http/route.ts'
import {
  addOrganisation,
  changeOrganisation,
  endOrganisation,
  reopenOrganisation,
} from '../actions/keep-organisation.ts'
import { events, permissions } from '../declarations.ts'
import { findOrganisation } from '../queries/find-organisation.ts'
import { listOrganisationChoices } from '../queries/organisation-choices.ts'
import { listAreas, listKinds } from '../queries/places.ts'
import { londonDay } from '../rules/london-day.ts'
import { organisationFormPage } from '../views/organisation-form.page.ts'
import type { Tx } from '#platform/db/tx.ts'

const emptyIsNull = z
  .union([z.literal(''), id()])
  .default('')
  .transform((value) => (value === '' ? null : value))

const fields = {
  name: line('Enter the name of the organisation', 300),
  kind: z.string('Choose what kind of organisation it is').min(1, 'Choose what kind of organisation it is'),
  areaId: emptyIsNull,
  parentId: emptyIsNull,
}

const around = async (tx: Tx, now: Temporal.Instant) => ({
  areas: await listAreas(tx, londonDay(now)),
  kinds: await listKinds(tx),
  parents: await listOrganisationChoices(tx, londonDay(now)),
})

const newForm = get({
  url: '/network/organisations/new',
  allow: permissions.run,
  audit: events.form_viewed,
  tells: () => ({ form: 'organisation', organisation: null }),
  show: async ({ tx, now }) => show(organisationFormPage({ ...(await around(tx, now)), organisation: null })),
})

const add = post({
  url: '/network/organisations',
  allow: permissions.run,
  audit: events.organisation_added,
  body: z.object(fields),
  act: ({ tx, actor, input, now }) => addOrganisation(tx, actor, input, now),
  leadsTo: ({ id: made }) =>
    goToSaying(`/network/organisations/${made}`, 'The organisation was added. Give it a coordinator next.'),
  again: async ({ tx, now, form, errors }) =>
    show(organisationFormPage({ ...(await around(tx, now)), organisation: null, form, errors })),
})

const changeForm = get({
  url: '/network/organisations/:id/change',
  allow: permissions.run,
  audit: events.form_viewed,
  params: z.object({ id: id() }),
  tells: ({ params }) => ({ form: 'organisation', organisation: params.id }),
  show: async ({ tx, params, now }) => {
    const organisation = await findOrganisation(tx, params.id)
    return organisation && show(organisationFormPage({ ...(await around(tx, now)), organisation }))
  },
})

const change = post({
  url: '/network/organisations/:id',
  allow: permissions.run,
  audit: events.organisation_changed,
  params: z.object({ id: id() }),
  body: z.object({ ...fields, version: z.coerce.number().int() }),
  act: ({ tx, actor, params, input, now }) => changeOrganisation(tx, actor, { ...input, id: params.id }, now),
  leadsTo: ({ id: changed }) =>
    goToSaying(`/network/organisations/${changed}`, 'The organisation was changed.'),
  again: async ({ tx, params, now, form, errors }) => {
    const organisation = await findOrganisation(tx, params.id)
    return show(organisationFormPage({ ...(await around(tx, now)), organisation, form, errors }))
  },
})

const end = post({
  url: '/network/organisations/:id/end',
  allow: permissions.run,
  audit: events.organisation_ended,
  params: z.object({ id: id() }),
  body: z.record(z.string(), z.string()),
  act: ({ tx, actor, params, input, now }) => {
    const lastOn = readDay(input, 'lastOn', 'Enter a day that exists, like 27 3 2026')
    if (lastOn && 'message' in lastOn) throw new Refusal('no_day', lastOn.message, 'lastOn')
    return endOrganisation(tx, actor, { id: params.id, lastOn: lastOn ?? londonDay(now) }, now)
  },
  leadsTo: (_result, { params }) => goToSaying(`/network/organisations/${params.id}`, 'The end was noted.'),
  again: async ({ tx, params, now, form, errors }) => {
    const organisation = await findOrganisation(tx, params.id)
    return show(organisationFormPage({ ...(await around(tx, now)), organisation, ending: form, errors }))
  },
})

const reopen = post({
  url: '/network/organisations/:id/reopening',
  allow: permissions.run,
  audit: events.organisation_reopened,
  params: z.object({ id: id() }),
  body: z.object({}),
  act: ({ tx, actor, params, now }) => reopenOrganisation(tx, actor, params.id, now),
  leadsTo: (_result, { params }) =>
    goToSaying(`/network/organisations/${params.id}`, 'The organisation goes on as before.'),
})

export const organisationFormRoutes = [newForm, add, changeForm, change, end, reopen]
