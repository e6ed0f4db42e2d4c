import { stringify } from 'csv-stringify/sync'
import { cellText } from './columns.ts'
import type { ExportColumn } from './columns.ts'

/** An apostrophe before what a spreadsheet would run as a formula. Reading takes off exactly one, so the text comes back as it was. */
export function guard(text: string): string {
  return /^'*\s*[=+\-@\t\r＝＋－＠]/.test(text) ? `'${text}` : text
}

/** The rows as CSV with Windows line ends; with a mark in front (the usual) Excel reads accents rightly. */
export function writeCsv<Row>(
  columns: readonly ExportColumn<Row>[],
  rows: readonly Row[],
  options: { readonly bom?: boolean } = {},
): Uint8Array {
  const records = rows.map((row) => columns.map((column) => guard(cellText(column, row))))
  const text = stringify([columns.map(({ heading }) => heading), ...records], { record_delimiter: 'windows' })
  return new TextEncoder().encode(`${options.bom === false ? '' : '\ufeff'}${text}`)
}
