import { sql } from 'kysely'
import type { Tx } from '#platform/db/tx.ts'
import { sendingIn } from '../../tables-sending.ts'

export type ClaimedMail = {
  readonly mailboxId: string
  readonly address: string
  readonly name: string
  readonly organisationKind: string
}

type Claim = {
  readonly sendingId: string
  readonly worker: string
  readonly most: number
}

/**
 * Takes mails that are due for one worker; committed before any of them is handed over, so that no other worker and no later
 * start takes them too. The list of those we must not write to is looked at here, and decides. `picked` counts both.
 * Nothing is taken of a sending that is paused or stopped.
 */
export async function claimBatch(
  tx: Tx,
  claim: Claim,
  now: Temporal.Instant,
): Promise<{ picked: number; mails: ClaimedMail[] }> {
  const { rows } = await sql<ClaimedMail & { state: 'claimed' | 'suppressed' }>`
    with due as (
      select d.mailbox_id from bulletin.delivery d
      where d.sending_id = ${claim.sendingId} and d.state in ('queued', 'later')
        and (d.not_before is null or d.not_before <= ${now})
        and exists (select from bulletin.sending s where s.id = ${claim.sendingId} and s.state = 'running')
      order by d.mailbox_id
      limit ${claim.most}
      for update skip locked),
    barred as (
      select s.mailbox_id from bulletin.suppression s
      where s.lifted_at is null
        and (s.covers = 'all' or (select kind from bulletin.sending where id = ${claim.sendingId}) <> 'post')
        and s.mailbox_id in (select mailbox_id from due)),
    taken as (
      update bulletin.delivery d set
        state = case when d.mailbox_id in (select mailbox_id from barred) then 'suppressed' else 'claimed' end,
        worker = ${claim.worker}, not_before = null, changed_at = ${now}
      from due where d.sending_id = ${claim.sendingId} and d.mailbox_id = due.mailbox_id
      returning d.mailbox_id, d.organisation_kind, d.state)
    select t.mailbox_id as "mailboxId", m.address, m.name, t.organisation_kind as "organisationKind", t.state
    from taken t join bulletin.mailbox m on m.id = t.mailbox_id`.execute(sendingIn(tx))
  return { picked: rows.length, mails: rows.filter((row) => row.state === 'claimed') }
}
