import { chooseGrid } from './choose-grid.ts'
import { readCsv } from './csv.ts'
import { kindOfFile } from './file-kind.ts'
import type { Grid, ReadResult, SheetFile } from './grid.ts'
import { readXlsx } from './xlsx.ts'
import { unreadable, UnreadableSheet } from './unreadable.ts'

/** 10 MB is far above any list of people; what is larger is not one. */
const mostBytes = 10 * 1024 * 1024

async function gridsOf(file: SheetFile): Promise<Grid[]> {
  if (file.bytes.byteLength === 0)
    throw unreadable('empty', 'The file is empty. Choose the sheet you want to import.')
  if (file.bytes.byteLength > mostBytes) {
    throw unreadable(
      'too-large',
      'The file is larger than 10 MB. Take out pictures and sheets that are not needed, or split it, and try again.',
    )
  }
  const kind = kindOfFile(file)
  if (kind === 'csv') return [readCsv(file.bytes)]
  return readXlsx(file.bytes)
}

/**
 * Reads a spreadsheet as a council hands it over: CSV in any usual writing, or XLSX. The answer is the rows under
 * their recognised columns, or one plain sentence that says why not and what to do. It never throws for a bad file.
 */
export async function readSheet(
  file: SheetFile,
  options: { readonly sheetName?: string } = {},
): Promise<ReadResult> {
  try {
    return { ok: true, sheet: chooseGrid(await gridsOf(file), options.sheetName) }
  } catch (error) {
    if (error instanceof UnreadableSheet) return { ok: false, reason: error.reason, message: error.message }
    throw error
  }
}
