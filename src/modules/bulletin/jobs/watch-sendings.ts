import { sql } from 'kysely'
import { z } from 'zod'
import { record } from '#platform/audit/record.ts'
import { system } from '#platform/auth/actor.ts'
import { inTransaction } from '#platform/db/database.ts'
import type { Tx } from '#platform/db/tx.ts'
import { declareJob } from '#platform/jobs/declare.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { finishRun } from '../actions/sending/finish-run.ts'
import { startPostSending, startSending } from '../actions/sending/start-sending.ts'
import { sendingEvents } from '../declarations-sending.ts'
import { nextToSend } from '../queries/sending/next-to-send.ts'
import { sendingIn } from '../tables-sending.ts'
import { bulletinIn } from '../tables.ts'
import { sendEditionsShape, sendTestsShape } from './shapes.ts'

// Longer than any pause in which a worker may be silent: a database that is away, a machine that sleeps.
const lostAfterMinutes = 60

/**
 * Looks every minute: scheduled editions whose time has come, mails whose next try is due, and workers that never came back.
 * So nothing waits for a job that was lost.
 */
export const watchSendings = declareJob({
  name: 'bulletin.watch_sendings',
  says: 'Starts scheduled editions, and sees that every sending goes on.',
  data: z.strictObject({}),
  retries: 0,
  single: true,
  cron: '* * * * *',
  run: async ({ db, now }) => {
    const actor = system('bulletin')
    for (const editionId of await inTransaction(db, actor, (tx) => dueEditions(tx, now)))
      await inTransaction(db, actor, (tx) => startSending(tx, actor, { editionId }, now))
    for (const postId of await inTransaction(db, actor, (tx) => newPosts(tx, now)))
      await inTransaction(db, actor, (tx) => startPostSending(tx, actor, { postId }, now))
    await inTransaction(db, actor, async (tx) => {
      await giveUpLostWorkers(tx, now)
      for (const id of await stoppedWithRest(tx)) await finishRun(tx, actor, id, now)
      if (await nextToSend(tx, 'editions', now)) await enqueue(tx, sendEditionsShape, {})
      if (await nextToSend(tx, 'tests', now)) await enqueue(tx, sendTestsShape, {})
    })
  },
})

/** Due by the clock, and still scheduled: one that was cancelled or sent meanwhile is not among them. */
async function dueEditions(tx: Tx, now: Temporal.Instant): Promise<string[]> {
  const rows = await bulletinIn(tx)
    .selectFrom('bulletin.edition')
    .select('id')
    .where('state', '=', 'scheduled')
    .where('scheduled_for', '<=', now)
    .orderBy('scheduled_for')
    .execute()
  return rows.map(({ id }) => id)
}

/** Published in the last day and not mailed yet. What is older is news to nobody, such as the posts of a demonstration. */
async function newPosts(tx: Tx, now: Temporal.Instant): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select p.post_id as id from bulletin.publication p
    where p.kind = 'post' and p.withdrawn_at is null and p.published_at > ${now.subtract({ hours: 24 })}
      and not exists (select from bulletin.sending s where s.post_id = p.post_id)
      and exists (select from bulletin.mailbox m where m.blog_since is not null)
    order by p.published_at`.execute(sendingIn(tx))
  return rows.map(({ id }) => id)
}

/** Their machine is gone, and with it the journal: nobody can know which of these mails left, so a person decides. */
async function giveUpLostWorkers(tx: Tx, now: Temporal.Instant): Promise<void> {
  const { rows } = await sql`
    with lost as (
      delete from bulletin.sending_worker where seen_at < ${now.subtract({ minutes: lostAfterMinutes })} returning id, sending_id)
    update bulletin.delivery d
    set state = 'in_doubt', answer = 'The worker that had this mail never came back.', changed_at = ${now}
    from lost where d.sending_id = lost.sending_id and d.worker = lost.id and d.state = 'claimed'
    returning d.mailbox_id`.execute(sendingIn(tx))
  if (rows.length > 0)
    await record(tx, system('bulletin'), sendingEvents.workers_lost, { in_doubt: rows.length })
}

async function stoppedWithRest(tx: Tx): Promise<string[]> {
  const rows = await sendingIn(tx)
    .selectFrom('bulletin.sending as s')
    .select('s.id')
    .where('s.state', '=', 'stopped')
    .where((by) =>
      by.exists(
        by
          .selectFrom('bulletin.delivery as d')
          .select('d.mailbox_id')
          .whereRef('d.sending_id', '=', 's.id')
          .where('d.state', 'in', ['queued', 'later']),
      ),
    )
    .execute()
  return rows.map(({ id }) => id)
}
