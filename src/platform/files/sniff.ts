import { fileTypeFromBuffer } from 'file-type'
import type { FileKind } from './kinds.ts'

export type Sniffed = { readonly kind: FileKind; readonly contentType: string; readonly ending: string }

const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

const known: Readonly<Record<string, Sniffed>> = {
  'image/jpeg': { kind: 'image', contentType: 'image/jpeg', ending: 'jpg' },
  'image/png': { kind: 'image', contentType: 'image/png', ending: 'png' },
  'image/apng': { kind: 'image', contentType: 'image/png', ending: 'png' },
  'image/webp': { kind: 'image', contentType: 'image/webp', ending: 'webp' },
  'image/gif': { kind: 'image', contentType: 'image/gif', ending: 'gif' },
  'application/pdf': { kind: 'pdf', contentType: 'application/pdf', ending: 'pdf' },
  [docx]: { kind: 'docx', contentType: docx, ending: 'docx' },
  [xlsx]: { kind: 'xlsx', contentType: xlsx, ending: 'xlsx' },
}

/** What a file really is, by its bytes. Its name decides only between CSV and plain text, which look alike. Null: nothing we take. */
export async function sniff(name: string, bytes: Uint8Array): Promise<Sniffed | null> {
  const found = await fileTypeFromBuffer(bytes)
  if (found) return known[found.mime] ?? null
  if (!looksLikeText(bytes)) return null
  if (/\.csv$/i.test(name)) return { kind: 'csv', contentType: 'text/csv; charset=utf-8', ending: 'csv' }
  // Markup must not come in as plain text: some programs would run it all the same.
  if (/\.(txt|text|md)$/i.test(name))
    return { kind: 'text', contentType: 'text/plain; charset=utf-8', ending: 'txt' }
  return null
}

/** Any encoding of text will do, but text has no control characters beyond tabs and line ends. */
function looksLikeText(bytes: Uint8Array): boolean {
  const start = bytes.subarray(0, 64_000)
  const isUtf16 = (start[0] === 0xff && start[1] === 0xfe) || (start[0] === 0xfe && start[1] === 0xff)
  return isUtf16 || !start.some((byte) => byte < 9 || (byte > 13 && byte < 32 && byte !== 27) || byte === 127)
}
