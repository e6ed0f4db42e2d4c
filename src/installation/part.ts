import type { PlatformPart } from '#platform/declare/platform-part.ts'
import { installationEvents } from './declarations.ts'

/** The installation as a whole. It has no pages: backups and restores are the work of whoever runs the machine. */
export const installationPart: PlatformPart = {
  name: 'installation',
  permissions: {},
  events: installationEvents,
  routes: [],
  jobs: [],
  nav: [],
  commands: [],
  keeps: [],
  views: null,
}
