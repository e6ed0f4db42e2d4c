import { z } from 'zod'
import { record } from '#platform/audit/record.ts'
import { system } from '#platform/auth/actor.ts'
import { inTransaction } from '#platform/db/database.ts'
import { declareJob } from '#platform/jobs/declare.ts'
import { dropImport } from '../actions/bring-in.ts'
import { events } from '../declarations.ts'
import { bulletinIn } from '../tables.ts'

/** Every night: previews that nobody confirmed in a week, drafts nobody came back to in a month, and who was where yesterday. */
export const sweepDrafts = declareJob({
  name: 'bulletin.sweep_drafts',
  says: 'Deletes previews of imports after a week, unsaved drafts after a month and traces of open texts after a day',
  data: z.object({}).nullable(),
  retries: 3,
  cron: '40 3 * * *',
  run: async ({ db, now, signal }) => {
    const actor = system('bulletin.sweep_drafts')
    const old = await inTransaction(db, actor, (tx) =>
      bulletinIn(tx)
        .selectFrom('bulletin.import')
        .select('id')
        .where('confirmed_at', 'is', null)
        .where('made_at', '<', now.subtract({ hours: 7 * 24 }))
        .execute(),
    )
    for (const { id } of old) {
      signal.throwIfAborted()
      await inTransaction(db, actor, (tx) => dropImport(tx, actor, { importId: id }, now))
    }
    await inTransaction(db, actor, async (tx) => {
      const bulletin = bulletinIn(tx)
      await bulletin
        .deleteFrom('bulletin.autosave')
        .where('saved_at', '<', now.subtract({ hours: 30 * 24 }))
        .execute()
      await bulletin
        .deleteFrom('bulletin.presence')
        .where('seen_at', '<', now.subtract({ hours: 24 }))
        .execute()
      await record(tx, actor, events.imports_swept, { count: old.length })
    })
  },
})
