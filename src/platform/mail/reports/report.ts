import type { ParsedMail } from 'mailparser'
import { parseAddress, type Address } from '../address.ts'
import { readDeliveryStatus } from './delivery-status.ts'
import { readPlainBounce } from './plain-bounce.ts'

/** What a server says became of one recipient. */
export type RecipientReport = {
  /** The address we wrote to where the report tells it, else the one it ended at. */
  readonly recipient: Address | null
  readonly action: 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded'
  /** RFC 3463, such as `5.1.1`. */
  readonly status: string | null
  /** Whether trying again can help. `none` where the mail arrived. */
  readonly lasting: 'permanent' | 'temporary' | 'none'
  readonly diagnostic: string | null
}

export type Report =
  | {
      readonly kind: 'delivery'
      /** The Message-ID of our mail, with angle brackets. */
      readonly originalMessageId: string | null
      readonly recipients: readonly RecipientReport[]
    }
  /** A reader told their provider that the mail is unwanted (RFC 5965). */
  | { readonly kind: 'complaint'; readonly originalMessageId: string | null }
  /** Out of office and the like (RFC 3834): it says nothing about the address and nobody is told of it. */
  | { readonly kind: 'automatic-reply' }
  /** A person wrote, or we cannot tell. Never acted on. */
  | { readonly kind: 'other' }

// Reports are small; what is longer carries our own mail back, and its beginning is enough.
const mostBytes = 1_000_000

/** Reads one mail from the mailbox for reports. It never throws for what stands in the mail. */
export async function readReport(raw: Buffer): Promise<Report> {
  // Loaded with the first report.
  const { simpleParser } = await import('mailparser')
  const mail = await simpleParser(raw.subarray(0, mostBytes), {
    keepDeliveryStatus: true,
    skipTextToHtml: true,
    skipImageLinks: true,
    maxHtmlLengthToParse: 200_000,
  }).catch(() => null)
  if (!mail) return { kind: 'other' }
  const status = mail.attachments.find((part) => part.contentType === 'message/delivery-status')
  if (status) {
    const recipients = readDeliveryStatus(status.content.toString())
    if (recipients.length > 0)
      return { kind: 'delivery', originalMessageId: originalId(mail, raw), recipients }
  }
  if (mail.attachments.some((part) => part.contentType === 'message/feedback-report'))
    return { kind: 'complaint', originalMessageId: originalId(mail, raw) }
  if (looksLikeBounce(mail)) {
    const recipients = readPlainBounce(mail.text ?? '', failedRecipients(mail))
    if (recipients.length > 0)
      return { kind: 'delivery', originalMessageId: originalId(mail, raw), recipients }
  }
  return isAutomaticReply(mail) ? { kind: 'automatic-reply' } : { kind: 'other' }
}

const bounceSubject =
  /undeliver|returned mail|failure notice|delivery (?:status|failure|has failed|problem|delayed)|delayed mail|mail delivery (?:failed|system)|could not be delivered|delivery notification/i
const bounceSender = /^(?:mailer-daemon|postmaster|mail-daemon|microsoftexchange[0-9a-f]*)@/i

function looksLikeBounce(mail: ParsedMail): boolean {
  if (mail.headers.has('x-failed-recipients')) return true
  const sender = mail.from?.value[0]?.address ?? ''
  return bounceSender.test(sender) && bounceSubject.test(mail.subject ?? '')
}

function failedRecipients(mail: ParsedMail): Address[] {
  return headerText(mail, 'x-failed-recipients')
    .split(',')
    .map((one) => parseAddress(one))
    .flatMap((check) => (check.ok ? [check.address] : []))
}

function isAutomaticReply(mail: ParsedMail): boolean {
  const submitted = headerText(mail, 'auto-submitted').toLowerCase()
  if (submitted !== '' && submitted !== 'no') return true
  if (['x-autoreply', 'x-autorespond', 'x-auto-reply'].some((name) => mail.headers.has(name))) return true
  if (/auto[_-]?reply/i.test(headerText(mail, 'precedence'))) return true
  return /^(?:auto(?:matic)?[ -]?(?:reply|response)|out of (?:the )?office)\b/i.test(mail.subject ?? '')
}

function headerText(mail: ParsedMail, name: string): string {
  const value = mail.headers.get(name)
  if (Array.isArray(value)) return value.filter((one) => typeof one === 'string').join(',')
  return typeof value === 'string' ? value : ''
}

const messageIdLine = /^[> \t]*message-id:\s*(<[^<>\s]{3,300}>)/gim

/** The returned mail or its headers tell best; then whatever line names it; then what the report answers to. */
function originalId(mail: ParsedMail, raw: Buffer): string | null {
  const returned = mail.attachments.find((part) =>
    /^(?:message\/rfc822|text\/rfc822-headers)/.test(part.contentType),
  )
  const inReturned = returned && lastId(returned.content.toString('latin1'), true)
  if (inReturned) return inReturned
  const text = raw.subarray(0, mostBytes).toString('latin1')
  const bodyAt = text.search(/\r?\n\r?\n/)
  const inBody = bodyAt === -1 ? null : lastId(text.slice(bodyAt), false)
  const answered = mail.inReplyTo ?? (Array.isArray(mail.references) ? mail.references[0] : mail.references)
  return inBody ?? answered ?? null
}

function lastId(text: string, isFirst: boolean): string | null {
  const ids = [...text.matchAll(messageIdLine)].map((match) => match[1] ?? '')
  return (isFirst ? ids[0] : ids.at(-1)) ?? null
}
