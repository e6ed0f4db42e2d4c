import { decode, encodingExists } from 'iconv-lite'

const startsWith = (bytes: Uint8Array, ...signs: number[]): boolean =>
  signs.every((sign, at) => bytes[at] === sign)

/** UTF-16 without its mark: text in Latin letters then has a zero in every other byte. */
const utf16Without = (bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null => {
  const sample = bytes.subarray(0, 2_000)
  let even = 0
  let odd = 0
  sample.forEach((byte, at) => {
    if (byte !== 0) return
    if (at % 2 === 0) even += 1
    else odd += 1
  })
  const half = sample.length / 2
  if (odd > half * 0.6 && even < half * 0.1) return 'utf-16le'
  return even > half * 0.6 && odd < half * 0.1 ? 'utf-16be' : null
}

const isUtf8 = (bytes: Uint8Array): boolean => {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

/**
 * The text of a file, whatever it was saved as: the mark at its start decides, then UTF-16 by its zeros, then UTF-8
 * when the bytes are valid, then what the file declares, then Windows-1252, which every byte fits.
 */
export const decodeText = (bytes: Uint8Array, declared: string | null = null): string => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const read = (encoding: string) => decode(buffer, encoding).replace(/^\ufeff/u, '')
  if (startsWith(bytes, 0xef, 0xbb, 0xbf)) return read('utf-8')
  if (startsWith(bytes, 0xff, 0xfe)) return read('utf-16le')
  if (startsWith(bytes, 0xfe, 0xff)) return read('utf-16be')
  const wide = utf16Without(bytes)
  if (wide) return read(wide)
  if (isUtf8(bytes)) return read('utf-8')
  // Browsers read Latin-1 as Windows-1252 too: its curly quotes and dashes sit where Latin-1 has nothing to print.
  const known =
    declared !== null &&
    encodingExists(declared) &&
    !/^(?:utf-?8|iso-?8859-?1|latin-?1|us-ascii)$/iu.test(declared)
  return read(known ? declared : 'windows-1252')
}

/** The encoding an HTML file declares for itself. */
export const declaredEncoding = (bytes: Uint8Array): string | null => {
  const head = Buffer.from(bytes.subarray(0, 4_096)).toString('latin1')
  return /<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)/iu.exec(head)?.[1] ?? null
}

/** Whether bytes cannot be text in any of the encodings we read: they hold control characters that no text has. */
export const isBinary = (bytes: Uint8Array): boolean => {
  const text = decodeText(bytes.subarray(0, 64_000))
  const controls = text.match(/(?!\s)\p{Cc}/gu)?.length ?? 0
  return controls > text.length / 200
}
