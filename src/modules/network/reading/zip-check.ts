import { buffer } from 'node:stream/consumers'
import { fromBufferPromise } from 'yauzl'
import type { Entry, ZipFile } from 'yauzl'
import { unreadable } from './unreadable.ts'

/** 10,000 people with 30 columns unpack to some 25 MB; what unpacks to more than this is not a list. */
const mostUnpacked = 120 * 1024 * 1024
/** Of that, the part that is text to be taken apart cell by cell, which costs ten times its size in memory. */
const mostText = 60 * 1024 * 1024
const mostEntries = 2000
/** Merged cells are laid out one by one when a sheet is opened, so one line of text could ask for 17 thousand million of them. */
const mostMerged = 300_000

const bomb = () =>
  unreadable(
    'bomb',
    'The file unpacks to far more than a list of people needs, so it was not opened. Copy the list into a new workbook, save it and choose that.',
  )

const kinds: readonly (readonly [RegExp, string])[] = [
  [/^word\//, 'This is a Word document. Copy the list into a spreadsheet, save it and choose that file.'],
  [/^ppt\//, 'This is a presentation. Copy the list into a spreadsheet, save it and choose that file.'],
  [
    /^xl\/workbook\.bin$/,
    'This is a binary Excel workbook (.xlsb). Save it as an ordinary Excel workbook (.xlsx) and choose that.',
  ],
  [
    /^(content\.xml|Index\/)/,
    'This sheet was saved by another program (.ods or .numbers). Save it as an Excel workbook (.xlsx) or CSV and choose that.',
  ],
]

const columnNumber = (letters: string) =>
  Array.from(letters).reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0)

function mergedCells(sheet: string): number {
  let sum = 0
  for (const [, a = '', b = '', c = '', d = ''] of sheet.matchAll(
    /<(?:\w+:)?mergeCell\b[^>]*\bref="\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})"/g,
  )) {
    sum += (Math.abs(columnNumber(c) - columnNumber(a)) + 1) * (Math.abs(Number(d) - Number(b)) + 1)
  }
  return sum
}

async function unpack(zip: ZipFile, entry: Entry): Promise<Buffer> {
  return buffer(await zip.openReadStreamPromise(entry))
}

async function inspect(zip: ZipFile): Promise<void> {
  const names: string[] = []
  let declared = 0
  let text = 0
  let merged = 0
  for await (const entry of zip.eachEntry()) {
    names.push(entry.fileName)
    declared += entry.uncompressedSize
    if (/\.xml$/i.test(entry.fileName)) text += entry.uncompressedSize
    if (declared > mostUnpacked || text > mostText || names.length > mostEntries) throw bomb()
    if (entry.isEncrypted()) {
      throw unreadable(
        'protected',
        'The file is protected by a password. Save it without one and choose it again.',
      )
    }
    if (entry.fileName.endsWith('/')) continue
    // Really unpacked: yauzl stops an entry that holds more than it declares.
    const bytes = await unpack(zip, entry)
    if (/^\/?xl\/worksheets\/[^/]+\.xml$/i.test(entry.fileName))
      merged += mergedCells(bytes.toString('latin1'))
    if (merged > mostMerged) throw bomb()
  }
  if (names.some((name) => /^\/?xl\/workbook\.xml$/i.test(name))) return
  for (const [pattern, sentence] of kinds)
    if (names.some((name) => pattern.test(name))) throw unreadable('other-kind', sentence)
  throw unreadable(
    'not-a-sheet',
    'This is an archive of files and not a spreadsheet. Unpack it and choose the sheet inside.',
  )
}

/** Looks through the archive that a workbook is before anything opens it: not a bomb, not locked, and a workbook at all. */
export async function checkWorkbook(bytes: Uint8Array): Promise<void> {
  try {
    await inspect(
      await fromBufferPromise(Buffer.from(bytes), { lazyEntries: true, validateEntrySizes: true }),
    )
  } catch (error) {
    if (error instanceof Error && error.name === 'UnreadableSheet') throw error
    const lies = error instanceof Error && /too many bytes|not enough bytes/.test(error.message)
    if (lies) throw bomb()
    throw unreadable(
      'broken',
      'The file is damaged and cannot be opened. Open it in your spreadsheet program, save it again and choose that.',
      error,
    )
  }
}
