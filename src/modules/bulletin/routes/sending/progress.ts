import { z } from 'zod'
import { goToSaying, show, type Answer } from '#platform/http/answers.ts'
import { id, many } from '#platform/http/forms.ts'
import { NotHere } from '#platform/http/refusal.ts'
import { get, post, type AgainContext } from '#platform/http/route.ts'
import { plural } from '#platform/views/format.ts'
import { decideDoubts, goOnSending, pauseSending, stopSending } from '../../actions/sending/steer-sending.ts'
import { sendToFailures } from '../../actions/sending/start-sending.ts'
import { sendingEvents, sendingPermissions } from '../../declarations-sending.ts'
import { findProgress, troubleStates } from '../../queries/sending/progress.ts'
import { progressPage } from '../../views/sending/progress.page.ts'

const params = z.object({ editionId: id(), number: z.coerce.number().int().min(1).max(10_000) })
type Params = z.output<typeof params>

const url = '/editions/:editionId/sendings/:number'
const here = ({ editionId, number }: Params): string => `/editions/${editionId}/sendings/${number}`
const allow = sendingPermissions.send

async function again({ tx, params: which, now, errors }: AgainContext<Params>): Promise<Answer> {
  const view = await findProgress(tx, { ...which, show: null }, now)
  if (!view) throw new NotHere('no such sending')
  return show(progressPage(view, errors))
}

export const progressRoutes = [
  get({
    url,
    allow,
    audit: sendingEvents.sending_viewed,
    params,
    query: z.object({ show: z.enum(troubleStates).optional() }),
    tells: (_context, answer) => ({
      sending:
        answer.kind === 'page' && 'sendingId' in answer.page.data ? String(answer.page.data.sendingId) : null,
    }),
    show: async ({ tx, params: which, query, now }) => {
      const view = await findProgress(tx, { ...which, show: query.show ?? null }, now)
      return view && show(progressPage(view))
    },
  }),

  post({
    url: `${url}/pause`,
    allow,
    audit: sendingEvents.sending_paused,
    params,
    body: z.object({}),
    act: ({ tx, actor, params: which, now }) => pauseSending(tx, actor, which, now),
    leadsTo: (_result, context) =>
      goToSaying(here(context.params), 'The sending is paused. Mails under way still end.'),
    again,
  }),

  post({
    url: `${url}/go-on`,
    allow,
    audit: sendingEvents.sending_went_on,
    params,
    body: z.object({}),
    act: ({ tx, actor, params: which, now }) => goOnSending(tx, actor, which, now),
    leadsTo: (_result, context) => goToSaying(here(context.params), 'The sending goes on.'),
    again,
  }),

  post({
    url: `${url}/stop`,
    allow,
    audit: sendingEvents.sending_stopped,
    params,
    body: z.object({}),
    act: ({ tx, actor, params: which, now }) => stopSending(tx, actor, which, now),
    leadsTo: (_result, context) =>
      goToSaying(
        here(context.params),
        'The sending was stopped for good. Those it did not come to are listed.',
      ),
    again,
  }),

  post({
    url: `${url}/failures`,
    allow,
    strong: true,
    audit: sendingEvents.sending_started,
    params,
    body: z.object({}),
    act: ({ tx, actor, params: which, now }) => sendToFailures(tx, actor, which, now),
    leadsTo: (started) =>
      goToSaying(
        `/editions/${started.editionId}/sendings/${started.number}`,
        'It is being sent to those it did not reach.',
      ),
    again,
  }),

  post({
    url: `${url}/doubts`,
    allow,
    strong: true,
    audit: sendingEvents.doubt_decided,
    params,
    body: z.object({
      mailboxes: many(id()),
      all: z.enum(['yes']).optional(),
      how: z.enum(['again', 'leave'], 'Choose what to do with them'),
    }),
    act: ({ tx, actor, params: which, input, now }) =>
      decideDoubts(
        tx,
        actor,
        { ...which, mailboxIds: input.all ? 'all' : input.mailboxes, how: input.how },
        now,
      ),
    leadsTo: (decided, context) =>
      goToSaying(
        here(context.params),
        context.input.how === 'again'
          ? `${plural(decided, 'mail is', 'mails are')} sent again.`
          : `${plural(decided, 'mail is', 'mails are')} taken for sent.`,
      ),
    again,
  }),
]
