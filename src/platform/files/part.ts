import type { PlatformPart } from '#platform/declare/platform-part.ts'
import { fileEvents } from './declarations.ts'
import { fileRoute } from './routes/file.ts'

/** Files as a part of the ground floor. */
export const filesPart: PlatformPart = {
  name: 'files',
  permissions: {},
  events: fileEvents,
  routes: [fileRoute],
  jobs: [],
  nav: [],
  commands: [],
  keeps: [
    {
      table: 'platform.file',
      kept: 'as long as the record it belongs to',
      because: 'history names it; what it held may be gone long before',
    },
    {
      table: 'platform.file_content',
      kept: 'until the file is removed',
      because: 'a published page or a record uses it',
    },
  ],
  views: null,
}
