import type { Directory } from '#platform/auth/directory.ts'
import { system } from '#platform/auth/actor.ts'
import type { Database } from '#platform/db/database.ts'
import { inTransaction } from '#platform/db/database.ts'
import type { Tx } from '#platform/db/tx.ts'
import type { JobDeclaration } from '#platform/jobs/declare.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import type { Mailbox } from '#platform/mail/address.ts'
import { addressOf, domainOf } from '#platform/mail/address.ts'
import type { Mail } from '#platform/mail/compose-mail.ts'
import type { Outcome } from '#platform/mail/outcome.ts'
import type { MailTransport } from '#platform/mail/transport.ts'
import type { MailFrame } from '../notice-words.ts'
import { bodiesOf } from '../notice-words.ts'
import { answerWords } from '../rules/answer-words.ts'
import { nextTry } from '../rules/next-try.ts'
import type { MailTable } from '../tables.ts'
import { outboxIn } from '../tables.ts'
import { deliverMailShape } from './deliver-mail-shape.ts'

/** How mail leaves this installation. */
export type OutboxConfig = {
  /** Null where mail is kept and shown instead of sent. */
  readonly transport: MailTransport | null
  readonly from: Mailbox
  readonly replyTo?: Mailbox
  readonly frame: MailFrame
  readonly directory: Directory
}

const actor = system('outbox')

/**
 * Takes one mail through: claimed in one transaction, sent outside any, its outcome written in another. A worker that dies in
 * between leaves it "sending"; the next one cannot know whether it left, so it says "in doubt" and a person decides.
 */
export const deliverMail = (config: OutboxConfig): JobDeclaration<{ mailId: string }> => ({
  ...deliverMailShape,
  run: async ({ db, now, log }, { mailId }) => {
    const claimed = await inTransaction(db, actor, (tx) => claim(tx, mailId, config, now))
    if (!claimed || !config.transport) return
    const outcome = await config.transport.send(claimed.mail)
    await settle(db, { mailId, tries: claimed.tries, queuedAt: claimed.queuedAt }, outcome, now)
    log.info({ mail: mailId, outcome: outcome.kind }, 'mail handed over')
  },
})

type Claimed = { readonly mail: Mail; readonly tries: number; readonly queuedAt: Temporal.Instant }

/** Null when there is nothing to send: already done, lapsed, kept, or nobody to send it to. */
async function claim(
  tx: Tx,
  mailId: string,
  config: OutboxConfig,
  now: Temporal.Instant,
): Promise<Claimed | null> {
  const row = await outboxIn(tx)
    .selectFrom('platform.mail as mail')
    .innerJoin('platform.mail_content as content', 'content.mail_id', 'mail.id')
    .selectAll()
    .where('mail.id', '=', mailId)
    .forUpdate('mail')
    .executeTakeFirst()
  if (!row) return null
  if (row.state === 'sending')
    return ended(tx, mailId, now, { state: 'in_doubt', last_code: null, last_answer: null })
  if (row.state !== 'queued' && row.state !== 'later') return null
  if (row.expires_at && Temporal.Instant.compare(row.expires_at, now) <= 0)
    return ended(tx, mailId, now, { state: 'lapsed' })
  const to = await mailboxFor(tx, row, config.directory, now)
  if (!to)
    return ended(tx, mailId, now, {
      state: 'refused',
      last_code: null,
      last_answer: 'The person has left or has no address.',
    })
  if (!config.transport) return keep(tx, mailId, to, now)
  const messageId = row.message_id ?? `<${mailId}@${domainOf(config.from.address)}>`
  await outboxIn(tx)
    .updateTable('platform.mail')
    .set({
      state: 'sending',
      tries: row.tries + 1,
      message_id: messageId,
      next_try_at: null,
      changed_at: now,
    })
    .where('id', '=', mailId)
    .execute()
  const bodies = bodiesOf(row, config.frame)
  return {
    tries: row.tries + 1,
    queuedAt: row.queued_at,
    mail: {
      from: config.from,
      ...(config.replyTo ? { replyTo: config.replyTo } : {}),
      to,
      subject: row.subject,
      text: bodies.text,
      ...(bodies.html === null ? {} : { html: bodies.html }),
      date: new Date(now.epochMilliseconds),
      messageId,
    },
  }
}

/** Shown instead of sent. The page that shows it says to whom it would have gone. */
async function keep(tx: Tx, mailId: string, to: Mailbox, now: Temporal.Instant): Promise<null> {
  await outboxIn(tx)
    .updateTable('platform.mail_content')
    .set({ to_address: to.address, to_name: to.name ?? null })
    .where('mail_id', '=', mailId)
    .execute()
  return ended(tx, mailId, now, { state: 'kept', tries: 1 })
}

async function ended(tx: Tx, mailId: string, now: Temporal.Instant, set: Partial<MailTable>): Promise<null> {
  await outboxIn(tx)
    .updateTable('platform.mail')
    .set({ next_try_at: null, ...set, changed_at: now })
    .where('id', '=', mailId)
    .execute()
  return null
}

async function mailboxFor(
  tx: Tx,
  row: {
    readonly to_person: string | null
    readonly to_address: string | null
    readonly to_name: string | null
  },
  directory: Directory,
  now: Temporal.Instant,
): Promise<Mailbox | null> {
  if (row.to_address !== null)
    return { address: addressOf(row.to_address), ...(row.to_name === null ? {} : { name: row.to_name }) }
  const person = row.to_person === null ? null : await directory.findById(tx, row.to_person, now)
  return person && { address: addressOf(person.email), name: person.name }
}

type Sent = { readonly mailId: string; readonly tries: number; readonly queuedAt: Temporal.Instant }

async function settle(db: Database, sent: Sent, outcome: Outcome, now: Temporal.Instant): Promise<void> {
  await inTransaction(db, actor, async (tx) => {
    const next = outcome.kind === 'later' ? nextTry(outcome.about, sent.tries, sent.queuedAt, now) : null
    await outboxIn(tx)
      .updateTable('platform.mail')
      .set({ ...outcomeColumns(outcome, next, now), next_try_at: next, changed_at: now })
      .where('id', '=', sent.mailId)
      // Only this try's own outcome: a person may have asked for another meanwhile.
      .where('tries', '=', sent.tries)
      .where('state', 'in', ['sending', 'in_doubt'])
      .execute()
    if (next)
      await enqueue(tx, deliverMailShape, { mailId: sent.mailId }, { key: sent.mailId, startAfter: next })
  })
}

function outcomeColumns(
  outcome: Outcome,
  next: Temporal.Instant | null,
  now: Temporal.Instant,
): Partial<MailTable> {
  if (outcome.kind === 'accepted')
    return { state: 'sent', sent_at: now, last_code: 250, last_answer: answerWords(outcome.response) }
  return {
    // Two days of "not now" are a no.
    state: outcome.kind === 'later' && !next ? 'refused' : outcome.kind,
    last_code: 'code' in outcome ? (outcome.code ?? null) : null,
    last_answer: answerWords(outcome.reason),
  }
}
