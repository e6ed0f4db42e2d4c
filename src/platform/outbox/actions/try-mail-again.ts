import { record } from '#platform/audit/record.ts'
import type { Actor } from '#platform/auth/actor.ts'
import type { Tx } from '#platform/db/tx.ts'
import { NotHere, Refusal } from '#platform/http/refusal.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { outboxEvents } from '../declarations.ts'
import { deliverMailShape } from '../jobs/deliver-mail-shape.ts'
import { outboxIn } from '../tables.ts'

/** Sends a mail again that was refused, put off or is in doubt. Of one in doubt the reader may then have two. */
export async function tryMailAgain(
  tx: Tx,
  actor: Actor,
  mailId: string,
  now: Temporal.Instant,
): Promise<void> {
  const mail = await outboxIn(tx)
    .selectFrom('platform.mail')
    .select(['purpose', 'content_removed_at'])
    .where('id', '=', mailId)
    .where('state', 'in', ['in_doubt', 'refused', 'later'])
    .forUpdate()
    .executeTakeFirst()
  if (!mail) throw new NotHere('no such mail, or nothing to try again')
  if (mail.content_removed_at)
    throw new Refusal('mail_too_old', 'This mail cannot be sent again. Its words were removed after 30 days.')
  await outboxIn(tx)
    .updateTable('platform.mail')
    .set({ state: 'queued', next_try_at: null, changed_at: now })
    .where('id', '=', mailId)
    .execute()
  await enqueue(tx, deliverMailShape, { mailId }, { key: mailId })
  await record(tx, actor, outboxEvents.tried_again, { mail: mailId, purpose: mail.purpose })
}
