import { signLink, verifyLink, type LinkKey } from '#platform/mail/links.ts'

type SigningKey = (purpose: string) => Buffer

/** A mailbox, and the sending whose mail the link stood in. */
export type ReaderLink = { readonly mailboxId: string; readonly sendingId: string | null }

const purpose = 'bulletin reader'

export const linkKeys = (signingKey: SigningKey): readonly LinkKey[] => [
  { version: 1, secret: signingKey('mail links').toString('base64url') },
]

/**
 * The proof that whoever holds it reads this mailbox. It never ends: somebody who finds an old mail must still be able to
 * say no. It names no address and no person.
 */
export const readerToken = (link: ReaderLink, keys: readonly LinkKey[]): string =>
  signLink(
    {
      purpose,
      subject: link.sendingId ? `${short(link.mailboxId)}.${short(link.sendingId)}` : short(link.mailboxId),
    },
    keys,
  )

/** What a token speaks for, or null where we did not make it. */
export function readReaderToken(
  token: string,
  keys: readonly LinkKey[],
  now: Temporal.Instant,
): ReaderLink | null {
  const check = verifyLink(token, purpose, keys, new Date(now.epochMilliseconds))
  if (!check.ok) return null
  const [mailbox = '', sending] = check.subject.split('.')
  return { mailboxId: long(mailbox), sendingId: sending === undefined ? null : long(sending) }
}

const confirmPurpose = 'bulletin confirm'
const confirmDays = 7

/** The link that confirms a request, for a week. */
export const confirmToken = (mailboxId: string, keys: readonly LinkKey[], now: Temporal.Instant): string =>
  signLink(
    {
      purpose: confirmPurpose,
      subject: short(mailboxId),
      expires: new Date(now.add({ hours: confirmDays * 24 }).epochMilliseconds),
    },
    keys,
  )

export function readConfirmToken(
  token: string,
  keys: readonly LinkKey[],
  now: Temporal.Instant,
): string | null {
  const check = verifyLink(token, confirmPurpose, keys, new Date(now.epochMilliseconds))
  return check.ok ? long(check.subject) : null
}

// Twenty-two characters in place of thirty-six: these stand in a header and in a text that people read.
const short = (id: string): string => Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url')

function long(text: string): string {
  const hex = Buffer.from(text, 'base64url').toString('hex')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
