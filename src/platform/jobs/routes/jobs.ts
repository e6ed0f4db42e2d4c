import { z } from 'zod'
import { goToSaying, show } from '#platform/http/answers.ts'
import { id } from '#platform/http/forms.ts'
import type { DeclaredRoute } from '#platform/http/route.ts'
import { get, post } from '#platform/http/route.ts'
import { giveUpJob, tryJobAgain } from '../actions/mend-job.ts'
import { jobsEvents, jobsPermissions } from '../declarations.ts'
import type { JobShape } from '../declare.ts'
import { listQueues } from '../queries/list-queues.ts'
import { listTroubled } from '../queries/list-troubled.ts'
import { jobsPage } from '../views/jobs.page.ts'

const params = z.object({ jobId: id() })

/** `declared` is asked when a page is shown, since the list of all jobs is complete only after every part was made. */
export const jobsRoutes = (
  declared: () => readonly Pick<JobShape, 'name' | 'says'>[],
): readonly DeclaredRoute[] => [
  get({
    url: '/jobs',
    allow: jobsPermissions.look_after,
    audit: jobsEvents.seen,
    show: async ({ tx, now }) =>
      show(
        jobsPage({
          queues: await listQueues(tx),
          troubled: await listTroubled(tx),
          declared: new Map(declared().map((job) => [job.name, job])),
          now,
        }),
      ),
  }),

  post({
    url: '/jobs/:jobId/try-again',
    allow: jobsPermissions.look_after,
    audit: jobsEvents.tried_again,
    params,
    body: z.object({}),
    act: ({ tx, actor, params: { jobId } }) => tryJobAgain(tx, actor, jobId),
    leadsTo: () => goToSaying('/jobs', 'It is being tried again.'),
  }),

  post({
    url: '/jobs/:jobId/give-up',
    allow: jobsPermissions.look_after,
    audit: jobsEvents.given_up,
    params,
    body: z.object({}),
    act: ({ tx, actor, params: { jobId } }) => giveUpJob(tx, actor, jobId),
    leadsTo: () => goToSaying('/jobs', 'It has been given up.'),
  }),
]
