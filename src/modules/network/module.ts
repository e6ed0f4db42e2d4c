import type { ModuleDeclaration } from '#platform/declare/module.ts'
import { events, permissions } from './declarations.ts'
import { cast } from './demo/cast.ts'
import { loadCast } from './demo/load-cast.ts'
import { loadDemo } from './demo/load-demo.ts'
import { keeps } from './keeps.ts'
import { directory } from './queries/directory.ts'
import { directoryRoutes } from './routes/directory.ts'
import { organisationRoute } from './routes/organisation.ts'
import { personRoute } from './routes/person.ts'

export const network = {
  name: 'network',
  says: 'Organisations, areas, people, their posts and the roles they hold',
  needs: [],
  permissions,
  events,
  jobs: [],
  routes: [...directoryRoutes, organisationRoute, personRoute],
  nav: [{ text: 'Network', href: '/network', allow: permissions.see }],
  keeps,
  directory,
  cast: loadCast,
  demo: loadDemo,
  people: cast.map(({ key, id, given, family, post, organisation, does }) => ({
    key,
    id,
    name: `${given} ${family}`,
    post,
    organisation,
    does,
  })),
} as const satisfies ModuleDeclaration
