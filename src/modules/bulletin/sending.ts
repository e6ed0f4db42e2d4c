import type { ModuleDeclaration } from '#platform/declare/module.ts'
import { sendingEvents, sendingPermissions } from './declarations-sending.ts'
import { readReports } from './jobs/read-reports.ts'
import { sendEditions, sendTests } from './jobs/send-mail.ts'
import { watchSendings } from './jobs/watch-sendings.ts'
import { sendingKeeps } from './keeps-sending.ts'

/** What sending adds to the bulletin's declaration; `module.ts` joins it to what writing declares. */
export const sending = {
  permissions: sendingPermissions,
  events: sendingEvents,
  jobs: [watchSendings],
  jobsWith: (means) => [sendEditions(means), sendTests(means), readReports(means)],
  routes: [],
  nav: [],
  keeps: sendingKeeps,
} as const satisfies Omit<ModuleDeclaration, 'name' | 'says' | 'needs'>
