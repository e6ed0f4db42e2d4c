import { z } from 'zod'
import { goToSaying, show, type Answer } from '#platform/http/answers.ts'
import { id, line, many } from '#platform/http/forms.ts'
import { NotHere, Refusal } from '#platform/http/refusal.ts'
import { get, post, type AgainContext } from '#platform/http/route.ts'
import { moment } from '#platform/views/format.ts'
import { scheduleEdition, unscheduleEdition } from '../../actions/edition-state.ts'
import { sendTest, startSending } from '../../actions/sending/start-sending.ts'
import { events } from '../../declarations.ts'
import { sendingEvents, sendingPermissions } from '../../declarations-sending.ts'
import { findSendView } from '../../queries/sending/send-view.ts'
import { readTime } from '../../rules/sending/time-of-day.ts'
import { sendPage } from '../../views/sending/send.page.ts'
import { dayBoxes, wantedDay } from '../fields.ts'

export const editionParams = z.object({ editionId: id() })
type EditionParams = z.output<typeof editionParams>

/** The page again, with what was typed and what to mend. */
async function again(context: AgainContext<EditionParams>): Promise<Answer> {
  const view = await findSendView(context.tx, context.params.editionId, context.now)
  if (!view) throw new NotHere('no such edition')
  return show(sendPage(view, context.actor, context.errors, context.form))
}

const sendPageRoute = get({
  url: '/editions/:editionId/send',
  allow: sendingPermissions.send,
  audit: sendingEvents.audience_viewed,
  params: editionParams,
  tells: ({ params }, answer) => ({
    edition: params.editionId,
    readers: answer.kind === 'page' && 'mails' in answer.page.data ? Number(answer.page.data.mails) : 0,
  }),
  show: async ({ tx, actor, params, now }) => {
    const view = await findSendView(tx, params.editionId, now)
    return view && show(sendPage(view, actor))
  },
})

/** What leaves in the partnership's name to thousands asks for more than somebody's mailbox. Stopping it never does. */
const sendRoute = post({
  url: '/editions/:editionId/send',
  allow: sendingPermissions.send,
  strong: true,
  audit: sendingEvents.sending_started,
  params: editionParams,
  body: z.object({ check: z.literal('yes', 'Tick the box when you have checked who it goes to') }),
  act: ({ tx, actor, params, now }) => startSending(tx, actor, params, now),
  leadsTo: (started) =>
    goToSaying(
      `/editions/${started.editionId}/sendings/${started.number}`,
      'The sending has begun. You can leave this page: it goes on by itself.',
    ),
  again,
})

const scheduleRoute = post({
  url: '/editions/:editionId/schedule',
  allow: sendingPermissions.send,
  strong: true,
  audit: events.edition_scheduled,
  params: editionParams,
  body: z.object({ ...dayBoxes('at'), time: line('Enter a time, like 9.30am') }),
  act: async ({ tx, actor, params, input, now }) => {
    const day = wantedDay(input, 'at', 'Enter the day it goes out, like 27 3 2016')
    const time = readTime(input.time)
    if (!time) throw new Refusal('no_time', 'Enter a time, like 9.30am', 'time')
    // A time in the hour that is left out in March is an hour later; one that comes twice in October is the first.
    const at = day.toZonedDateTime({ timeZone: 'Europe/London', plainTime: time }).toInstant()
    await scheduleEdition(tx, actor, { editionId: params.editionId, at }, now)
    return at
  },
  leadsTo: (at, { params }) =>
    goToSaying(`/editions/${params.editionId}/send`, `It goes out on ${moment(at)}, by itself.`),
  again,
})

const unscheduleRoute = post({
  url: '/editions/:editionId/unschedule',
  allow: sendingPermissions.send,
  audit: events.edition_unscheduled,
  params: editionParams,
  body: z.object({}),
  act: ({ tx, actor, params, now }) => unscheduleEdition(tx, actor, params, now),
  leadsTo: (_result, { params }) =>
    goToSaying(`/editions/${params.editionId}/send`, 'It is off the schedule, and still approved.'),
  again,
})

const testRoute = post({
  url: '/editions/:editionId/test-mail',
  allow: sendingPermissions.send,
  audit: sendingEvents.sending_started,
  params: editionParams,
  body: z.object({ people: many(id()) }),
  act: ({ tx, actor, params, input, now }) =>
    sendTest(tx, actor, { editionId: params.editionId, people: input.people }, now),
  leadsTo: (started) =>
    goToSaying(`/editions/${started.editionId}/sendings/${started.number}`, 'The test mail is on its way.'),
  again,
})

export const sendRoutes = [sendPageRoute, sendRoute, scheduleRoute, unscheduleRoute, testRoute]
