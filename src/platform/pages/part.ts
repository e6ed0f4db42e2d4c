import path from 'node:path'
import type { PlatformPart } from '#platform/declare/platform-part.ts'
import { pagesEvents, pagesPermissions } from './events.ts'
import type { Around } from './around.ts'
import { demoRoutes } from './routes/demo.ts'
import { healthRoutes } from './routes/health.ts'
import { homeRoutes } from './routes/home.ts'
import { publicRoutes } from './routes/public.ts'

/** The pages that belong to no module: my work, the tour of the demo, the public pages about the service, and its health. */
export const pagesPart = (around: Around): PlatformPart => ({
  name: 'pages',
  permissions: pagesPermissions,
  events: pagesEvents,
  routes: [
    ...homeRoutes(around),
    ...publicRoutes(around),
    ...healthRoutes(around),
    ...(around.demo ? demoRoutes(around) : []),
  ],
  jobs: [],
  nav: [{ text: 'My work', href: '/home', allow: pagesPermissions.work }],
  commands: [],
  keeps: [
    {
      table: 'platform.installation',
      kept: 'as long as the database',
      because: 'it says what the database is for',
    },
    {
      table: 'platform.migration',
      kept: 'as long as the database',
      because: 'it says which steps it has taken',
    },
  ],
  views: path.join(import.meta.dirname, 'views'),
})
