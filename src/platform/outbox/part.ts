import path from 'node:path'
import type { PlatformPart } from '#platform/declare/platform-part.ts'
import { outboxEvents, outboxPermissions } from './declarations.ts'
import type { OutboxConfig } from './jobs/deliver-mail.ts'
import { outboxJobs } from './outbox-jobs.ts'
import { demoMailRoutes } from './routes/demo-mail.ts'
import { mailQueueRoutes } from './routes/mail-queue.ts'

/** The outbox as a part of the ground floor; with the demonstration's mailbox only in a demonstration. */
export const outboxPart = (config: OutboxConfig, demo: boolean): PlatformPart => ({
  name: 'outbox',
  permissions: outboxPermissions,
  events: outboxEvents,
  routes: [...mailQueueRoutes, ...(demo ? demoMailRoutes(config.frame) : [])],
  jobs: outboxJobs(config),
  nav: [{ text: 'Mail queue', href: '/mail-queue', allow: outboxPermissions.look_after }],
  commands: [],
  keeps: [
    {
      table: 'platform.mail',
      kept: 'a year after its last change',
      because: 'a person can ask whether and when they were written to',
    },
    {
      table: 'platform.mail_content',
      kept: '30 days after its last change',
      because: 'a mail that did not arrive can be sent again; older words serve nobody',
    },
  ],
  views: path.join(import.meta.dirname, 'views'),
})
