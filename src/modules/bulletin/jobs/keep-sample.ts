import { randomUUID } from 'node:crypto'
import { inTransaction } from '#platform/db/database.ts'
import { slot, type ReaderValues } from '#platform/mail/compose/template.ts'
import { escapeHtml } from '#platform/mail/frame/escape.ts'
import { keepMail } from '#platform/outbox/queue-mail.ts'
import { claimBatch } from '../actions/sending/claim-batch.ts'
import { keepResults } from '../actions/sending/keep-results.ts'
import { makeSendingMail, type SendingMail } from '../mail/sending-mail.ts'
import type { SendingRow } from '../queries/sending/find-sending.ts'
import { keptSample } from './kept-sample.ts'
import type { Run } from './run-sending.ts'

const batchSize = 500

/** Stands for the sending where no mail server is named: the whole ledger is worked through, and a few mails can be read. */
export async function keepSample(
  { db, actor, means, clock, signal }: Omit<Run, 'server' | 'folder' | 'pace'>,
  sending: SendingRow,
): Promise<void> {
  const mail = await makeSendingMail(sending, means)
  const of = { sendingId: sending.id, worker: randomUUID() }
  let kept = 0
  for (let picked = 1; picked > 0;) {
    signal.throwIfAborted()
    picked = await inTransaction(db, actor, async (tx) => {
      const now = clock()
      const claimed = await claimBatch(tx, { ...of, most: batchSize }, now)
      for (const one of claimed.mails.slice(0, Math.max(0, keptSample - kept))) {
        const { values } = mail.mailFor(one)
        await keepMail(
          tx,
          {
            to: { address: one.address, name: one.name },
            purpose: 'bulletin.edition',
            subject: mail.subject,
            bodies: filled(mail, values),
          },
          now,
        )
        kept += 1
      }
      const results = claimed.mails.map((one) => ({
        batch: of.worker,
        id: one.mailboxId,
        outcome: { kind: 'accepted' as const, response: 'Kept here; nothing was sent' },
      }))
      await keepResults(tx, results, of, now)
      return claimed.picked
    })
  }
}

function filled({ rendered }: SendingMail, values: ReaderValues): { text: string; html: string } {
  const pairs = [
    [slot('greeting'), values.greeting],
    [slot('online-url'), values.onlineUrl],
    [slot('preferences-url'), values.preferencesUrl],
    [slot('unsubscribe-url'), values.unsubscribeUrl],
  ] as const
  return {
    text: pairs.reduce((text, [mark, value]) => text.replaceAll(mark, () => value), rendered.text),
    html: pairs.reduce(
      (html, [mark, value]) => html.replaceAll(mark, () => escapeHtml(value)),
      rendered.html,
    ),
  }
}
