import { sql } from 'kysely'
import type { Tx } from '#platform/db/tx.ts'
import type { BulkResult } from '#platform/mail/bulk/batch.ts'
import { answerWords } from '#platform/outbox/rules/answer-words.ts'
import { decideAfter, type After } from '../../rules/sending/delivery-state.ts'
import { sendingIn } from '../../tables-sending.ts'

/** Whose results: one worker's, of the sending it works on. A mail's id in them is its mailbox. */
export type ResultsOf = { readonly worker: string; readonly sendingId: string }

/**
 * Writes down what became of mails of one worker. Told the same twice, it changes nothing: only rows that this worker still
 * holds are touched, or rows of its that were given up as in doubt and that nobody has decided about.
 */
export async function keepResults(
  tx: Tx,
  results: readonly BulkResult[],
  of: ResultsOf,
  now: Temporal.Instant,
): Promise<void> {
  if (results.length === 0) return
  const past = await pastTries(tx, results, of)
  const kept = results.map(({ id, outcome }) => {
    const { tries, startedAt } = past.get(id) ?? { tries: 0, startedAt: now }
    const after = decideAfter(outcome, tries, now.since(startedAt).total('hours'))
    return { id, after, outcome }
  })
  // Each row is looked up by its key and written by its place. Joined the plain way, PostgreSQL reads the whole sending for every
  // hundred results, since it knows no figures yet of a list that was made a moment ago: it took three times the processor.
  await sql`select set_config('enable_seqscan', 'off', true)`.execute(sendingIn(tx))
  await sql`
    update bulletin.delivery d set
      state = r.state, tries = d.tries + r.counts, not_before = r.not_before, code = r.code, answer = r.answer,
      changed_at = ${now}
    from (
      select g.*, (
        select held.ctid from bulletin.delivery held
        where held.sending_id = ${of.sendingId} and held.mailbox_id = g.mailbox_id and held.worker = ${of.worker}
          and (held.state = 'claimed' or (held.state = 'in_doubt' and held.decided_at is null))) as place
      from unnest(
        ${kept.map(({ id }) => id)}::uuid[],
        ${kept.map(({ after }) => after.state)}::text[],
        ${kept.map(({ after }) => (after.counts ? 1 : 0))}::smallint[],
        ${kept.map(({ after }) => notBefore(after, now)?.toString() ?? null)}::timestamptz[],
        ${kept.map(({ outcome }) => ('code' in outcome ? (outcome.code ?? null) : null))}::smallint[],
        ${kept.map(({ outcome }) => answerOf(outcome))}::text[]
      ) as g (mailbox_id, state, counts, not_before, code, answer)
      offset 0
    ) as r
    where d.ctid = r.place`.execute(sendingIn(tx))
}

type Past = { readonly tries: number; readonly startedAt: Temporal.Instant }

/** Only for those that a server put off, which are few: how often they were tried decides how long to wait. */
async function pastTries(
  tx: Tx,
  results: readonly BulkResult[],
  { sendingId }: ResultsOf,
): Promise<ReadonlyMap<string, Past>> {
  const putOff = results.filter(({ outcome }) => outcome.kind === 'later').map(({ id }) => id)
  if (putOff.length === 0) return new Map()
  const { rows } = await sql<Past & { mailboxId: string }>`
    select d.mailbox_id as "mailboxId", d.tries, s.started_at as "startedAt"
    from bulletin.delivery d join bulletin.sending s on s.id = d.sending_id
    where d.sending_id = ${sendingId} and d.mailbox_id = any(${putOff}::uuid[])`.execute(sendingIn(tx))
  return new Map(rows.map((row) => [row.mailboxId, row]))
}

const notBefore = (after: After, now: Temporal.Instant): Temporal.Instant | null =>
  after.pauseMinutes === null ? null : now.add({ minutes: after.pauseMinutes })

function answerOf(outcome: BulkResult['outcome']): string | null {
  if (outcome.kind === 'unsent') return null
  return answerWords(outcome.kind === 'accepted' ? outcome.response : outcome.reason)
}
