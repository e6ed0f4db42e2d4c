import { z } from 'zod'
import { goToSaying, show } from '#platform/http/answers.ts'
import type { FieldError, RawForm } from '#platform/http/forms.ts'
import { id, optionalLine, readDay } from '#platform/http/forms.ts'
import { NotHere, Refusal } from '#platform/http/refusal.ts'
import { get, post } from '#platform/http/route.ts'
import { personOf, type Actor } from '#platform/auth/actor.ts'
import type { Tx } from '#platform/db/tx.ts'
import { decideRole } from '../actions/decide-role.ts'
import { endRole, requestRole } from '../actions/request-role.ts'
import { events, permissions } from '../declarations.ts'
import { findPerson, listGrantsOf } from '../queries/find-person.ts'
import { keepsPerson } from '../queries/keeps.ts'
import { listAreas } from '../queries/places.ts'
import {
  askerOf,
  findRequest,
  listOrganisationsOf,
  listRequests,
  listRoleRules,
} from '../queries/role-rules.ts'
import { mayAsk, mayDecide } from '../rules/granting.ts'
import { londonDay } from '../rules/london-day.ts'
import { accessPage } from '../views/access.page.ts'
import { requestPage } from '../views/role-request.page.ts'
import { rolesPage } from '../views/roles.page.ts'

const params = z.object({ id: id() })

type Context = { readonly tx: Tx; readonly actor: Actor; readonly now: Temporal.Instant }

async function accessAnswer(
  { tx, actor, now }: Context,
  personId: string,
  again?: { readonly form: RawForm; readonly errors: readonly FieldError[] },
) {
  const today = londonDay(now)
  const person = await findPerson(tx, personId)
  if (!person) throw new NotHere('no such person')
  const asker = await askerOf(tx, actor, today)
  const works = await listOrganisationsOf(tx, person.id, today)
  const subject = { personId: person.id, organisations: works.map((one) => one.id) }
  const mine = works.find((one) => asker?.coordinates.includes(one.id))
  const rules = await listRoleRules(tx)
  const offered = rules.filter(
    (rule) =>
      asker &&
      works.length > 0 &&
      mayAsk(rule, asker, subject, mine?.id ?? (rule.role === 'coordinator' ? (works[0]?.id ?? null) : null)),
  )
  return show(
    accessPage({
      person,
      rules,
      offered,
      grants: await listGrantsOf(tx, person.id),
      areas: await listAreas(tx, today),
      ends: (await keepsPerson(tx, person.id)) || personOf(actor) === person.id,
      own: personOf(actor) === person.id,
      today,
      ...(again ? { again } : {}),
    }),
  )
}

const access = get({
  url: '/network/people/:id/access',
  allow: permissions.see,
  audit: events.access_viewed,
  params,
  tells: ({ params: { id: person } }) => ({ person }),
  show: (context) => accessAnswer(context, context.params.id),
})

const days = Object.fromEntries(
  ['from', 'to'].flatMap((name) =>
    ['day', 'month', 'year'].map((part) => [`${name}-${part}`, z.string().default('')]),
  ),
) as Record<string, z.ZodDefault<z.ZodString>>

function dayIn(form: object, field: string): Temporal.PlainDate | null {
  const day = readDay(form as RawForm, field, 'Enter a day that exists, like 27 3 2026')
  if (day && 'message' in day) throw new Refusal('no_day', day.message, field)
  return day
}

const request = post({
  url: '/network/people/:id/roles',
  allow: permissions.coordinate,
  audit: events.role_requested,
  params,
  body: z.object({
    role: z.string('Choose a role').min(1, 'Choose a role').max(60),
    areaId: z
      .union([z.literal(''), id()])
      .default('')
      .transform((value) => (value === '' ? null : value)),
    reason: optionalLine(500),
    ...days,
  }),
  act: ({ tx, actor, params: { id: personId }, input, now }) =>
    requestRole(
      tx,
      actor,
      {
        personId,
        role: input.role,
        areaId: input.areaId,
        reason: input.reason,
        from: dayIn(input, 'from') ?? londonDay(now),
        to: dayIn(input, 'to'),
      },
      now,
    ),
  leadsTo: (became, { params: { id: personId } }) =>
    goToSaying(
      `/network/people/${personId}/access`,
      {
        granted: 'The role was given. They were told by mail.',
        requested:
          'The role was asked for. Whoever is responsible sees it in their work, and you are told what they decide.',
        to_decide:
          'The role was asked for. You signed in with a mailed link, which is not enough to give it: decide on it in your work, with your passkey or code.',
      }[became],
    ),
  again: ({ params: { id: personId }, form, errors, ...context }) =>
    accessAnswer(context, personId, { form, errors }),
})

const waiting = get({
  url: '/network/roles',
  allow: permissions.decide,
  audit: events.roles_viewed,
  tells: (_context, answer) => ({
    shown: answer.kind === 'page' && 'count' in answer.page.data ? Number(answer.page.data.count) : 0,
  }),
  show: async ({ tx, actor, now }) => {
    const decider = await askerOf(tx, actor, londonDay(now))
    const rules = await listRoleRules(tx)
    const requests = (await listRequests(tx)).map((one) => {
      const rule = rules.find(({ role }) => role === one.role)
      return { ...one, mine: Boolean(rule && decider && mayDecide(rule, decider, one)) }
    })
    return show(rolesPage(requests, rules, now))
  },
})

async function requestAnswer(
  { tx, actor, now }: Context,
  grantId: string,
  errors: readonly FieldError[] = [],
) {
  const found = await findRequest(tx, grantId)
  const decider = await askerOf(tx, actor, londonDay(now))
  const rule = (await listRoleRules(tx)).find(({ role }) => role === found?.role)
  if (!found || !decider || !rule || !mayDecide(rule, decider, found)) throw new NotHere('not theirs')
  return show(requestPage(found, rule, await listGrantsOf(tx, found.personId), errors, now))
}

const one = get({
  url: '/network/roles/:id',
  allow: permissions.decide,
  audit: events.role_request_viewed,
  params,
  tells: ({ params: { id: grant } }) => ({ grant }),
  show: (context) => requestAnswer(context, context.params.id),
})

/** A sign-in by mailed link alone is enough to read the directory, and not to open it to others. */
const decide = post({
  url: '/network/roles/:id/decision',
  allow: permissions.decide,
  strong: true,
  audit: [events.role_granted, events.role_refused],
  params,
  body: z.object({ says: z.enum(['grant', 'refuse'], 'Choose whether to give the role') }),
  act: ({ tx, actor, params: { id: grantId }, input, now }) =>
    decideRole(tx, actor, { grantId, says: input.says }, now),
  leadsTo: (decided, { input }) =>
    goToSaying(
      '/network/roles',
      `${decided.person} was ${input.says === 'grant' ? 'given the role' : 'refused the role'}. Those it concerns were told.`,
    ),
  again: ({ params: { id: grantId }, errors, ...context }) => requestAnswer(context, grantId, errors),
})

const end = post({
  url: '/network/roles/:id/end',
  allow: permissions.see,
  audit: events.role_ended,
  params,
  body: z.object({}),
  act: ({ tx, actor, params: { id: grantId }, now }) => endRole(tx, actor, grantId, now),
  leadsTo: ({ personId, role }) => goToSaying(`/network/people/${personId}/access`, `${role} has ended.`),
})

export const roleRoutes = [access, request, waiting, one, decide, end]
