import { sql } from 'kysely'
import type { Tx } from '#platform/db/tx.ts'
import type { BulkResult } from '#platform/mail/bulk/batch.ts'
import { answerWords } from '#platform/outbox/rules/answer-words.ts'
import { decideAfter, type After } from '../../rules/sending/delivery-state.ts'
import { sendingIn } from '../../tables-sending.ts'

type Kept = { readonly worker: string; readonly messageIdOf: (mail: SentMail) => string }

/** What the name of a mail is made of: what was sent, and to whom. A test is another mail than the edition it tries. */
export type SentMail = { readonly sent: string; readonly mailboxId: string }

/**
 * Writes down what became of mails of one worker. Told the same twice, it changes nothing: only rows that this worker still
 * holds are touched, or rows of its that were given up as in doubt and that nobody has decided about.
 */
export async function keepResults(
  tx: Tx,
  results: readonly BulkResult[],
  kept: Kept,
  now: Temporal.Instant,
): Promise<void> {
  if (results.length === 0) return
  const { rows } = await sql<SentMail & { id: string; tries: number; startedAt: Temporal.Instant }>`
    select d.id, case when s.kind = 'test' then s.id else coalesce(s.edition_id, s.post_id) end as sent,
      d.mailbox_id as "mailboxId", d.tries, s.started_at as "startedAt"
    from bulletin.delivery d join bulletin.sending s on s.id = d.sending_id
    where d.id = any(${results.map((result) => result.id)}::uuid[]) and d.worker = ${kept.worker}
      and (d.state = 'claimed' or (d.state = 'in_doubt' and d.decided_at is null))
    order by d.id
    for update of d`.execute(sendingIn(tx))
  if (rows.length === 0) return
  const outcomes = new Map(results.map((result) => [result.id, result.outcome]))
  const changes = rows.flatMap((row) => {
    const outcome = outcomes.get(row.id)
    if (!outcome) return []
    const hours = now.since(row.startedAt).total('hours')
    const after = decideAfter(outcome, row.tries, hours)
    return [{ row, after, outcome }]
  })
  await sql`
    update bulletin.delivery d set
      state = r.state, tries = d.tries + r.counts, not_before = r.not_before, code = r.code, answer = r.answer,
      message_id = coalesce(r.message_id, d.message_id), settled_at = ${now}
    from unnest(
      ${changes.map(({ row }) => row.id)}::uuid[],
      ${changes.map(({ after }) => after.state)}::text[],
      ${changes.map(({ after }) => (after.counts ? 1 : 0))}::smallint[],
      ${changes.map(({ after }) => notBefore(after, now)?.toString() ?? null)}::timestamptz[],
      ${changes.map(({ outcome }) => ('code' in outcome ? (outcome.code ?? null) : null))}::smallint[],
      ${changes.map(({ outcome }) => answerOf(outcome))}::text[],
      ${changes.map(({ row, after }) => (mayBeReturned(after) ? kept.messageIdOf(row) : null))}::text[]
    ) as r (id, state, counts, not_before, code, answer, message_id)
    where d.id = r.id`.execute(sendingIn(tx))
}

const notBefore = (after: After, now: Temporal.Instant): Temporal.Instant | null =>
  after.pauseMinutes === null ? null : now.add({ minutes: after.pauseMinutes })

/** Only what was handed over can come back, and only that needs a name to be found by. */
const mayBeReturned = (after: After): boolean => after.state === 'sent' || after.state === 'in_doubt'

function answerOf(outcome: BulkResult['outcome']): string | null {
  if (outcome.kind === 'unsent') return null
  return answerWords(outcome.kind === 'accepted' ? outcome.response : outcome.reason)
}
