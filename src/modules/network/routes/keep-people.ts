import { z } from 'zod'
import { goToSaying } from '#platform/http/answers.ts'
import { id, line, optionalLine, readDay, ticked, type RawForm } from '#platform/http/forms.ts'
import { Refusal } from '#platform/http/refusal.ts'
import { plural } from '#platform/views/format.ts'
import { post } from '#platform/http/route.ts'
import { addStarter } from '../actions/add-starter.ts'
import { changePost } from '../actions/change-post.ts'
import { confirmList } from '../actions/confirm-list.ts'
import { movePerson } from '../actions/move-person.ts'
import { noteLeaver, undoLeaver } from '../actions/note-leaver.ts'
import { events, permissions } from '../declarations.ts'
import { londonDay } from '../rules/london-day.ts'
import { listPeopleAnswer } from './list-people.ts'

const params = z.object({ id: id() })
const postParams = z.object({ id: id(), post: id() })
const listOf = (organisation: string) => `/network/organisations/${organisation}/people`

const nobody = z
  .union([z.literal(''), id()])
  .default('')
  .transform((value) => (value === '' ? null : value))

// The boxes of a day come beside the other fields and are read together.
const boxes = (...names: string[]) =>
  Object.fromEntries(
    names.flatMap((name) =>
      ['day', 'month', 'year'].map((part) => [`${name}-${part}`, z.string().default('')]),
    ),
  ) as Record<string, z.ZodDefault<z.ZodString>>

function dayOf(form: object, field: string, ask: string): Temporal.PlainDate {
  const day = readDay(form as RawForm, field, ask)
  if (day && !('message' in day)) return day
  throw new Refusal('no_day', ask, field)
}

const named = {
  title: optionalLine(30),
  given: optionalLine(200).transform((text) => text ?? ''),
  family: line('Enter the last name'),
  email: optionalLine(254),
  onlyPrivate: ticked(),
  post: line('Enter the job title'),
  areaId: nobody,
  phone: optionalLine(40),
}

const start = post({
  url: '/network/organisations/:id/people',
  allow: permissions.coordinate,
  audit: events.starter_added,
  params,
  body: z.object({ ...named, who: z.union([id(), z.literal('new')]).optional(), ...boxes('startsOn') }),
  act: ({ tx, actor, params: { id: organisationId }, input, now }) =>
    addStarter(
      tx,
      actor,
      {
        ...input,
        organisationId,
        who: input.who ?? null,
        startsOn: dayOf(input, 'startsOn', 'Enter the first day in post, like 27 3 2026'),
      },
      now,
    ),
  leadsTo: ({ shares }, { params: { id: organisationId } }) =>
    goToSaying(
      listOf(organisationId),
      shares
        ? 'The starter was added. They share a mailbox with somebody who signs in with it, so they cannot sign in until they have their own.'
        : 'The starter was added. From their first day they can sign in with their work e-mail.',
    ),
  again: ({ tx, now, params: { id: organisationId }, form, errors }) =>
    listPeopleAnswer(tx, now, { organisationId, do: 'start', post: null }, { form, errors }),
})

const change = post({
  url: '/network/organisations/:id/people/:post',
  allow: permissions.coordinate,
  audit: events.post_changed,
  params: postParams,
  body: z.object({ ...named, personVersion: z.coerce.number().int(), postVersion: z.coerce.number().int() }),
  act: ({ tx, actor, params: { id: organisationId, post: postId }, input, now }) =>
    changePost(tx, actor, { ...input, organisationId, postId }, now),
  leadsTo: ({ addressChanged }, { params: { id: organisationId } }) =>
    goToSaying(
      listOf(organisationId),
      addressChanged
        ? 'The change was saved. Their old address was told, and they must sign in again.'
        : 'The change was saved.',
    ),
  again: ({ tx, now, params: { id: organisationId, post: postId }, form, errors }) =>
    listPeopleAnswer(tx, now, { organisationId, do: 'change', post: postId }, { form, errors }),
})

const move = post({
  url: '/network/organisations/:id/people/:post/move',
  allow: permissions.coordinate,
  audit: events.person_moved,
  params: postParams,
  body: z.object({
    toOrganisationId: z.uuid('Choose the organisation they move to'),
    post: line('Enter their job title there'),
    phone: optionalLine(40),
    ...boxes('lastOn', 'startsOn'),
  }),
  act: ({ tx, actor, params: { id: organisationId, post: postId }, input, now }) =>
    movePerson(
      tx,
      actor,
      {
        ...input,
        organisationId,
        postId,
        lastOn: dayOf(input, 'lastOn', 'Enter the last day here, like 27 3 2026'),
        startsOn: dayOf(input, 'startsOn', 'Enter the first day there, like 27 3 2026'),
      },
      now,
    ),
  leadsTo: (_person, { params: { id: organisationId } }) =>
    goToSaying(
      listOf(organisationId),
      'The move was noted. The other organisation’s coordinators were told.',
    ),
  again: ({ tx, now, params: { id: organisationId, post: postId }, form, errors }) =>
    listPeopleAnswer(tx, now, { organisationId, do: 'move', post: postId }, { form, errors }),
})

const leave = post({
  url: '/network/organisations/:id/people/:post/leaving',
  allow: permissions.coordinate,
  audit: events.leaver_noted,
  params: postParams,
  body: z.object({
    person: id(),
    when: z.enum(['now', 'on'], 'Say when they leave'),
    ...boxes('lastOn'),
  }),
  act: ({ tx, actor, params: { id: organisationId }, input, now }) =>
    noteLeaver(
      tx,
      actor,
      {
        organisationId,
        personId: input.person,
        when: input.when,
        lastOn:
          input.when === 'now'
            ? londonDay(now)
            : dayOf(input, 'lastOn', 'Enter the last day in post, like 27 3 2026'),
      },
      now,
    ),
  leadsTo: (_result, { params: { id: organisationId } }) =>
    goToSaying(
      listOf(organisationId),
      'The leaver was noted. Their posts, roles and ways in end by themselves.',
    ),
  again: ({ tx, now, params: { id: organisationId, post: postId }, form, errors }) =>
    listPeopleAnswer(tx, now, { organisationId, do: 'leave', post: postId }, { form, errors }),
})

const undo = post({
  url: '/network/organisations/:id/leavings/:leaving/undoing',
  allow: permissions.coordinate,
  audit: events.leaver_undone,
  params: z.object({ id: id(), leaving: id() }),
  body: z.object({}),
  act: ({ tx, actor, params: { id: organisationId, leaving }, now }) =>
    undoLeaver(tx, actor, { organisationId, leavingId: leaving }, now),
  leadsTo: (comesBack, { params: { id: organisationId } }) =>
    goToSaying(
      listOf(organisationId),
      comesBack === 'everything'
        ? 'They stay. Nothing of theirs has ended.'
        : 'They are in post again. Ask for their roles anew; they set up their sign-in once more.',
    ),
  again: ({ tx, now, params: { id: organisationId }, form, errors }) =>
    listPeopleAnswer(tx, now, { organisationId, do: 'look', post: null }, { form, errors }),
})

const confirm = post({
  url: '/network/organisations/:id/confirmations',
  allow: permissions.coordinate,
  audit: events.list_confirmed,
  params,
  body: z.object({ seal: z.string().max(64) }),
  act: ({ tx, actor, params: { id: organisationId }, input, now }) =>
    confirmList(tx, actor, { organisationId, ...input }, now),
  leadsTo: (people, { params: { id: organisationId } }) =>
    goToSaying(
      listOf(organisationId),
      `Thank you. The list of ${plural(people, 'person', 'people')} is confirmed for a year.`,
    ),
  again: ({ tx, now, params: { id: organisationId }, form, errors }) =>
    listPeopleAnswer(tx, now, { organisationId, do: 'look', post: null }, { form, errors }),
})

export const keepPeopleRoutes = [start, change, move, leave, undo, confirm]
