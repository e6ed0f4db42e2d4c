import { createHash } from 'node:crypto'
import type { Tx } from '#platform/db/tx.ts'
import type { RecipientReport, Report } from '#platform/mail/reports/report.ts'
import { readMessageId } from '#platform/mail/compose/message-id.ts'
import { answerWords } from '#platform/outbox/rules/answer-words.ts'
import { barsNow, temporaryDays } from '../../rules/sending/suppression.ts'
import { sendingIn, type ReportKind } from '../../tables-sending.ts'
import { bar } from './suppress.ts'

export type KeptReport = { readonly matched: boolean; readonly suppressed: boolean }

const nothing: KeptReport = { matched: false, suppressed: false }

/**
 * Writes down what a mail server told us about one of our mails. Only a report that names the mail itself counts: its name is
 * sealed, so a forged report cannot bar a stranger's address. Told of the same report twice, it counts once.
 */
export async function keepReport(
  tx: Tx,
  report: Report,
  mail: { readonly raw: Buffer; readonly secret: string },
  now: Temporal.Instant,
): Promise<KeptReport> {
  if (report.kind !== 'delivery' && report.kind !== 'complaint') return nothing
  const delivery = await findDelivery(tx, report.originalMessageId, mail.secret)
  if (!delivery) return nothing
  const told = report.kind === 'complaint' ? complaint : worst(report.recipients)
  if (!told) return { matched: true, suppressed: false }
  const added = await sendingIn(tx)
    .insertInto('bulletin.report')
    .values({
      mailbox_id: delivery.mailbox_id,
      sending_id: delivery.sending_id,
      kind: told.kind,
      status: told.status,
      words: answerWords(told.words),
      mail_sha256: createHash('sha256').update(mail.raw).digest(),
      read_at: now,
      set_aside_at: null,
    })
    .onConflict((conflict) => conflict.columns(['mail_sha256', 'mailbox_id']).doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!added) return { matched: true, suppressed: false }
  if (told.final)
    await sendingIn(tx)
      .updateTable('bulletin.delivery')
      .set({ state: 'bounced', changed_at: now, answer: answerWords(told.words) })
      .where('sending_id', '=', delivery.sending_id)
      .where('mailbox_id', '=', delivery.mailbox_id)
      .where('state', 'in', ['sent', 'in_doubt'])
      .execute()
  const bars =
    told.kind === 'complaint' || barsNow(told.kind, await temporaryMails(tx, delivery.mailbox_id, now))
  const suppressed =
    bars &&
    (await bar(
      tx,
      {
        mailboxId: delivery.mailbox_id,
        reason: told.kind === 'complaint' ? 'complaint' : 'bounced',
        note: answerWords(told.words),
        by: null,
      },
      now,
    ))
  return { matched: true, suppressed }
}

type Told = {
  readonly kind: ReportKind
  readonly status: string | null
  readonly words: string
  /** Whether the mail will not arrive any more; a server that is still trying says so too. */
  readonly final: boolean
}

const complaint: Told = { kind: 'complaint', status: null, words: 'The reader complained.', final: false }

/** Of several recipients, as behind a shared mailbox, the report that says the worst. Null where the mail arrived. */
function worst(recipients: readonly RecipientReport[]): Told | null {
  const failures = recipients.filter((one) => one.lasting !== 'none')
  const one = failures.find((failure) => failure.lasting === 'permanent') ?? failures[0]
  if (!one || one.lasting === 'none') return null
  return {
    kind: one.lasting,
    status: one.status,
    words: one.diagnostic ?? '',
    final: one.action === 'failed',
  }
}

async function findDelivery(
  tx: Tx,
  messageId: string | null,
  secret: string,
): Promise<{ sending_id: string; mailbox_id: string } | undefined> {
  const named = messageId === null ? null : readMessageId(messageId, secret)
  if (!named) return undefined
  return (
    sendingIn(tx)
      .selectFrom('bulletin.delivery as d')
      .innerJoin('bulletin.sending as s', 's.id', 'd.sending_id')
      .select(['d.sending_id', 'd.mailbox_id'])
      .where('d.mailbox_id', '=', named.reader)
      .where((by) =>
        by.or([
          by('s.id', '=', named.sent),
          by.and([
            by('s.kind', '<>', 'test'),
            by.or([by('s.edition_id', '=', named.sent), by('s.post_id', '=', named.sent)]),
          ]),
        ]),
      )
      // A mail that was sent again to a failure has the same name; the latest is the one that came back.
      .orderBy('s.number', 'desc')
      .limit(1)
      .executeTakeFirst()
  )
}

async function temporaryMails(tx: Tx, mailboxId: string, now: Temporal.Instant): Promise<number> {
  const { mails } = await sendingIn(tx)
    .selectFrom('bulletin.report')
    .select((by) => by.fn.count<number>('sending_id').distinct().as('mails'))
    .where('mailbox_id', '=', mailboxId)
    .where('kind', '=', 'temporary')
    .where('set_aside_at', 'is', null)
    .where('read_at', '>', now.subtract({ hours: temporaryDays * 24 }))
    .executeTakeFirstOrThrow()
  return mails
}
