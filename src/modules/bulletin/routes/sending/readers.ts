import { z } from 'zod'
import { goToSaying, show, type Answer } from '#platform/http/answers.ts'
import { id, line, lines } from '#platform/http/forms.ts'
import { NotHere } from '#platform/http/refusal.ts'
import { get, post, type AgainContext } from '#platform/http/route.ts'
import type { Tx } from '#platform/db/tx.ts'
import { record } from '#platform/audit/record.ts'
import type { FieldError, RawForm } from '#platform/http/forms.ts'
import { liftSuppression, suppressAddress } from '../../actions/sending/suppress.ts'
import { sendingEvents, sendingPermissions } from '../../declarations-sending.ts'
import {
  findReader,
  findSuppression,
  listOutside,
  listReturned,
  listSuppressed,
} from '../../queries/sending/readers.ts'
import {
  foundReaderPage,
  liftPage,
  readersPage,
  type ReadersShown,
} from '../../views/sending/readers.page.ts'

const allow = sendingPermissions.readers
const reasons = ['unsubscribed', 'bounced', 'complaint', 'by_hand'] as const

const query = z.object({
  show: z.enum(['outside', 'barred', 'returned']).default('outside'),
  reason: z.enum(reasons).optional(),
  page: z.coerce.number().int().min(1).max(10_000).default(1),
})
type Query = z.output<typeof query>

async function listFor(tx: Tx, asked: Query): Promise<ReadersShown> {
  switch (asked.show) {
    case 'outside':
      return { show: 'outside', ...(await listOutside(tx, asked.page)) }
    case 'barred':
      return {
        show: 'barred',
        reason: asked.reason ?? null,
        ...(await listSuppressed(tx, asked.page, asked.reason ?? null)),
      }
    case 'returned':
      return { show: 'returned', ...(await listReturned(tx, asked.page)) }
  }
}

const page = async (
  tx: Tx,
  asked: Query,
  errors: readonly FieldError[] = [],
  form: RawForm = {},
): Promise<Answer> => show(readersPage(await listFor(tx, asked), asked.page, errors, form))

async function againLifting(context: AgainContext<{ suppressionId: string }>): Promise<Answer> {
  const found = await findSuppression(context.tx, context.params.suppressionId)
  if (!found) throw new NotHere('no such row')
  return show(liftPage(found, context.errors, context.form))
}

export const readerRoutes = [
  get({
    url: '/readers',
    allow,
    audit: sendingEvents.readers_viewed,
    query,
    tells: (_context, answer) => ({
      count: answer.kind === 'page' && 'total' in answer.page.data ? Number(answer.page.data.total) : 0,
    }),
    show: ({ tx, query: asked }) => page(tx, asked),
  }),

  // By POST, so that no address stands in a history, a log or a link.
  post({
    url: '/readers/search',
    allow,
    audit: sendingEvents.reader_searched,
    body: z.object({ search: line('Enter an email address', 254) }),
    act: async ({ tx, actor, input }) => {
      const found = await findReader(tx, input.search)
      await record(tx, actor, sendingEvents.reader_searched, { found: found !== null })
      return found
    },
    leadsTo: (found, { input }) => show(foundReaderPage(input.search, found)),
    again: ({ tx, errors, form }) => page(tx, query.parse({}), errors, form),
  }),

  post({
    url: '/readers/barred',
    allow,
    audit: sendingEvents.suppressed,
    body: z.object({
      address: line('Enter an email address', 254),
      reason: z.enum(['by_hand', 'complaint'], 'Choose why'),
      note: lines(500),
    }),
    act: ({ tx, actor, input, now }) => suppressAddress(tx, actor, input, now),
    leadsTo: () => goToSaying('/readers?show=barred', 'Nothing is sent to this address any more.'),
    again: ({ tx, errors, form }) => page(tx, query.parse({ show: 'barred' }), errors, form),
  }),

  get({
    url: '/readers/barred/:suppressionId',
    allow,
    audit: sendingEvents.readers_viewed,
    params: z.object({ suppressionId: id() }),
    tells: () => ({ count: 1 }),
    show: async ({ tx, params }) => {
      const found = await findSuppression(tx, params.suppressionId)
      return found && show(liftPage(found))
    },
  }),

  post({
    url: '/readers/barred/:suppressionId/lift',
    allow,
    audit: sendingEvents.suppression_lifted,
    params: z.object({ suppressionId: id() }),
    body: z.object({ because: line('Say why mail can go there again', 500) }),
    act: ({ tx, actor, params, input, now }) =>
      liftSuppression(tx, actor, { suppressionId: params.suppressionId, because: input.because }, now),
    leadsTo: () =>
      goToSaying('/readers?show=barred', 'The address is reset. It gets the next edition again.'),
    again: againLifting,
  }),
]
