import { sql } from 'kysely'
import { z } from 'zod'
import { inTransaction } from '#platform/db/database.ts'
import { declareJob, type JobDeclaration } from '#platform/jobs/declare.ts'
import { system } from '../actor.ts'
import { authIn } from '../tables.ts'

/** Removes what has run out. A session stays a day, so that what a person typed when it ended is still theirs. */
export const sweepJob: JobDeclaration<Record<string, never>> = declareJob({
  name: 'auth.sweep',
  says: 'Removes sign-ins, links and tries that have run out.',
  data: z.strictObject({}),
  retries: 2,
  single: true,
  cron: '20 3 * * *',
  run: async ({ db, now }) => {
    const yesterday = now.subtract({ hours: 24 })
    await inTransaction(db, system('auth.sweep'), async (tx) => {
      const tables = authIn(tx)
      await sql`delete from auth.session where expires_at < ${yesterday}`.execute(tables)
      await sql`delete from auth.verification where expires_at < ${yesterday}`.execute(tables)
      await sql`delete from platform.link_request where asked_at < ${yesterday}`.execute(tables)
      await sql`delete from platform.sign_in_try where since < ${yesterday}`.execute(tables)
      await sql`delete from platform.agency_trip where started_at < ${yesterday}`.execute(tables)
    })
  },
})
