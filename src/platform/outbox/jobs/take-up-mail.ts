import { sql } from 'kysely'
import { z } from 'zod'
import { system } from '#platform/auth/actor.ts'
import { inTransaction } from '#platform/db/database.ts'
import { declareJob } from '#platform/jobs/declare.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { outboxIn } from '../tables.ts'
import { deliverMailShape } from './deliver-mail-shape.ts'

// Longer than a delivery may run, so that none is asked for twice.
const overdueMinutes = 15

/** A mail must not wait for ever because its job gave up, say while the database was away. A second job for it does no harm. */
export const takeUpMail = declareJob({
  name: 'platform.take_up_mail',
  says: 'Asks again for mails whose delivery was given up by mistake.',
  data: z.strictObject({}),
  retries: 1,
  single: true,
  cron: '*/10 * * * *',
  run: ({ db, now }) =>
    inTransaction(db, system('outbox'), async (tx) => {
      const overdue = await outboxIn(tx)
        .selectFrom('platform.mail')
        .select('id')
        .where('state', 'in', ['queued', 'later', 'sending'])
        .where(sql<boolean>`coalesce(next_try_at, queued_at) < ${now.subtract({ minutes: overdueMinutes })}`)
        .where('changed_at', '<', now.subtract({ minutes: overdueMinutes }))
        .orderBy(sql`coalesce(next_try_at, queued_at)`)
        .limit(1_000)
        .execute()
      for (const { id } of overdue) await enqueue(tx, deliverMailShape, { mailId: id }, { key: id })
    }),
})
