import type { ModuleDeclaration } from '#platform/declare/module.ts'
import { events, permissions } from './declarations.ts'
import { cast } from './demo/cast.ts'
import { loadCast } from './demo/load-cast.ts'
import { loadDemo } from './demo/load-demo.ts'
import { keeps } from './keeps.ts'
import { directory } from './queries/directory.ts'
import { directoryRoutes } from './routes/directory.ts'
import { keepPeopleRoutes } from './routes/keep-people.ts'
import { listPeopleRoute } from './routes/list-people.ts'
import { endDay, forgetPrivateJob } from './jobs/end-day.ts'
import { personLeft } from './jobs/shapes.ts'
import { remindLists } from './jobs/remind-lists.ts'
import { peopleFirst } from './commands/people-first.ts'
import { peopleExport, peopleImport } from './commands/people.ts'
import { applyImportJob, planImportJob } from './jobs/import-jobs.ts'
import { contactRoutes } from './routes/contact.ts'
import { roleRoutes } from './routes/roles.ts'
import { tokenActor } from './actions/keep-token.ts'
import { networkWork } from './queries/work.ts'
import { apiRoutes } from './routes/api.ts'
import { tokenRoutes } from './routes/tokens.ts'
import { tour } from './demo/tour.ts'
import { words } from './words.ts'
import { importRoutes } from './routes/imports.ts'
import { exportRoutes } from './routes/exports.ts'
import { organisationFormRoutes } from './routes/organisation-form.ts'
import { organisationRoute } from './routes/organisation.ts'
import { personRoute } from './routes/person.ts'
import { placesRoutes } from './routes/places.ts'

export const network = {
  name: 'network',
  says: 'Organisations, areas, people, their posts and the roles they hold',
  needs: [],
  permissions,
  events,
  jobs: [endDay, forgetPrivateJob, remindLists, planImportJob, applyImportJob],
  notices: [personLeft],
  routes: [
    ...directoryRoutes,
    ...exportRoutes,
    ...placesRoutes,
    ...organisationFormRoutes,
    organisationRoute,
    listPeopleRoute,
    ...keepPeopleRoutes,
    ...importRoutes,
    ...roleRoutes,
    ...contactRoutes,
    ...tokenRoutes,
    ...apiRoutes,
    personRoute,
  ],
  nav: [{ text: 'Network', href: '/network', allow: permissions.see }],
  keeps,
  commands: [peopleFirst, peopleImport, peopleExport],
  work: networkWork,
  tokenActor,
  tour,
  words,
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
