import type { ModuleDeclaration } from '#platform/declare/module.ts'
import { events, permissions } from './declarations.ts'
import { keeps } from './keeps.ts'
import { sending } from './sending.ts'

export const bulletin = {
  name: 'bulletin',
  says: 'Editions, articles, their approval and sending, the blog, and the archive on the web',
  needs: ['network'],
  permissions: { ...permissions, ...sending.permissions },
  events: { ...events, ...sending.events },
  jobs: [...sending.jobs],
  jobsWith: sending.jobsWith,
  routes: [...sending.routes],
  nav: [...sending.nav],
  keeps: [...keeps, ...sending.keeps],
} as const satisfies ModuleDeclaration
