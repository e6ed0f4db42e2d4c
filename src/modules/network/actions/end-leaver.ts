import { sql } from 'kysely'
import { record } from '#platform/audit/record.ts'
import { personOf, type Actor } from '#platform/auth/actor.ts'
import { endEverything } from '#platform/auth/end-everything.ts'
import type { Tx } from '#platform/db/tx.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { events } from '../declarations.ts'
import { forgetPrivate, personLeft } from '../jobs/shapes.ts'
import { networkIn } from '../tables.ts'

type Leaver = {
  readonly leavingId: string
  readonly personId: string
  readonly organisationId: string
  /** The posts that end by this leaving. A post elsewhere keeps the person in the network. */
  readonly posts: readonly string[]
}

/**
 * Ends what hangs on a leaver: roles, sign-ins, private details, and by a notice what other modules keep. With a post elsewhere
 * only the roles that this organisation asked for end. To be called while the posts are still in force, so that the one who
 * ends them may still end the roles.
 */
export async function endLeaver(tx: Tx, actor: Actor, leaver: Leaver, now: Temporal.Instant): Promise<void> {
  const network = networkIn(tx)
  const { personId, organisationId } = leaver
  const today = now.toZonedDateTimeISO('Europe/London').toPlainDate()
  const { rows: staying } = await sql<{ id: string }>`
    select id from network.post where person_id = ${personId} and not (id = any(${[...leaver.posts]}::uuid[]))
      and (to_on is null or to_on >= ${today}) limit 1`.execute(network)
  const whole = staying.length === 0
  const { rows: roles } = await sql<{ id: string }>`
    update network.role_grant set state = 'ended', ended_at = ${now}, ended_by = ${personOf(actor)}, ended_because = 'left'
    where person_id = ${personId} and state in ('requested', 'granted')
      and (${whole} or organisation_id = ${organisationId}) returning id`.execute(network)
  if (whole) {
    await network
      .updateTable('network.person')
      .set({ left_at: now, changed_at: now })
      .where('id', '=', personId)
      .execute()
    await endEverything(tx, actor, personId, 'left')
    await enqueue(tx, forgetPrivate, { personId })
  }
  await network
    .updateTable('network.leaving')
    .set({ finished_at: now })
    .where('id', '=', leaver.leavingId)
    .execute()
  await enqueue(tx, personLeft, { personId, organisationId, whole })
  await record(tx, actor, events.person_left, {
    person: personId,
    organisation: organisationId,
    roles: roles.length,
    whole,
  })
}
