import iconv from 'iconv-lite'
import { unreadable } from './unreadable.ts'

/** UTF-16 without its mark shows as a nought in every second byte of what is mostly plain letters. */
function bareUtf16(bytes: Uint8Array): 'utf16le' | 'utf16be' | null {
  const head = bytes.subarray(0, 2000 - (bytes.length % 2 === 0 ? 0 : 1))
  let even = 0
  let odd = 0
  head.forEach((byte, i) => {
    if (byte !== 0) return
    if (i % 2 === 0) even++
    else odd++
  })
  const half = head.length / 2
  if (odd > half * 0.7 && even < half * 0.1) return 'utf16le'
  return even > half * 0.7 && odd < half * 0.1 ? 'utf16be' : null
}

function utf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

/** The text of a file in the writing it has: UTF-8, UTF-16 either way round, or what Windows in Britain writes (1252). */
export function decode(bytes: Uint8Array): { readonly text: string; readonly writing: string } {
  const marked =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf16be'
        : null
  const wide = marked ?? bareUtf16(bytes)
  if (wide !== null) return { text: iconv.decode(Buffer.from(bytes), wide), writing: 'UTF-16' }
  if (bytes.subarray(0, 4000).includes(0)) {
    throw unreadable(
      'not-a-sheet',
      'This file is not a spreadsheet. Choose an Excel workbook (.xlsx) or a CSV file.',
    )
  }
  const plain = utf8(bytes)
  if (plain !== null) return { text: plain.replace(/^\ufeff/, ''), writing: 'UTF-8' }
  return { text: iconv.decode(Buffer.from(bytes), 'windows-1252'), writing: 'Windows-1252' }
}
