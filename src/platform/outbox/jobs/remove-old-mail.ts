import { z } from 'zod'
import { system } from '#platform/auth/actor.ts'
import { inTransaction } from '#platform/db/database.ts'
import { declareJob } from '#platform/jobs/declare.ts'
import { outboxIn } from '../tables.ts'

const contentDays = 30
const rowDays = 365

/** What a mail said goes 30 days after its last change; that there was one stays a year. */
export const removeOldMail = declareJob({
  name: 'platform.remove_old_mail',
  says: 'Removes the words of mails after 30 days, and the mails themselves after a year.',
  data: z.strictObject({}),
  retries: 3,
  single: true,
  cron: '20 3 * * *',
  run: async ({ db, now }) => {
    const actor = system('outbox')
    const before = (days: number) => now.subtract({ hours: days * 24 })
    await inTransaction(db, actor, async (tx) => {
      const done = await outboxIn(tx)
        .updateTable('platform.mail')
        .set({ content_removed_at: now })
        .where('content_removed_at', 'is', null)
        .where('changed_at', '<', before(contentDays))
        .where('state', 'not in', ['queued', 'later', 'sending'])
        .returning('id')
        .execute()
      if (done.length === 0) return
      await outboxIn(tx)
        .deleteFrom('platform.mail_content')
        .where(
          'mail_id',
          'in',
          done.map(({ id }) => id),
        )
        .execute()
    })
    await inTransaction(db, actor, (tx) =>
      outboxIn(tx).deleteFrom('platform.mail').where('changed_at', '<', before(rowDays)).execute(),
    )
  },
})
