import { sql } from 'kysely'
import { z } from 'zod'
import { record } from '#platform/audit/record.ts'
import { system } from '#platform/auth/actor.ts'
import { inTransaction } from '#platform/db/database.ts'
import type { Tx } from '#platform/db/tx.ts'
import { declareJob } from '#platform/jobs/declare.ts'
import { endLeaver } from '../actions/end-leaver.ts'
import { events } from '../declarations.ts'
import { listDueLeavings, lockLeaving } from '../queries/leavings.ts'
import { londonDay } from '../rules/london-day.ts'
import { networkIn } from '../tables.ts'
import { forgetPrivate } from './shapes.ts'

const actor = system('network.end_day')
const keptDays = 30

/** Every night: what was to end with yesterday ends, and what was kept long enough goes. */
export const endDay = declareJob({
  name: 'network.end_day',
  says: 'Ends the posts, roles and ways in of those whose last day has passed',
  data: z.object({}).default({}),
  retries: 5,
  cron: '5 0 * * *',
  single: true,
  run: async ({ db, now, signal, log }) => {
    const today = londonDay(now)
    const due = await inTransaction(db, actor, (tx) => listDueLeavings(tx, today))
    for (const { id } of due) {
      signal.throwIfAborted()
      await inTransaction(db, actor, async (tx) => {
        const leaving = await lockLeaving(tx, id)
        if (!leaving || leaving.finishedAt || leaving.undoneAt) return
        await endLeaver(tx, actor, { ...leaving, leavingId: leaving.id }, now)
      })
    }
    await inTransaction(db, actor, (tx) => endLapsedRoles(tx, now, today))
    await inTransaction(db, actor, (tx) => removeOld(tx, now))
    log.info({ leavers: due.length }, 'the day was ended')
  },
})

/** Roles that an organisation asked for end when the person has moved away from it. */
async function endLapsedRoles(tx: Tx, now: Temporal.Instant, today: Temporal.PlainDate): Promise<void> {
  const { rows } = await sql<{ id: string; person: string; role: string }>`
    update network.role_grant g set state = 'ended', ended_at = ${now}, ended_because = 'post_ended'
    where g.state in ('requested', 'granted') and g.organisation_id is not null and not exists (
      select from network.post q where q.person_id = g.person_id and q.organisation_id = g.organisation_id
        and (q.to_on is null or q.to_on >= ${today}))
    returning g.id, g.person_id as person, g.role`.execute(networkIn(tx))
  for (const { id, person, role } of rows)
    await record(tx, actor, events.role_ended, { grant: id, person, role })
}

async function removeOld(tx: Tx, now: Temporal.Instant): Promise<void> {
  const network = networkIn(tx)
  const before = now.subtract({ hours: 24 * keptDays })
  const searches = await network.deleteFrom('network.search').where('made_at', '<', before).execute()
  const imports = await network
    .updateTable('network.import')
    .set({ content_removed_at: now, sheet: '{}', plan: null })
    .where('brought_at', '<', before)
    .where('state', 'in', ['done', 'discarded', 'preview'])
    .where('content_removed_at', 'is', null)
    .returning('id')
    .execute()
  for (const table of ['network.import_row', 'network.import_step'] as const)
    if (imports.length > 0)
      await network
        .deleteFrom(table)
        .where(
          'import_id',
          'in',
          imports.map(({ id }) => id),
        )
        .execute()
  const removed = Number(searches[0]?.numDeletedRows ?? 0)
  if (removed + imports.length > 0)
    await record(tx, actor, events.old_rows_removed, { searches: removed, imports: imports.length })
}

/** A leaver's private contact details served only while they were in post. */
export const forgetPrivateJob = declareJob({
  ...forgetPrivate,
  run: ({ db }, { personId }) =>
    inTransaction(db, system(forgetPrivate.name), async (tx) => {
      const network = networkIn(tx)
      const person = await network
        .selectFrom('network.person')
        .select('left_at')
        .where('id', '=', personId)
        .executeTakeFirst()
      // A leaving that was taken back meanwhile leaves them where they are.
      if (!person?.left_at) return
      await network.deleteFrom('network.private_contact').where('person_id', '=', personId).execute()
    }),
})
