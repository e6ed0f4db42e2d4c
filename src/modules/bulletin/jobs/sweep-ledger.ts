import { sql } from 'kysely'
import { z } from 'zod'
import { record } from '#platform/audit/record.ts'
import { system } from '#platform/auth/actor.ts'
import { inTransaction } from '#platform/db/database.ts'
import { declareJob } from '#platform/jobs/declare.ts'
import { awaitLists } from '../actions/sending/ledger-lock.ts'
import { sendingEvents } from '../declarations-sending.ts'
import { sendingIn } from '../tables-sending.ts'

const ledgerDays = 730
const unconfirmedDays = 7

/** What is kept of the ledger when its rows go: counts by kind of organisation, and nobody's mailbox. */
export const sweepLedger = declareJob({
  name: 'bulletin.sweep_ledger',
  says: 'Removes the ledger of sendings after two years, keeps its counts, and forgets requests nobody confirmed.',
  data: z.strictObject({}),
  retries: 3,
  single: true,
  cron: '50 3 * * *',
  run: ({ db, now }) =>
    inTransaction(db, system('bulletin'), async (tx) => {
      const before = (days: number) => now.subtract({ hours: days * 24 })
      const table = sendingIn(tx)
      await awaitLists(tx)
      const old = await table
        .selectFrom('bulletin.sending as s')
        .select('s.id')
        .where('s.ended_at', '<', before(ledgerDays))
        .where((by) =>
          by.exists(
            by
              .selectFrom('bulletin.delivery as d')
              .select('d.mailbox_id')
              .whereRef('d.sending_id', '=', 's.id'),
          ),
        )
        .execute()
      const ids = old.map(({ id }) => id)
      await sql`
        insert into bulletin.figure (sending_id, organisation_kind, state, readers)
        select sending_id, organisation_kind, state, count(*) from bulletin.delivery
        where sending_id = any(${ids}::uuid[]) group by sending_id, organisation_kind, state
        union all
        select sending_id, organisation_kind, 'unsubscribed', count(*) from bulletin.delivery
        where sending_id = any(${ids}::uuid[]) and unsubscribed_at is not null group by sending_id, organisation_kind`.execute(
        table,
      )
      const rows = await sql`delete from bulletin.delivery where sending_id = any(${ids}::uuid[])`.execute(
        table,
      )
      await table.deleteFrom('bulletin.report').where('read_at', '<', before(ledgerDays)).execute()
      const mailboxes = await sql`
        delete from bulletin.mailbox m
        where m.asked_at < ${before(unconfirmedDays)} and m.confirmed_at is null and m.blog_since is null
          and not exists (select from bulletin.delivery d where d.mailbox_id = m.id)
          and not exists (select from bulletin.suppression s where s.mailbox_id = m.id)
          and not exists (select from bulletin.report r where r.mailbox_id = m.id)`.execute(table)
      const [removed, forgotten] = [Number(rows.numAffectedRows ?? 0), Number(mailboxes.numAffectedRows ?? 0)]
      if (removed + forgotten > 0)
        await record(tx, system('bulletin'), sendingEvents.ledger_swept, {
          sendings: ids.length,
          rows: removed,
          mailboxes: forgotten,
        })
    }),
})
