import path from 'node:path'
import type { PlatformPart } from '#platform/declare/platform-part.ts'
import { jobsEvents, jobsPermissions } from './declarations.ts'
import type { JobShape } from './declare.ts'
import { jobsRoutes } from './routes/jobs.ts'
import { sweepForms } from './sweep-forms.ts'

/** Jobs as a part of the ground floor. `declared` gives every job of the house, for the page that shows them. */
export const jobsPart = (declared: () => readonly Pick<JobShape, 'name' | 'says'>[]): PlatformPart => ({
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
})
