import type { Cell, CellValue, Workbook, Worksheet } from 'exceljs'
import type { SheetRow } from '../rules/import/types.ts'
import type { Grid } from './grid.ts'
import { unreadable } from './unreadable.ts'
import { checkWorkbook } from './zip-check.ts'

/** A list has some 30 columns; a sheet that was once formatted to its far edge has 16,384, all empty. */
const mostColumns = 200

function numberText(value: number, format: string | undefined): string {
  const text = Number.isInteger(value) ? value.toFixed(0) : String(Number(value.toPrecision(15)))
  // A format such as 00000000000 is how people keep the nought of a telephone number.
  const noughts = /^0+$/.exec(format ?? '')?.[0].length ?? 0
  return noughts > 1 ? text.padStart(noughts, '0') : text
}

function valueText(value: CellValue, format: string | undefined): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return value
  if (typeof value === 'number') return numberText(value, format)
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE'
  if (value instanceof Date) return value.getUTCFullYear() < 1901 ? '' : value.toISOString().slice(0, 10)
  if ('richText' in value) return value.richText.map((part) => part.text).join('')
  if ('hyperlink' in value) return valueText(value.text, format)
  if ('formula' in value || 'sharedFormula' in value) return valueText(value.result, format)
  return ''
}

/** The text of a cell as people see it. A value merged downwards belongs to every row it covers; one merged sideways to its first column. */
function cellText(cell: Cell): string {
  if (cell.isMerged && cell.master !== cell) {
    return cell.master.col === cell.col ? valueText(cell.master.value, cell.master.numFmt) : ''
  }
  return valueText(cell.value, cell.numFmt)
}

const mailOf = (cell: Cell): string | null => /^mailto:([^?\s]+)/i.exec(cell.hyperlink ?? '')?.[1] ?? null

function gridOf(sheet: Worksheet): Grid {
  const rows: SheetRow[] = []
  const links = new Map<string, string>()
  sheet.eachRow({ includeEmpty: false }, (row, number) => {
    const cells: string[] = []
    row.eachCell({ includeEmpty: false }, (cell, column) => {
      if (column > mostColumns) return
      cells[column - 1] = cellText(cell)
      const mail = mailOf(cell)
      if (mail !== null) links.set(`${number},${column - 1}`, mail)
    })
    const full = Array.from(cells, (text) => text ?? '')
    if (full.some((text) => text.trim() !== '')) rows.push({ row: number, cells: full })
  })
  return { kind: 'xlsx', name: sheet.name, hidden: sheet.state !== 'visible', rows, links, notes: [] }
}

/** What no list needs, and some of which would be laid out cell by cell over a whole column. */
const ignoreNodes = [
  'dataValidations',
  'conditionalFormatting',
  'drawing',
  'picture',
  'tableParts',
  'extLst',
  'autoFilter',
  'rowBreaks',
  'headerFooter',
  'sheetProtection',
]

async function open(bytes: Uint8Array): Promise<Workbook> {
  // Loaded when somebody brings a workbook: it takes forty megabytes that most processes never need.
  const { default: ExcelJS } = await import('exceljs')
  const workbook = new ExcelJS.Workbook()
  try {
    await workbook.xlsx.load(Uint8Array.from(bytes).buffer, { ignoreNodes })
    return workbook
  } catch (error) {
    throw unreadable(
      'broken',
      'The workbook is damaged and cannot be opened. Open it in your spreadsheet program, save it again and choose that.',
      error,
    )
  }
}

/** Every sheet of a workbook, after the archive has been found safe to open. */
export async function readXlsx(bytes: Uint8Array): Promise<Grid[]> {
  await checkWorkbook(bytes)
  const workbook = await open(bytes)
  const grids = workbook.worksheets.map(gridOf)
  if (grids.length === 0) {
    throw unreadable(
      'broken',
      'No sheet could be read in the workbook. Open it in Excel, save it as an Excel workbook (.xlsx) and choose that.',
    )
  }
  return grids
}
