import { z } from 'zod'
import { goToSaying, show } from '#platform/http/answers.ts'
import { optionalLine } from '#platform/http/forms.ts'
import { get, post } from '#platform/http/route.ts'
import { personOf } from '#platform/auth/actor.ts'
import { keepContact } from '../actions/keep-contact.ts'
import { events } from '../declarations.ts'
import { findPrivateContact } from '../queries/find-person.ts'
import { contactPage } from '../views/contact.page.ts'

const view = get({
  url: '/network/contact',
  allow: 'signed-in',
  audit: events.contact_viewed,
  show: async ({ tx, actor }) => {
    const me = personOf(actor)
    return me ? show(contactPage(me, await findPrivateContact(tx, me))) : null
  },
})

const keep = post({
  url: '/network/contact',
  allow: 'signed-in',
  audit: events.contact_changed,
  body: z.object({ mobile: optionalLine(40), email: optionalLine(254), note: optionalLine(500) }),
  act: ({ tx, actor, input, now }) => keepContact(tx, actor, input, now),
  leadsTo: (_result, { actor }) =>
    goToSaying(`/network/people/${personOf(actor) ?? ''}`, 'Your private contact details were saved.'),
  again: ({ actor, form, errors }) =>
    Promise.resolve(show(contactPage(personOf(actor) ?? '', null, form, errors))),
})

/** A person's own private contact details: theirs to write, their coordinator's to read. */
export const contactRoutes = [view, keep]
