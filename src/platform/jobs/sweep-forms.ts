import { sql } from 'kysely'
import { z } from 'zod'
import { system } from '#platform/auth/actor.ts'
import { inTransaction } from '#platform/db/database.ts'
import { declareJob } from './declare.ts'
import { jobsIn } from './tables.ts'

/** Forms already taken are remembered for a week, and what was typed when a sign-in ran out for a day. */
export const sweepForms = declareJob({
  name: 'platform.sweep_forms',
  says: 'Forgets forms that were taken a week ago, and what was kept for people who did not come back within a day.',
  data: z.strictObject({}),
  retries: 3,
  single: true,
  cron: '40 * * * *',
  run: ({ db, now }) =>
    inTransaction(db, system('sweeper'), async (tx) => {
      await sql`delete from platform.submission where made_at < ${now.subtract({ hours: 7 * 24 })}`.execute(
        jobsIn(tx),
      )
      await sql`delete from platform.parked_form where parked_at < ${now.subtract({ hours: 24 })}`.execute(
        jobsIn(tx),
      )
    }),
})
