import { z } from 'zod'
import { bytes, goTo, goToSaying, show } from '#platform/http/answers.ts'
import type { FieldError } from '#platform/http/forms.ts'
import { id } from '#platform/http/forms.ts'
import { NotHere, Refusal } from '#platform/http/refusal.ts'
import { get, post } from '#platform/http/route.ts'
import type { Tx } from '#platform/db/tx.ts'
import { answerImport, bringImport, confirmImport, discardImport } from '../actions/import-plan.ts'
import { events, permissions } from '../declarations.ts'
import { reportColumns, reportRows } from '../views/import-report.ts'
import { writeCsv } from '../export/write-csv.ts'
import { readAway } from '../jobs/import-away.ts'
import { countImportRows, findImport, listImportRows, listImports } from '../queries/imports.ts'
import { importPage } from '../views/import.page.ts'
import { importsPage } from '../views/imports.page.ts'

const params = z.object({ id: id() })
const outcomes = ['new', 'changed', 'same', 'doubtful', 'refused', 'problem'] as const
const size = 25
const rowsHeader = 'holdfast-rows'

const imports = get({
  url: '/network/imports',
  allow: permissions.run,
  audit: events.imports_viewed,
  tells: (_context, answer) => ({
    shown: answer.kind === 'page' && 'count' in answer.page.data ? Number(answer.page.data.count) : 0,
  }),
  show: async ({ tx }) => show(importsPage(await listImports(tx), [])),
})

/** The file is read before the transaction begins: a large workbook takes seconds. */
const bring = post({
  url: '/network/imports',
  allow: permissions.run,
  audit: events.import_brought,
  body: z.object({}),
  files: { most: 1, each: 11_000_000 },
  prepare: async ({ files }) => {
    const file = files.find((one) => one.field === 'file')
    if (!file) throw new Refusal('no_file', 'Choose the spreadsheet to bring in', 'file')
    const read = await readAway({ name: file.name, bytes: file.bytes })
    if (!read.ok) throw new Refusal(read.reason.replaceAll('-', '_'), read.message, 'file')
    return { fileName: file.name, sheet: read.sheet }
  },
  act: ({ tx, actor, prepared, now }) => bringImport(tx, actor, prepared, now),
  leadsTo: (importId) => `/network/imports/${importId}`,
  again: async ({ tx, errors }) => show(importsPage(await listImports(tx), errors)),
})

async function pageOf(
  tx: Tx,
  importId: string,
  query: { readonly show: (typeof outcomes)[number] | null; readonly page: number },
  now: Temporal.Instant,
  errors: readonly FieldError[] = [],
) {
  const found = await findImport(tx, importId)
  if (!found) throw new NotHere('no such import')
  const counts = await countImportRows(tx, importId)
  const open = query.show ?? (counts.doubtful > 0 ? 'doubtful' : counts.refused > 0 ? 'refused' : 'new')
  const page = { offset: (query.page - 1) * size, limit: size }
  const rows = found.state === 'reading' ? [] : await listImportRows(tx, importId, open, page)
  return show(importPage({ found, counts, rows, open, page: query.page, now, errors }))
}

const one = get({
  url: '/network/imports/:id',
  allow: permissions.run,
  audit: events.import_viewed,
  params,
  query: z.object({
    show: z.enum(outcomes).nullable().default(null),
    page: z.coerce.number().int().min(1).max(1000).default(1),
  }),
  tells: ({ params: { id: importId } }, answer) => ({
    import: importId,
    state: answer.kind === 'page' && 'state' in answer.page.data ? String(answer.page.data.state) : null,
  }),
  show: ({ tx, params: { id: importId }, query, now }) => pageOf(tx, importId, query, now),
})

/** Answers stand in fields `row-12`; a tick at `alike-12` answers every row that asks the same. */
const answer = post({
  url: '/network/imports/:id/answers',
  allow: permissions.run,
  audit: events.import_answered,
  params,
  body: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  act: ({ tx, actor, params: { id: importId }, input, now }) => {
    const answers = Object.entries(input).flatMap(([name, value]) => {
      const row = /^row-(\d{1,7})(?:-\d)?$/.exec(name)?.[1]
      if (!row) return []
      return [value].flat().map((choice) => ({
        row: Number(row),
        choice,
        alike: input[`alike-${row}`] !== undefined,
      }))
    })
    return answerImport(tx, actor, { importId, answers }, now)
  },
  leadsTo: (taken, { params: { id: importId } }) =>
    goToSaying(
      `/network/imports/${importId}`,
      taken === 1 ? 'One row was answered.' : `${taken} rows were answered.`,
    ),
  again: ({ tx, params: { id: importId }, now, errors }) =>
    pageOf(tx, importId, { show: 'doubtful', page: 1 }, now, errors),
})

const confirm = post({
  url: '/network/imports/:id/confirmation',
  allow: permissions.run,
  audit: events.import_confirmed,
  params,
  body: z.object({ version: z.coerce.number().int() }),
  act: ({ tx, actor, params: { id: importId }, input, now }) =>
    confirmImport(tx, actor, { importId, version: input.version }, now),
  leadsTo: (_result, { params: { id: importId } }) => goTo(`/network/imports/${importId}`),
  again: ({ tx, params: { id: importId }, now, errors }) =>
    pageOf(tx, importId, { show: null, page: 1 }, now, errors),
})

const discard = post({
  url: '/network/imports/:id/discarding',
  allow: permissions.run,
  audit: events.import_discarded,
  params,
  body: z.object({}),
  act: ({ tx, actor, params: { id: importId }, now }) => discardImport(tx, actor, importId, now),
  leadsTo: () => goToSaying('/network/imports', 'The list was put aside. Nothing of it was written.'),
  again: ({ tx, params: { id: importId }, now, errors }) =>
    pageOf(tx, importId, { show: null, page: 1 }, now, errors),
})

const report = get({
  url: '/network/imports/:id/report.csv',
  allow: permissions.run,
  audit: events.import_report_taken,
  params,
  slow: true,
  tells: ({ params: { id: importId } }, file) => ({
    import: importId,
    rows: file.kind === 'bytes' ? Number(file.headers?.[rowsHeader] ?? 0) : 0,
  }),
  show: async ({ tx, params: { id: importId } }) => {
    const found = await findImport(tx, importId)
    if (!found) return null
    const rows = reportRows(await listImportRows(tx, importId, null, { offset: 0, limit: 100_000 }))
    return bytes('text/csv; charset=utf-8', Buffer.from(writeCsv(reportColumns, rows)), {
      filename: 'rows-not-written.csv',
      headers: { [rowsHeader]: String(rows.length) },
    })
  },
})

export const importRoutes = [imports, bring, one, answer, confirm, discard, report]
