import { z } from 'zod'
import { goToSaying, show } from '#platform/http/answers.ts'
import { id } from '#platform/http/forms.ts'
import type { DeclaredRoute } from '#platform/http/route.ts'
import { get, post } from '#platform/http/route.ts'
import { tryMailAgain } from '../actions/try-mail-again.ts'
import { outboxEvents, outboxPermissions } from '../declarations.ts'
import { countMail } from '../queries/count-mail.ts'
import { listTroubledMail } from '../queries/list-troubled-mail.ts'
import { mailQueuePage } from '../views/mail-queue.page.ts'

export const mailQueueRoutes: readonly DeclaredRoute[] = [
  get({
    url: '/mail-queue',
    allow: outboxPermissions.look_after,
    audit: outboxEvents.seen,
    show: async ({ tx, now }) =>
      show(mailQueuePage({ counts: await countMail(tx, now), troubled: await listTroubledMail(tx) })),
  }),

  post({
    url: '/mail-queue/:mailId/try-again',
    allow: outboxPermissions.look_after,
    audit: outboxEvents.tried_again,
    params: z.object({ mailId: id() }),
    body: z.object({}),
    act: ({ tx, actor, params, now }) => tryMailAgain(tx, actor, params.mailId, now),
    leadsTo: () => goToSaying('/mail-queue', 'The mail is being sent again.'),
  }),
]
