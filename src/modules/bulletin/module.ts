import { fileURLToPath } from 'node:url'
import type { ModuleDeclaration } from '#platform/declare/module.ts'
import { keepViews } from './actions/keep-views.ts'
import { importCommand } from './commands/import.ts'
import { events, permissions } from './declarations.ts'
import { loadDemo } from './demo/load.ts'
import { sweepDrafts } from './jobs/sweep-drafts.ts'
import { keeps } from './keeps.ts'
import { bulletinWork } from './queries/work.ts'
import { absenceRoutes } from './routes/absences.ts'
import { approvalRoutes } from './routes/approvals.ts'
import { articleRoutes } from './routes/articles.ts'
import { audienceRoutes } from './routes/audience.ts'
import { calendarRoute } from './routes/calendar.ts'
import { editionRoutes } from './routes/editions.ts'
import { importRoutes } from './routes/import.ts'
import { postRoutes } from './routes/posts.ts'
import { previewRoutes } from './routes/previews.ts'
import { publicRoutes } from './routes/public.ts'
import { sending } from './sending.ts'
import { words } from './words.ts'

const script = (name: string) => ({
  name,
  entry: fileURLToPath(new URL(`./browser/${name}.ts`, import.meta.url)),
})

export const bulletin = {
  name: 'bulletin',
  says: 'Editions, articles, their approval and sending, the blog, and the archive on the web',
  needs: ['network'],
  permissions: { ...permissions, ...sending.permissions },
  events: { ...events, ...sending.events },
  words,
  jobs: [sweepDrafts, ...sending.jobs],
  jobsWith: sending.jobsWith,
  routes: [
    ...importRoutes,
    ...editionRoutes,
    ...articleRoutes,
    ...absenceRoutes,
    ...approvalRoutes,
    ...postRoutes,
    ...audienceRoutes,
    calendarRoute,
    ...previewRoutes,
    ...publicRoutes,
    ...sending.routes,
  ],
  nav: [
    { text: 'Bulletins', href: '/bulletins', allow: permissions.read },
    { text: 'Editions', href: '/editions', allow: permissions.write },
    ...sending.nav,
  ],
  footer: [
    { text: 'Bulletins', href: '/bulletins' },
    { text: 'Blog', href: '/blog' },
  ],
  keeps: [...keeps, ...sending.keeps],
  keepViews,
  work: async (tx, actor, now) => [
    ...(await bulletinWork(tx, actor, now)),
    ...(await sending.work(tx, actor, now)),
  ],
  commands: [importCommand],
  demo: loadDemo,
  tour: [
    { person: 'erin', try: 'Bring in last month’s bulletin from a file', href: '/editions/import' },
    { person: 'erin', try: 'See every edition and where it stands', href: '/editions' },
    { person: 'femi', try: 'Approve the edition that waits, or send it back', href: '/approvals' },
    ...sending.tour,
    { person: 'ann', try: 'Read the bulletins on the web', href: '/bulletins' },
  ],
  scripts: [
    {
      name: 'editor',
      entry: fileURLToPath(new URL('../../platform/richtext/editor/editor.ts', import.meta.url)),
    },
    script('bulletin-editor'),
    script('import-keys'),
  ],
} as const satisfies ModuleDeclaration
