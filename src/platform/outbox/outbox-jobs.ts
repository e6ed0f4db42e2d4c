import type { JobDeclaration } from '#platform/jobs/declare.ts'
import type { OutboxConfig } from './jobs/deliver-mail.ts'
import { deliverMail } from './jobs/deliver-mail.ts'
import { removeOldMail } from './jobs/remove-old-mail.ts'
import { takeUpMail } from './jobs/take-up-mail.ts'

/** The jobs of the outbox, for the list that workers are started with. */
export const outboxJobs = (config: OutboxConfig): readonly JobDeclaration[] => [
  deliverMail(config),
  takeUpMail,
  removeOldMail,
]
