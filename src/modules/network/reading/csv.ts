import { CsvError, parse } from 'csv-parse/sync'
import { findColumns } from '../rules/import/headings.ts'
import type { SheetRow } from '../rules/import/types.ts'
import { decode } from './decode.ts'
import type { Grid } from './grid.ts'
import { unreadable } from './unreadable.ts'

const delimiters = [',', ';', '\t', '|'] as const

/** Our own export puts an apostrophe before what a spreadsheet would run as a formula; here it is taken off again. */
const unguard = (cell: string) => (/^'+\s*[=+\-@\t\r＝＋－＠]/.test(cell) ? cell.slice(1) : cell)

function parsed(text: string, delimiter: string, most?: number): string[][] {
  const records: unknown = parse(text, {
    delimiter,
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: false,
    ...(most === undefined ? {} : { to: most }),
  })
  return Array.isArray(records)
    ? records.map((record: unknown) => (Array.isArray(record) ? record.map(String) : []))
    : []
}

const toRows = (records: readonly string[][], skipped: number): SheetRow[] =>
  records
    .map((cells, i) => ({ row: i + 1 + skipped, cells: cells.map(unguard) }))
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))

/** The delimiter under which most headings are recognised; without headings, the one that makes the most even table. */
function delimiterOf(text: string): string {
  const head = text.slice(0, 65_536)
  const judged = delimiters.map((delimiter) => {
    let records: string[][] = []
    try {
      records = parsed(head, delimiter, 40)
    } catch (error) {
      // The cut may have fallen inside quotation marks; the whole text is judged by the full reading.
      if (!(error instanceof CsvError)) throw error
      records = head
        .split(/\r\n|\r|\n/)
        .slice(0, 40)
        .map((line) => line.split(delimiter))
    }
    const widths = records.map((record) => record.length)
    const even = Math.max(
      0,
      ...widths.map((width) => (width > 1 ? widths.filter((other) => other === width).length : 0)),
    )
    return { delimiter, fields: findColumns(toRows(records, 0))?.columns.length ?? 0, even }
  })
  const [best] = judged.toSorted((a, b) => b.fields - a.fields || b.even - a.even)
  return best?.delimiter ?? ','
}

/** Reads a CSV file of any usual writing and delimiter. Row numbers are those a spreadsheet shows for the same file. */
export function readCsv(bytes: Uint8Array): Grid {
  const { text, writing } = decode(bytes)
  if (text.trim() === '') throw unreadable('empty', 'The file is empty. Choose the sheet you want to import.')
  // Excel's own first line that names the delimiter.
  const named = /^sep=(.)\r?\n/i.exec(text)
  const body = named === null ? text : text.slice(named[0].length)
  const delimiter = named?.[1] ?? delimiterOf(body)
  try {
    const rows = toRows(parsed(body, delimiter), named === null ? 0 : 1)
    const notes =
      writing === 'UTF-8'
        ? []
        : [`The file is written in ${writing}. Look at one name with an accent to see that it is right.`]
    return { kind: 'csv', name: null, hidden: false, rows, links: new Map(), notes }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const line: unknown = error['lines']
    throw unreadable(
      'broken',
      `A quotation mark is opened and never closed${typeof line === 'number' ? ` (noticed at line ${line})` : ''}. Correct it, or save the list as an Excel workbook (.xlsx) and choose that.`,
      error,
    )
  }
}
