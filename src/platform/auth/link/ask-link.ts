import { randomUUID } from 'node:crypto'
import { record } from '#platform/audit/record.ts'
import type { Tx } from '#platform/db/tx.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import type { Actor } from '../actor.ts'
import { authEvents } from '../events.ts'
import { authIn } from '../tables.ts'
import { countTry } from '../tries.ts'
import type { SendLinkJob } from './send-link.ts'

/** Five mails in a quarter of an hour to one address; the newest still works, further requests are answered alike and send nothing. */
export const mostLinks = 5

/**
 * Takes a request for a link. Nothing is looked up here: the same statements run whether anybody has the address or not, and the
 * job does the rest, so neither words nor time tell who is known.
 */
export async function askLink(
  tx: Tx,
  actor: Actor,
  input: { email: string; returnPath: string },
  by: { job: SendLinkJob; key: Buffer },
  now: Temporal.Instant,
): Promise<void> {
  const tries = await countTry(tx, 'link', input.email.toLowerCase(), by.key, now)
  if (tries <= mostLinks) {
    const id = randomUUID()
    await authIn(tx)
      .insertInto('platform.link_request')
      .values({ id, email: input.email, return_path: input.returnPath, asked_at: now })
      .execute()
    await enqueue(tx, by.job, { request: id })
  }
  await record(tx, actor, authEvents.link_asked, {})
}
