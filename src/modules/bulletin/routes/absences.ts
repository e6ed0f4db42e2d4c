import { z } from 'zod'
import { goToSaying, show } from '#platform/http/answers.ts'
import { id } from '#platform/http/forms.ts'
import type { PersonActor } from '#platform/auth/actor.ts'
import { get, post } from '#platform/http/route.ts'
import type { Tx } from '#platform/db/tx.ts'
import { toDay } from '#platform/views/format.ts'
import { endAbsence, enterAbsence } from '../actions/enter-absence.ts'
import { events, permissions } from '../declarations.ts'
import { listAbsences } from '../queries/absences.ts'
import { nameTeller } from '../queries/edition.ts'
import { listDeputies } from '../queries/list-deputies.ts'
import { absencesPage } from '../views/absences.page.ts'
import { person } from './articles.ts'
import { countShown } from './editions.ts'
import { dayBoxes, wantedDay } from './fields.ts'

async function page(
  tx: Tx,
  actor: PersonActor,
  now: Temporal.Instant,
  form: Parameters<typeof absencesPage>[3] = {},
  errors: Parameters<typeof absencesPage>[4] = [],
) {
  const today = toDay(now)
  const rows = await listAbsences(tx, actor.personId, today)
  const nameOf = await nameTeller(
    tx,
    rows.map((row) => row.deputy_id),
  )
  return show(absencesPage(rows, await listDeputies(tx, actor, now), { today, nameOf }, form, errors))
}

const listRoute = get({
  url: '/approvals/absences',
  allow: permissions.approve,
  audit: events.absences_viewed,
  tells: (_context, answer) => ({ count: countShown(answer) }),
  show: ({ tx, actor, now }) => page(tx, person(actor), now),
})

/** A deputy approves. Naming one asks for what approving asks for. */
const enterRoute = post({
  url: '/approvals/absences',
  allow: permissions.approve,
  strong: true,
  audit: events.absence_entered,
  body: z.object({
    deputy: z.uuid('Choose a colleague from the list'),
    ...dayBoxes('from'),
    ...dayBoxes('to'),
  }),
  act: ({ tx, actor, input, now }) =>
    enterAbsence(
      tx,
      person(actor),
      {
        deputyId: input.deputy,
        from: wantedDay(input, 'from', 'Enter the first day you are away, like 27 3 2016'),
        to: wantedDay(input, 'to', 'Enter the last day you are away, like 10 4 2016'),
      },
      now,
    ),
  leadsTo: () =>
    goToSaying('/approvals/absences', 'Saved. Your deputy sees what waits from the first day on.'),
  again: ({ tx, actor, now, form, errors }) => page(tx, person(actor), now, form, errors),
})

const endRoute = post({
  url: '/approvals/absences/:absenceId/end',
  allow: permissions.approve,
  audit: events.absence_ended,
  params: z.object({ absenceId: id() }),
  body: z.object({}),
  act: ({ tx, actor, params, now }) => endAbsence(tx, person(actor), params, now),
  leadsTo: () => goToSaying('/approvals/absences', 'Ended. You decide yourself again.'),
})

export const absenceRoutes = [listRoute, enterRoute, endRoute]
