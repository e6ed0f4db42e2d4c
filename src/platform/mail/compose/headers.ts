import { encodeWord } from 'nodemailer/lib/mime-funcs'
import type { Mailbox } from '../address.ts'
import { oneLine } from '../one-line.ts'

// RFC 5322 asks for 78 characters where possible and forbids more than 998; encoded words may be 75 long.
const lineWidth = 76
const wordWidth = 56
const longestName = 200

const printableAscii = /^[ -~]*$/
const plainPhrase = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+$/

/** Free text such as a subject, folded, and encoded (RFC 2047) where it is more than plain ASCII. No line break survives. */
export function textHeader(name: string, value: string): string {
  return foldedHeader(name, encodedText(oneLine(value), printableAscii))
}

/** A name with its address, such as To or From. */
export function mailboxHeader(name: string, mailbox: Mailbox): string {
  const phrase = encodedPhrase(mailbox.name ?? '')
  return foldedHeader(name, phrase === '' ? mailbox.address : `${phrase} <${mailbox.address}>`)
}

/** RFC 2919: a name for people and an id that never changes. */
export function listIdHeader(list: { readonly name: string; readonly id: string }): string {
  if (!/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(list.id))
    throw new Error('A list id must look like news.partnership.example')
  return foldedHeader('List-Id', `${encodedPhrase(list.name)} <${list.id}>`.trim())
}

/** A value that is ASCII by its nature. Anything else in it is a fault of ours. */
export function plainHeader(name: string, value: string): string {
  if (!/^[A-Za-z][A-Za-z0-9-]*$/.test(name) || !/^[!-~](?:[ -~]*[!-~])?$/.test(value))
    throw new Error('A header must have a plain name and plain ASCII in it')
  return foldedHeader(name, value)
}

export function dateHeader(date: Date): string {
  return `Date: ${date.toUTCString().replace('GMT', '+0000')}\r\n`
}

function encodedPhrase(name: string): string {
  const line = Array.from(oneLine(name)).slice(0, longestName).join('').trim()
  const encoded = encodedText(line, printableAscii)
  if (encoded !== line || plainPhrase.test(line) || line === '') return encoded
  return `"${line.replace(/["\\]/g, '\\$&')}"`
}

/** Text that merely looks encoded is encoded as well, or a reader would see something else than was written. */
function encodedText(line: string, plain: RegExp): string {
  const hasLongWord = line.split(' ').some((word) => word.length > 900)
  if (plain.test(line) && !line.includes('=?') && !hasLongWord) return line
  return encodeWord(line, 'Q', wordWidth)
}

/** Breaks at spaces only, before the space, so that unfolding gives back the same text. */
function foldedHeader(name: string, value: string): string {
  const lines: string[] = []
  let line = `${name}:`
  for (const word of value.split(' ')) {
    // The first word stays beside the name: some programs read an empty first line as an empty header.
    if (line.length + 1 + word.length > lineWidth && line !== `${name}:`) {
      lines.push(line)
      line = ''
    }
    line += ` ${word}`
  }
  return `${[...lines, line].join('\r\n')}\r\n`
}
