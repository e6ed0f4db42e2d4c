import type { ModuleDeclaration } from '#platform/declare/module.ts'
import { events, permissions } from './declarations.ts'
import { keeps } from './keeps.ts'

export const bulletin = {
  name: 'bulletin',
  says: 'Editions, articles, their approval and sending, the blog, and the archive on the web',
  needs: ['network'],
  permissions,
  events,
  jobs: [],
  routes: [],
  nav: [],
  keeps,
} as const satisfies ModuleDeclaration
