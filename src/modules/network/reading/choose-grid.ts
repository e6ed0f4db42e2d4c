import { findColumns, givenRows, listsOrganisations } from '../rules/import/headings.ts'
import type { Columns } from '../rules/import/headings.ts'
import type { GivenRow } from '../rules/import/types.ts'
import type { Grid, ReadSheet } from './grid.ts'
import { unreadable } from './unreadable.ts'

const mostRows = 50_000

// Far beyond any name, address or note in a list. A cell is shown, and looked through, as often as there are rules.
const mostInCell = 2000

/** The sheet with what stands in each cell as far as a list needs it, and a note where that was not all of it. */
function withShortCells(grid: Grid): Grid {
  const long = grid.rows.find(({ cells }) => cells.some((cell) => cell.length > mostInCell))
  if (long === undefined) return grid
  return {
    ...grid,
    rows: grid.rows.map((row) => ({
      ...row,
      cells: row.cells.map((cell) => cell.slice(0, mostInCell).toWellFormed()),
    })),
    notes: [
      ...grid.notes,
      `A cell in row ${long.row} has more than ${mostInCell.toLocaleString('en-GB')} characters. Of such cells only the beginning was read.`,
    ],
  }
}

type Judged = { readonly grid: Grid; readonly columns: Columns; readonly rows: readonly GivenRow[] }

/** A link text such as "Send mail" hides the address behind it; in the column of addresses the address is what counts. */
function withLinks({ grid, columns, rows }: Judged): readonly GivenRow[] {
  const email = columns.columns.find(({ field }) => field === 'email')
  if (email === undefined || grid.links.size === 0) return rows
  return rows.map((row) => {
    const link = grid.links.get(`${row.row},${email.index}`)
    if (link === undefined || row.given.email === undefined || row.given.email.includes('@')) return row
    return { ...row, given: { ...row.given, email: link } }
  })
}

const worth = ({ grid, columns, rows }: Judged) => [
  Number(!grid.hidden),
  Number(rows.length > 0),
  columns.columns.length,
  rows.length,
]

function better(a: Judged, b: Judged): number {
  const [worthA, worthB] = [worth(a), worth(b)]
  return worthB.map((value, i) => value - (worthA[i] ?? 0)).find((difference) => difference !== 0) ?? 0
}

const names = (judged: readonly { grid: Grid }[]) =>
  judged.map(({ grid }) => `“${grid.name ?? ''}”`).join(', ')

function notesOn(chosen: Judged, judged: readonly Judged[], all: readonly Grid[], asked: boolean): string[] {
  const notes = [...chosen.grid.notes]
  const others = judged.filter((one) => one !== chosen && one.rows.length > 0)
  if (all.length > 1 && !asked)
    notes.push(
      `The workbook has ${all.length} sheets. ${names([chosen])} was read, because its headings fit best.`,
    )
  if (others.length > 0 && !asked)
    notes.push(
      `${names(others)} ${others.length === 1 ? 'looks' : 'look'} like a list too. Choose it by name to import it as well.`,
    )
  for (const { heading, why } of chosen.columns.ignored)
    notes.push(`The column “${heading}” is not read. ${why}`)
  return notes
}

/** Takes the sheet whose headings fit best, or the one asked for by name, and says what was left aside. */
export function chooseGrid(whole: readonly Grid[], sheetName?: string): ReadSheet {
  const grids = whole.map(withShortCells)
  const offered = sheetName === undefined ? grids : grids.filter(({ name }) => name === sheetName)
  if (offered.length === 0)
    throw unreadable('no-rows', `The workbook has no sheet called “${sheetName ?? ''}”.`)
  if (offered.every(({ rows }) => rows.length === 0)) {
    throw unreadable('empty', 'There is nothing in the sheet. Choose the sheet you want to import.')
  }
  const judged = offered.flatMap((grid): Judged[] => {
    const columns = findColumns(grid.rows)
    return columns === null ? [] : [{ grid, columns, rows: givenRows(grid.rows, columns) }]
  })
  const [chosen] = judged.toSorted(better)
  if (chosen === undefined) {
    throw unreadable(
      'no-headings',
      'No row of headings was found. Write headings such as Name, E-mail, Job title and Organisation in one row above the list, and try again.',
    )
  }
  if (chosen.rows.length === 0)
    throw unreadable(
      'no-rows',
      'The sheet has headings but no rows below them. Add the people and try again.',
    )
  if (chosen.rows.length > mostRows) {
    throw unreadable(
      'too-many-rows',
      `The list has ${chosen.rows.length.toLocaleString('en-GB')} rows. Split it into lists of at most ${mostRows.toLocaleString('en-GB')} and import them one by one.`,
    )
  }
  return {
    kind: chosen.grid.kind,
    sheetName: chosen.grid.name,
    lists: listsOrganisations(chosen.columns) ? 'organisations' : 'people',
    columns: chosen.columns,
    rows: withLinks(chosen),
    notes: notesOn(chosen, judged, grids, sheetName !== undefined),
  }
}
