import type { ExportColumn } from './columns.ts'

/** The rows as a workbook: a heading that stays in sight, a filter, real dates, and texts that can never be formulas. */
export async function writeXlsx<Row>(
  sheetName: string,
  columns: readonly ExportColumn<Row>[],
  rows: readonly Row[],
): Promise<Uint8Array> {
  // Loaded when somebody asks for a workbook: it takes forty megabytes that most processes never need.
  const { default: ExcelJS } = await import('exceljs')
  const workbook = new ExcelJS.Workbook()
  const sheet = workbook.addWorksheet(sheetName, { views: [{ state: 'frozen', ySplit: 1 }] })
  sheet.columns = columns.map(({ heading, width, kind }) => ({
    header: heading,
    width,
    style: kind === 'day' ? { numFmt: 'dd/mm/yyyy' } : { numFmt: '@' },
  }))
  for (const row of rows) {
    sheet.addRow(
      columns.map((column) => {
        const value = column.value(row)
        return value !== null && column.kind === 'day' ? new Date(`${value}T00:00:00Z`) : value
      }),
    )
  }
  const heading = sheet.getRow(1)
  heading.font = { bold: true }
  heading.fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFE7ECEA' } }
  heading.border = { bottom: { style: 'thin' } }
  heading.alignment = { vertical: 'middle', wrapText: true }
  if (columns.length > 0)
    sheet.autoFilter = { from: { row: 1, column: 1 }, to: { row: 1, column: columns.length } }
  return new Uint8Array(await workbook.xlsx.writeBuffer())
}
