import { decodeText, isBinary } from './decode.ts'
import type { Refusal } from './refusals.ts'

export type FileKind = 'docx' | 'html' | 'markdown' | 'text'

const kinds: Readonly<Record<string, FileKind>> = {
  docx: 'docx',
  html: 'html',
  htm: 'html',
  md: 'markdown',
  markdown: 'markdown',
  txt: 'text',
  text: 'text',
}

const begins = (bytes: Uint8Array, ...signs: number[]): boolean =>
  signs.every((sign, at) => bytes[at] === sign)
const beginsWith = (bytes: Uint8Array, text: string): boolean => begins(bytes, ...Buffer.from(text, 'latin1'))

const holds = (bytes: Uint8Array, text: string): boolean =>
  Buffer.from(bytes).includes(Buffer.from(text, 'utf-16le'))

const isPage = (text: string): boolean =>
  /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b/iu.test(text)
const hasTags = (text: string): boolean =>
  /<(?:\/?(?:p|div|h[1-6]|table|tr|td|ul|ol|li|span|br|a|b|strong|body|html|font|center)\b)[^<>]*>/iu.test(
    text,
  )

/** What a file is, by its name and by what is in it; where the two disagree, why it cannot be taken. */
export const kindOf = (
  name: string,
  bytes: Uint8Array,
): { readonly kind: FileKind } | { readonly refusal: Refusal } => {
  const kind = kinds[/\.([a-z0-9]+)\s*$/iu.exec(name)?.[1]?.toLowerCase() ?? '']
  // Compound files are Word's format before 2007, and the wrapper of Word files with a password.
  if (begins(bytes, 0xd0, 0xcf, 0x11, 0xe0))
    return { refusal: holds(bytes, 'EncryptedPackage') ? 'locked word' : 'old word' }
  if (beginsWith(bytes, '%PDF')) return { refusal: 'is pdf' }
  if (beginsWith(bytes, '{\\rtf')) return { refusal: 'is rtf' }
  const isZip = beginsWith(bytes, 'PK')
  if (kind === undefined) return { refusal: 'unknown kind' }
  if (kind === 'docx') return isZip ? { kind } : { refusal: 'not word' }
  if (isZip && begins(bytes.subarray(2), 3, 4))
    return { refusal: Buffer.from(bytes).includes('word/document') ? 'is word' : 'binary' }
  if (isBinary(bytes)) return { refusal: 'binary' }
  const start = decodeText(bytes).slice(0, 200_000)
  if (kind === 'html') return isPage(start) || hasTags(start) ? { kind } : { refusal: 'not html' }
  return isPage(start) ? { refusal: 'is html' } : { kind }
}
