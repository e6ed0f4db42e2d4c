import type { SheetFile } from './grid.ts'
import { unreadable } from './unreadable.ts'

const startsWith = (bytes: Uint8Array, ...marks: readonly number[]) =>
  marks.every((mark, i) => bytes[i] === mark)

const saveAsXlsx =
  'Open it in your spreadsheet program, save it as an Excel workbook (.xlsx) or CSV, and choose that file.'

/** Encrypted workbooks and old .xls files are both compound files; only the first carry a stream of this name. */
function isEncrypted(bytes: Uint8Array): boolean {
  return Buffer.from(bytes).includes(Buffer.from('EncryptedPackage', 'utf16le'))
}

/** Tells by its content what a file is, whatever its name says. Throws the sentence for a person where it is no sheet. */
export function kindOfFile({ bytes }: SheetFile): 'csv' | 'xlsx' {
  if (startsWith(bytes, 0x50, 0x4b)) return 'xlsx'
  if (startsWith(bytes, 0xd0, 0xcf, 0x11, 0xe0)) {
    throw isEncrypted(bytes)
      ? unreadable(
          'protected',
          'The file is protected by a password. Open it, remove the password, save it and choose it again.',
        )
      : unreadable('old-excel', `This is an old Excel file (.xls). ${saveAsXlsx}`)
  }
  if (startsWith(bytes, 0x25, 0x50, 0x44, 0x46)) {
    throw unreadable(
      'not-a-sheet',
      'This is a PDF. Ask for the list as a spreadsheet (.xlsx or CSV) and choose that file.',
    )
  }
  const head = Buffer.from(bytes.subarray(0, 2048)).toString('latin1').replaceAll('\0', '')
  if (
    /^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*(<!doctype html|<html|<table|<head|<meta)/i.test(head) ||
    /^(\xef\xbb\xbf|\xff\xfe)?\s*<\?xml/i.test(head)
  ) {
    throw unreadable('not-a-sheet', `This is a web page or XML file with the name of a sheet. ${saveAsXlsx}`)
  }
  if (head.startsWith('{\\rtf'))
    throw unreadable(
      'not-a-sheet',
      'This is a text document. Copy the list into a spreadsheet, save it and choose that file.',
    )
  return 'csv'
}
