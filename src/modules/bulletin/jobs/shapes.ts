import { z } from 'zod'
import type { JobShape } from '#platform/jobs/declare.ts'

// Apart from the jobs themselves, so that asking for one does not need to know how mail leaves.
const nothing = z.strictObject({})
export type Nothing = z.output<typeof nothing>

// The work is in the ledger, so a run that failed is asked for again by whoever looks every minute.
const sends = { data: nothing, retries: 3, single: true, expiresAfter: 3_600 } as const

/** Editions go out one after the other, so that rate and connections hold for the whole installation. */
export const sendEditionsShape: JobShape<Nothing> = {
  ...sends,
  name: 'bulletin.send_editions',
  says: 'Hands the mails of editions and posts to the mail server.',
}

/** Tests are few mails, and nobody should wait for an edition to see one. */
export const sendTestsShape: JobShape<Nothing> = {
  ...sends,
  name: 'bulletin.send_tests',
  says: 'Hands test mails of editions to the mail server.',
}
