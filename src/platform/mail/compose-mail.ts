import MailComposer from 'nodemailer/lib/mail-composer'
import type { Address, Mailbox } from './address.ts'
import type { Envelope } from './line.ts'
import { oneLine } from './one-line.ts'

/** One ordinary mail to one person. */
export type Mail = {
  readonly from: Mailbox
  readonly to: Mailbox
  readonly replyTo?: Mailbox | undefined
  readonly subject: string
  readonly text: string
  readonly html?: string | undefined
  readonly date: Date
  /** `<something@domain>`. Derive it from the outbox row, so that a second try carries the same one. */
  readonly messageId: string
  /** Where the server returns what it could not deliver; `from` where absent. */
  readonly returnPath?: Address | undefined
}

/** A mail as it goes over the wire. */
export type ComposedMail = {
  readonly envelope: Envelope
  readonly messageId: string
  readonly subject: string
  readonly raw: Buffer
}

const messageIdShape = /^<[A-Za-z0-9._-]+@[A-Za-z0-9.-]+>$/

/** Every service mail says that a machine wrote it, so that out-of-office answers stay away (RFC 3834). */
export async function composeMail(mail: Mail): Promise<ComposedMail> {
  if (!messageIdShape.test(mail.messageId)) throw new Error('A Message-ID must look like <id@domain>')
  const subject = oneLine(mail.subject)
  const composer = new MailComposer({
    from: headerMailbox(mail.from),
    to: headerMailbox(mail.to),
    ...(mail.replyTo ? { replyTo: headerMailbox(mail.replyTo) } : {}),
    subject,
    text: mail.text,
    ...(mail.html === undefined ? {} : { html: mail.html }),
    date: mail.date,
    messageId: mail.messageId,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    textEncoding: 'quoted-printable',
    newline: 'win',
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    envelope: { from: mail.returnPath ?? mail.from.address, to: mail.to.address },
    messageId: mail.messageId,
    subject,
    raw: await composer.compile().build(),
  }
}

function headerMailbox(mailbox: Mailbox): { name: string; address: string } {
  return { name: oneLine(mailbox.name ?? ''), address: mailbox.address }
}
