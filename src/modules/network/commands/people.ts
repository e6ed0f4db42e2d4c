import { readFile, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { inTransaction } from '#platform/db/database.ts'
import { record } from '#platform/audit/record.ts'
import { CommandProblem, type Command } from '#platform/declare/command.ts'
import { bringImport, confirmImport, plannedRowsOf } from '../actions/import-plan.ts'
import { events } from '../declarations.ts'
import { personColumns } from '../export/columns.ts'
import { writeCsv } from '../export/write-csv.ts'
import { writeXlsx } from '../export/write-xlsx.ts'
import { planAway } from '../jobs/import-away.ts'
import { applyNow, planNow } from '../jobs/import-jobs.ts'
import { listPeopleForExport } from '../queries/export-rows.ts'
import { findImport, listImportRows } from '../queries/imports.ts'
import { loadKnown } from '../queries/known.ts'
import { readSheet } from '../reading/read-sheet.ts'
import { londonDay } from '../rules/london-day.ts'
import type { AnyRow } from '../rules/import-plan.ts'
import type { Counts } from '../rules/import/types.ts'
import { reportRows } from '../views/import-report.ts'

async function sheetOf(file: string | undefined) {
  if (!file) throw new CommandProblem('Name the file: bin/holdfast people import FILE')
  const bytes = await readFile(file).catch(() => {
    throw new CommandProblem(`There is no file ${file}, or it cannot be read.`)
  })
  const read = await readSheet({ name: basename(file), bytes })
  if (!read.ok) throw new CommandProblem(read.message)
  return { fileName: basename(file), sheet: read.sheet }
}

/** The counts, and each row that is not written with its reason. */
function told(counts: Counts, rows: readonly AnyRow[], problems: ReadonlyMap<number, string> = new Map()) {
  const left = reportRows(rows.map((planned) => ({ planned, problem: problems.get(planned.row) ?? null })))
  const { unanswered: _unanswered, ...shown } = counts
  return {
    counts: shown,
    left: left.map(({ row, why }) => ({ row, why })),
    rows: rows.map(({ row, outcome }) => ({ row, outcome })),
  }
}

const sayCounts = (counts: Omit<Counts, 'unanswered'>): string =>
  `${counts.all} rows: ${counts.new} new, ${counts.changed} changed, ${counts.same} the same, ${counts.doubtful} doubtful, ${counts.refused} refused.`

/** Rows that somebody must decide on are left out, as they are on the page until they are answered there. */
export const peopleImport: Command = {
  noun: 'people',
  verb: 'import',
  says: 'Brings in a list of people or organisations. Doubtful rows are left out.',
  usage: 'FILE [--preview]',
  options: { preview: 'Shows what would change and writes nothing' },
  run: async ({ db, actor, now, words, options, json, say, data }) => {
    const brought = await sheetOf(words[0])
    if (options['preview']) {
      const known = await inTransaction(db, actor, (tx) => loadKnown(tx, londonDay(now)))
      const plan = await planAway({
        lists: brought.sheet.lists,
        given: brought.sheet.rows,
        known,
        answers: {},
        today: londonDay(now).toString(),
      })
      const result = told(plan.head.counts, plan.rows)
      if (json) data({ ...result, written: 0 })
      say(sayCounts(result.counts))
      for (const { row, why } of result.left) say(`Row ${row}: ${why}`)
      say('Nothing was written.')
      return result.left.length > 0 ? 1 : 0
    }
    const importId = await inTransaction(db, actor, (tx) => bringImport(tx, actor, brought, now))
    await planNow(db, importId, now)
    await inTransaction(db, actor, async (tx) => {
      const found = await findImport(tx, importId)
      const counts = found?.plan?.counts
      if (found && counts && counts.new + counts.changed > 0)
        await confirmImport(tx, actor, { importId, version: found.version }, now)
    })
    await applyNow(db, importId, now)
    const { found, rows, problems } = await inTransaction(db, actor, async (tx) => ({
      found: await findImport(tx, importId),
      rows: await plannedRowsOf(tx, importId),
      problems: await listImportRows(tx, importId, 'problem', { offset: 0, limit: 100_000 }),
    }))
    const counts = found?.plan?.counts
    if (!found || !counts) throw new Error('the list has no plan after it was planned')
    const result = told(
      counts,
      rows,
      new Map(problems.map(({ planned, problem }) => [planned.row, problem ?? ''])),
    )
    if (json) data({ ...result, written: found.stepsDone - found.stepsRefused })
    say(sayCounts(result.counts))
    for (const { row, why } of result.left) say(`Row ${row} was not written: ${why}`)
    return result.left.length > 0 ? 1 : 0
  },
}

export const peopleExport: Command = {
  noun: 'people',
  verb: 'export',
  says: 'Writes everyone in post into a spreadsheet that the import takes back.',
  usage: 'FILE (ending in .csv or .xlsx)',
  run: async ({ db, actor, now, words, json, say, data }) => {
    const file = words[0]
    const kind = /\.(csv|xlsx)$/i.exec(file ?? '')?.[1]?.toLowerCase()
    if (!file || !kind)
      throw new CommandProblem('Name a file that ends in .csv or .xlsx: bin/holdfast people export FILE')
    const rows = await inTransaction(db, actor, async (tx) => {
      const found = await listPeopleForExport(tx, null, londonDay(now))
      await record(tx, actor, events.directory_exported, { what: 'people', kind, rows: found.length })
      return found
    })
    const bytes =
      kind === 'csv' ? writeCsv(personColumns, rows) : await writeXlsx('People', personColumns, rows)
    await writeFile(file, bytes).catch(() => {
      throw new CommandProblem(`${file} cannot be written. Choose another place.`)
    })
    if (json) data({ rows: rows.length })
    say(`${rows.length} posts are in ${file}.`)
    return 0
  },
}
