import path from 'node:path'
import { system } from '#platform/auth/actor.ts'
import type { Database } from '#platform/db/database.ts'
import { inTransaction } from '#platform/db/database.ts'
import type { PlatformPart } from '#platform/declare/platform-part.ts'
import { jobsEvents, jobsPermissions } from './declarations.ts'
import type { JobShape } from './declare.ts'
import { jobsHealth } from './health.ts'
import { jobsRoutes } from './routes/jobs.ts'
import { sweepForms } from './sweep-forms.ts'

type Given = {
  /** Every job of the house, for the page that shows them; asked when it is shown. */
  readonly declared: () => readonly Pick<JobShape, 'name' | 'says'>[]
  readonly db: Database
  readonly clock: () => Temporal.Instant
}

/** Jobs as a part of the ground floor. */
export const jobsPart = ({ declared, db, clock }: Given): PlatformPart => ({
  name: 'jobs',
  permissions: jobsPermissions,
  events: jobsEvents,
  routes: jobsRoutes(declared),
  jobs: [sweepForms],
  nav: [{ text: 'Jobs', href: '/jobs', allow: jobsPermissions.look_after }],
  commands: [],
  keeps: [
    {
      table: 'jobs.job',
      kept: '14 days after it is done',
      because: 'an administrator can see what ran and what failed; it holds opaque ids only',
    },
    {
      table: 'platform.submission',
      kept: 'a week',
      because: 'a second press of a button gets the first one’s answer',
    },
    {
      table: 'platform.parked_form',
      kept: 'a day, or until it is given back',
      because: 'what a person typed when their sign-in ran out is not lost',
    },
  ],
  views: path.join(import.meta.dirname, 'views'),
  gauges: (
    [
      ['holdfast_jobs_waiting', 'Jobs that are due or will be tried again', 'waiting'],
      ['holdfast_jobs_failed', 'Jobs whose tries are used up', 'failed'],
      ['holdfast_jobs_oldest_due_seconds', 'How long the oldest due job has waited', 'oldestDueSeconds'],
    ] as const
  ).map(([name, help, figure]) => ({
    name,
    help,
    read: async () => (await inTransaction(db, system('metrics'), (tx) => jobsHealth(tx, clock())))[figure],
  })),
})
