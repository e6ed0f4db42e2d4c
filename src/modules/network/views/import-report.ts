import type { ExportColumn } from '../export/columns.ts'
import type { ImportRow } from '../queries/imports.ts'

export type ReportRow = {
  readonly row: number
  readonly who: string
  readonly organisation: string
  readonly why: string
  readonly whatToDo: string
}

export const reportColumns: readonly ExportColumn<ReportRow>[] = [
  { heading: 'Row in your file', width: 12, kind: 'text', value: ({ row }) => String(row) },
  { heading: 'Who', width: 30, kind: 'text', value: ({ who }) => who },
  { heading: 'Organisation', width: 30, kind: 'text', value: ({ organisation }) => organisation },
  { heading: 'Why it was not written', width: 60, kind: 'text', value: ({ why }) => why },
  { heading: 'What to do', width: 60, kind: 'text', value: ({ whatToDo }) => whatToDo },
]

/** The rows that were not written, with the reason of each: refused, doubtful without an answer, or stopped by the register. */
export function reportRows(rows: readonly ImportRow[]): ReportRow[] {
  return rows.flatMap(({ planned, problem }) => {
    const reasons = reasonsOf({ planned, problem })
    if (!reasons) return []
    return [
      {
        row: planned.row,
        who: whoOf(planned.given),
        organisation: planned.given.organisation ?? '',
        ...reasons,
      },
    ]
  })
}

function reasonsOf({ planned, problem }: ImportRow): { why: string; whatToDo: string } | null {
  if (problem) return { why: problem, whatToDo: 'Import the row again.' }
  if (planned.outcome === 'refused')
    return {
      why: planned.refusals.map(({ why }) => why).join(' '),
      whatToDo: planned.refusals.map(({ remedy }) => remedy).join(' '),
    }
  if (planned.outcome !== 'doubtful') return null
  const open = planned.doubts.filter(({ answer }) => answer === null)
  return {
    why: open.map(({ why }) => why).join(' '),
    whatToDo: 'Nobody answered the question. Import the row again and answer it.',
  }
}

type Given = ImportRow['planned']['given']

/** The person a row is about, as the file writes them. */
export const whoOf = (given: Given): string =>
  given.fullName ?? ([given.given, given.family].filter(Boolean).join(' ') || (given.email ?? ''))
