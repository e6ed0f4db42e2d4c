import type { Tx } from '#platform/db/tx.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { parseAddress } from '#platform/mail/address.ts'
import { oneLine } from '#platform/mail/one-line.ts'
import { deliverMailShape } from './jobs/deliver-mail-shape.ts'
import type { NoticeWords } from './notice-words.ts'
import type { MailState } from './tables.ts'
import { outboxIn } from './tables.ts'

/** A mail to one reader. */
export type QueuedMail = {
  /** A person is written to at the address they have when the mail leaves, and not at all once they have gone. */
  readonly to: { readonly personId: string } | { readonly address: string; readonly name?: string }
  /** What it is for, such as `auth.sign_in_link`. Shown to administrators, who do not see the mail itself. */
  readonly purpose: string
  /** Never holds anything about a child, nor does the rest of the mail: a reference, what to do, a link. */
  readonly subject: string
  /** After this moment the mail would be pointless, like a link that has run out. It is then not sent any more. */
  readonly expiresAt?: Temporal.Instant
} & (
  | { readonly notice: NoticeWords }
  | { readonly bodies: { readonly text: string; readonly html: string | null } }
)

/**
 * Writes a mail into the outbox in the caller's transaction: it leaves after the commit or not at all. Gives its id.
 * @throws when the address did not pass parseAddress: check what a person typed before it comes here
 */
export async function queueMail(tx: Tx, mail: QueuedMail, now: Temporal.Instant): Promise<string> {
  const mailId = await writeMail(tx, mail, 'queued', now)
  await enqueue(tx, deliverMailShape, { mailId }, { key: mailId })
  return mailId
}

/** Keeps a mail without ever sending it, for the demonstration's mailbox. Gives its id. */
export const keepMail = (tx: Tx, mail: QueuedMail, now: Temporal.Instant): Promise<string> =>
  writeMail(tx, mail, 'kept', now)

async function writeMail(tx: Tx, mail: QueuedMail, state: MailState, now: Temporal.Instant): Promise<string> {
  const mailId = crypto.randomUUID()
  await outboxIn(tx)
    .insertInto('platform.mail')
    .values({
      id: mailId,
      to_person: 'personId' in mail.to ? mail.to.personId : null,
      purpose: mail.purpose,
      state,
      tries: 0,
      next_try_at: null,
      expires_at: mail.expiresAt ?? null,
      last_code: null,
      last_answer: null,
      message_id: null,
      queued_at: now,
      changed_at: now,
      sent_at: null,
      content_removed_at: null,
    })
    .execute()
  await outboxIn(tx)
    .insertInto('platform.mail_content')
    .values({
      mail_id: mailId,
      to_address: 'address' in mail.to ? checkedAddress(mail.to.address) : null,
      to_name: 'address' in mail.to ? (mail.to.name ?? null) : null,
      subject: oneLine(mail.subject),
      notice: 'notice' in mail ? mail.notice : null,
      html: 'bodies' in mail ? mail.bodies.html : null,
      text: 'bodies' in mail ? mail.bodies.text : null,
    })
    .execute()
  return mailId
}

function checkedAddress(address: string): string {
  const check = parseAddress(address)
  if (!check.ok) throw new Error('a mail was queued to an address that is none')
  return check.address
}
