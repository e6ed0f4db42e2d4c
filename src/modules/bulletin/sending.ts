import type { ModuleDeclaration } from '#platform/declare/module.ts'
import { sendingEvents, sendingPermissions } from './declarations-sending.ts'
import { readReports } from './jobs/read-reports.ts'
import { sendEditions, sendTests } from './jobs/send-mail.ts'
import { sweepLedger } from './jobs/sweep-ledger.ts'
import { watchSendings } from './jobs/watch-sendings.ts'
import { sendingKeeps } from './keeps-sending.ts'
import { sendingWork } from './queries/sending/work.ts'
import { figureRoutes } from './routes/sending/figures.ts'
import { progressRoutes } from './routes/sending/progress.ts'
import { publicSendingRoutes } from './routes/sending/public.ts'
import { readerRoutes } from './routes/sending/readers.ts'
import { sendRoutes } from './routes/sending/send.ts'

/** What sending adds to the bulletin's declaration; `module.ts` joins it to what writing declares. */
export const sending = {
  permissions: sendingPermissions,
  events: sendingEvents,
  jobs: [watchSendings, sweepLedger],
  jobsWith: (means) => [sendEditions(means), sendTests(means), readReports(means)],
  routes: [...sendRoutes, ...progressRoutes, ...figureRoutes, ...readerRoutes, ...publicSendingRoutes],
  nav: [
    { text: 'Readers', href: '/readers', allow: sendingPermissions.readers },
    { text: 'Figures', href: '/figures', allow: sendingPermissions.figures },
  ],
  keeps: sendingKeeps,
  work: sendingWork,
  tour: [
    { person: 'erin', try: 'See who an approved edition would go to, and send it', href: '/editions' },
    { person: 'nia', try: 'See whom each edition reached, by kind of organisation', href: '/figures' },
    { person: 'erin', try: 'See outside readers, and who must not be written to', href: '/readers' },
  ],
} as const satisfies Omit<ModuleDeclaration, 'name' | 'says' | 'needs'>
