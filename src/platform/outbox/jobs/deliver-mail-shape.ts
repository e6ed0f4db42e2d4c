import { z } from 'zod'
import type { JobShape } from '#platform/jobs/declare.ts'

/** Apart from the job itself, so that queueing a mail does not need to know how it will leave. */
export const deliverMailShape: JobShape<{ mailId: string }> = {
  name: 'platform.deliver_mail',
  says: 'Hands one mail of the outbox to the mail server.',
  data: z.strictObject({ mailId: z.uuid() }),
  retries: 5,
  expiresAfter: 600,
  single: true,
}
