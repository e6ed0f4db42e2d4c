import { createHash } from 'node:crypto'
import { encode, wrap } from 'nodemailer/lib/qp'
import type { Address, Mailbox } from '../address.ts'
import { escapeHtml } from '../frame/escape.ts'
import { oneLine } from '../one-line.ts'
import { dateHeader, listIdHeader, mailboxHeader, plainHeader, textHeader } from './headers.ts'

/** What differs from reader to reader in the two bodies. Everything else is the same for all, byte for byte. */
export const slotNames = ['greeting', 'online-url', 'preferences-url', 'unsubscribe-url'] as const
export type SlotName = (typeof slotNames)[number]

/** What to write into HTML or text where a reader's own value goes. */
export function slot(name: SlotName): string {
  return `[[holdfast:${name}]]`
}

export type EditionMime = {
  readonly from: Mailbox
  readonly replyTo?: Mailbox | undefined
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly list: { readonly name: string; readonly id: string }
  /** A mailbox that takes unsubscribing by mail, beside the one-click address. */
  readonly unsubscribeMailbox?: Address | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
}

export type ReaderValues = {
  readonly to: Mailbox
  readonly messageId: string
  readonly date: Date
  /** `Dear Ann` or whatever stands for it. */
  readonly greeting: string
  readonly onlineUrl: string
  readonly preferencesUrl: string
  readonly unsubscribeUrl: string
}

type Piece = string | { readonly slot: SlotName; readonly as: 'html' | 'text' }

/** A compiled edition: plain data, so that it can be handed to a worker thread. */
export type Template = {
  readonly fixedHeaders: string
  readonly unsubscribeMailbox: string | null
  readonly pieces: readonly Piece[]
}

/**
 * Does once all that is the same for every reader: encoding, line lengths, headers. Each fixed part ends in a soft line break, so that
 * a reader's own value stands on lines of its own and nothing around it moves.
 */
export function compileMime(edition: EditionMime): Template {
  // "=_" cannot come up in quoted-printable text, so no content can hold the boundary.
  const boundary = `=_holdfast_${createHash('sha256').update(edition.html).update(edition.text).digest('hex').slice(0, 24)}`
  const fixedHeaders = [
    mailboxHeader('From', edition.from),
    ...(edition.replyTo ? [mailboxHeader('Reply-To', edition.replyTo)] : []),
    textHeader('Subject', edition.subject),
    listIdHeader(edition.list),
    plainHeader('List-Unsubscribe-Post', 'List-Unsubscribe=One-Click'),
    // For the out-of-office programs that are older than List-Id.
    plainHeader('Precedence', 'bulk'),
    ...Object.entries(edition.headers ?? {}).map(([name, value]) => plainHeader(name, value)),
    'MIME-Version: 1.0\r\n',
    `Content-Type: multipart/alternative;\r\n boundary="${boundary}"\r\n`,
  ].join('')
  return {
    fixedHeaders,
    unsubscribeMailbox: edition.unsubscribeMailbox ?? null,
    pieces: joined([
      partHead(boundary, 'text/plain'),
      ...encodedPieces(edition.text, 'text'),
      '\r\n',
      partHead(boundary, 'text/html'),
      ...encodedPieces(edition.html, 'html'),
      `\r\n--${boundary}--\r\n`,
    ]),
  }
}

/** One reader's mail in the two parts that a signature looks at apart: its header lines, and the pieces of its body. */
export type FilledMail = { readonly head: string; readonly body: readonly Buffer[] }

/** One reader's mail, ready for the wire: pure ASCII, every line ends in CRLF, and none begins with a dot. */
export function fillTemplate(template: Template, reader: ReaderValues): string {
  const { head, body } = fillInBytes(template, reader)
  return `${head}\r\n${Buffer.concat(body).toString('latin1')}`
}

/** The same in bytes, of which most are the template's own: a mail takes room once, when it is put together to go out. */
export function fillInBytes(template: Template, reader: ReaderValues): FilledMail {
  const values: Readonly<Record<SlotName, string>> = {
    greeting: oneLine(reader.greeting),
    'online-url': checkedUrl(reader.onlineUrl),
    'preferences-url': checkedUrl(reader.preferencesUrl),
    'unsubscribe-url': checkedUrl(reader.unsubscribeUrl),
  }
  const byMail =
    template.unsubscribeMailbox === null
      ? ''
      : `,\r\n <mailto:${template.unsubscribeMailbox}?subject=unsubscribe>`
  const head =
    dateHeader(reader.date) +
    mailboxHeader('To', reader.to) +
    `Message-ID: ${checkedMessageId(reader.messageId)}\r\n` +
    `List-Unsubscribe: <${values['unsubscribe-url']}>${byMail}\r\n` +
    template.fixedHeaders
  const body = bytesOf(template).map((piece) =>
    Buffer.isBuffer(piece) ? piece : Buffer.from(slotLines(values[piece.slot], piece.as), 'latin1'),
  )
  return { head, body }
}

const inBytes = new WeakMap<Template, readonly (Buffer | Exclude<Piece, string>)[]>()

/** The fixed parts of a template as bytes, made once for all its readers. */
function bytesOf(template: Template): readonly (Buffer | Exclude<Piece, string>)[] {
  const known = inBytes.get(template)
  if (known) return known
  const made = template.pieces.map((piece) =>
    typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece,
  )
  inBytes.set(template, made)
  return made
}

function partHead(boundary: string, type: string): string {
  return `--${boundary}\r\nContent-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n`
}

const slotPattern = /\[\[holdfast:([a-z-]+)\]\]/

function encodedPieces(body: string, as: 'html' | 'text'): Piece[] {
  // split() with a group gives fixed, name, fixed, name, … fixed.
  const parts = body.replace(/\r\n?|\n/g, '\r\n').split(slotPattern)
  return parts.map((part, at) => {
    if (at % 2 === 0) return at === parts.length - 1 ? softWrapped(part) : softEnded(part)
    const name = slotNames.find((known) => known === part)
    if (!name) throw new Error(`There is no slot named ${part}`)
    return { slot: name, as }
  })
}

// So that the soft break that ends a fixed part, and a dot that is written out, still fit into the 76 of RFC 2045.
const lineWidth = 73

/** No line begins with a dot, which mail servers read as the end of a mail unless somebody doubles it on the way. */
function softWrapped(text: string): string {
  return wrap(encode(text), lineWidth).replace(/^\./gm, '=2E')
}

function softEnded(text: string): string {
  return text === '' ? '' : `${softWrapped(text)}=\r\n`
}

function slotLines(value: string, as: 'html' | 'text'): string {
  return softEnded(as === 'html' ? escapeHtml(value) : value)
}

function joined(pieces: readonly Piece[]): Piece[] {
  const out: Piece[] = []
  for (const piece of pieces) {
    const last = out.at(-1)
    if (typeof piece === 'string' && typeof last === 'string') out[out.length - 1] = last + piece
    else out.push(piece)
  }
  return out
}

/** These addresses stand in a header between angle brackets: nothing may end them early, and no line may pass 998 characters. */
function checkedUrl(url: string): string {
  if (!/^https?:\/\/[!#-;=?-~]{1,900}$/.test(url))
    throw new Error('A reader’s link must be a plain web address')
  return url
}

function checkedMessageId(id: string): string {
  if (!/^<[A-Za-z0-9._-]{1,120}@[A-Za-z0-9.-]{1,253}>$/.test(id))
    throw new Error('A Message-ID must look like <id@domain>')
  return id
}
