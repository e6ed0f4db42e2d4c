import { bytes, type Answer } from '#platform/http/answers.ts'
import { get } from '#platform/http/route.ts'
import { events, permissions } from '../declarations.ts'
import { organisationColumns, personColumns, type ExportColumn } from '../export/columns.ts'
import { writeCsv } from '../export/write-csv.ts'
import { writeXlsx } from '../export/write-xlsx.ts'
import { listOrganisationsForExport, listPeopleForExport } from '../queries/export-rows.ts'
import { findSearch } from '../queries/find-search.ts'
import { londonDay } from '../rules/london-day.ts'
import { organisationsQuery, peopleQuery } from './directory-query.ts'

type Kind = 'csv' | 'xlsx'
const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
// Says how many lines were taken away, to whoever checks the file and to the audit.
const rowsHeader = 'holdfast-rows'

const rowsIn = (answer: Answer): number =>
  answer.kind === 'bytes' ? Number(answer.headers?.[rowsHeader] ?? 0) : 0

async function file<Row>(
  kind: Kind,
  name: string,
  columns: readonly ExportColumn<Row>[],
  rows: readonly Row[],
  today: Temporal.PlainDate,
): Promise<Answer> {
  const body = kind === 'csv' ? writeCsv(columns, rows) : await writeXlsx(name, columns, rows)
  return bytes(kind === 'csv' ? 'text/csv; charset=utf-8' : xlsx, Buffer.from(body), {
    filename: `${name.toLowerCase()}-${today.toString()}.${kind}`,
    headers: { [rowsHeader]: String(rows.length) },
  })
}

const peopleExport = (kind: Kind) =>
  get({
    url: `/network/people.${kind}`,
    allow: permissions.export,
    audit: events.directory_exported,
    query: peopleQuery,
    slow: true,
    tells: (_context, answer) => ({ what: 'people', kind, rows: rowsIn(answer) }),
    show: async ({ tx, query, now }) => {
      const today = londonDay(now)
      const filter = { ...query, words: await findSearch(tx, query.search) }
      return file(kind, 'People', personColumns, await listPeopleForExport(tx, filter, today), today)
    },
  })

const organisationsExport = (kind: Kind) =>
  get({
    url: `/network/organisations.${kind}`,
    allow: permissions.export,
    audit: events.directory_exported,
    query: organisationsQuery,
    slow: true,
    tells: (_context, answer) => ({ what: 'organisations', kind, rows: rowsIn(answer) }),
    show: async ({ tx, query, now }) => {
      const today = londonDay(now)
      const filter = { ...query, words: await findSearch(tx, query.search) }
      const rows = await listOrganisationsForExport(tx, filter, today)
      return file(kind, 'Organisations', organisationColumns, rows, today)
    },
  })

/** What a list shows, as a spreadsheet that the import takes back. */
export const exportRoutes = [
  peopleExport('csv'),
  peopleExport('xlsx'),
  organisationsExport('csv'),
  organisationsExport('xlsx'),
]
