import { createHmac, timingSafeEqual } from 'node:crypto'

/** What a mail is, by its name: what was sent, and to which reader. Both are opaque ids. */
export type NamedMail = { readonly sent: string; readonly reader: string }

/**
 * The same mail to the same reader always carries the same Message-ID, so that a second try is known as the same mail by every
 * server that looks. It holds the two ids, which tell nobody anything, and our seal: a report that names a mail is found by
 * it alone, and nobody can make a name up.
 */
export function sealedMessageId(mail: NamedMail, secret: string, domain: string): string {
  const ids = `${short(mail.sent)}.${short(mail.reader)}`
  return `<${ids}.${seal(ids, secret)}@${domain}>`
}

/** The mail behind a Message-ID that we gave, or null where we did not. */
export function readMessageId(messageId: string, secret: string): NamedMail | null {
  const [, ids = '', given = ''] = shape.exec(messageId) ?? []
  if (ids === '' || !timingSafeEqual(Buffer.from(seal(ids, secret)), Buffer.from(given))) return null
  const [sent = '', reader = ''] = ids.split('.')
  return { sent: long(sent), reader: long(reader) }
}

// 22 characters hold the 16 bytes of an id, 20 hold 120 bits of the seal.
const shape = /^<([\w-]{22}\.[\w-]{22})\.([\w-]{20})@[^@<>\s]{1,253}>$/

const seal = (ids: string, secret: string): string =>
  createHmac('sha256', secret).update(`message-id ${ids}`).digest('base64url').slice(0, 20)

const short = (id: string): string => Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url')

const long = (text: string): string =>
  Buffer.from(text, 'base64url')
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
