import { z } from 'zod'
import type { JobShape } from '#platform/jobs/declare.ts'

/** A notice: somebody left an organisation, or with `whole` the network. Other modules listen and end what hangs on them. */
export const personLeft: JobShape<{ personId: string; organisationId: string; whole: boolean }> = {
  name: 'network.person_left',
  says: 'Tells the other parts of Holdfast that somebody left',
  data: z.object({ personId: z.uuid(), organisationId: z.uuid(), whole: z.boolean() }),
  retries: 10,
}

export const forgetPrivate: JobShape<{ personId: string }> = {
  name: 'network.forget_private',
  says: 'Deletes a leaver’s private contact details',
  data: z.object({ personId: z.uuid() }),
  retries: 10,
}

export const planImportShape: JobShape<{ importId: string }> = {
  name: 'network.plan_import',
  says: 'Works out line by line what a list that was brought in would change',
  data: z.object({ importId: z.uuid() }),
  retries: 3,
  single: true,
}

export const applyImportShape: JobShape<{ importId: string }> = {
  name: 'network.apply_import',
  says: 'Writes a confirmed list into the network, 200 lines at a time',
  data: z.object({ importId: z.uuid() }),
  retries: 20,
  single: true,
}
