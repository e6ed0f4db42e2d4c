import { stringify } from 'csv-stringify/sync'
import { z } from 'zod'
import { bytes, show } from '#platform/http/answers.ts'
import { readDay } from '#platform/http/forms.ts'
import type { FieldError, RawForm } from '#platform/http/forms.ts'
import { get } from '#platform/http/route.ts'
import type { DeclaredRoute } from '#platform/http/route.ts'
import type { Tx } from '#platform/db/tx.ts'
import { auditEvents, permissions } from '../events.ts'
import type { EventWords } from '../event-words.ts'
import { isId } from '../field-problem.ts'
import { countLines, listEvents, listLines } from '../list-lines.ts'
import type { Line, LineFilter, Place } from '../list-lines.ts'
import { linesPage } from '../views/lines.page.ts'
import { exportRows } from '../views/export-rows.ts'

/** Names for the people among these ids. Who is not in the answer is shown by the beginning of the id. */
export type NamesOf = (
  tx: Tx,
  ids: readonly string[],
  now: Temporal.Instant,
) => Promise<ReadonlyMap<string, string>>

export type AuditPages = { readonly namesOf: NamesOf; readonly words: EventWords }

const pageSize = 25
const countTo = 1_000
/** As many rows as a spreadsheet opens with ease; the dates narrow what is more. */
const mostExported = 50_000

const text = z.string().max(200).optional()
const query = z.object({
  person: text,
  record: text,
  event: text,
  'from-day': text,
  'from-month': text,
  'from-year': text,
  'to-day': text,
  'to-month': text,
  'to-year': text,
  before: text,
})

type Asked = {
  readonly filter: LineFilter
  readonly before: Place | null
  readonly errors: readonly FieldError[]
}

export const auditRoutes = ({ namesOf, words }: AuditPages): readonly DeclaredRoute[] => [
  get({
    url: '/audit',
    allow: permissions.read,
    audit: auditEvents.lines_seen,
    query,
    show: async ({ tx, query: asked, now }) => {
      const values = rawForm(asked)
      const { filter, before, errors } = readAsked(values)
      const lines = errors.length > 0 ? [] : await listLines(tx, filter, before, pageSize + 1)
      const counted = errors.length > 0 ? { count: 0, more: false } : await countLines(tx, filter, countTo)
      const page = lines.slice(0, pageSize)
      const names = await namesOf(tx, idsOf(page, filter), now)
      return show(
        linesPage({
          values,
          filter,
          errors,
          lines: page,
          names,
          words,
          counted,
          events: await listEvents(tx),
          next: lines.length > pageSize ? placeAfter(page) : null,
          first: before === null,
        }),
        errors.length > 0 ? 422 : 200,
      )
    },
    tells: ({ query: asked }, answer) => {
      const { filter } = readAsked(rawForm(asked))
      const shown = answer.kind === 'page' && 'shown' in answer.page.data ? Number(answer.page.data.shown) : 0
      return { person: filter.person, record: filter.record, shown }
    },
  }),
  get({
    url: '/audit/export.csv',
    allow: permissions.read,
    audit: auditEvents.lines_exported,
    query,
    slow: true,
    show: async ({ tx, query: asked, now }) => {
      const { filter, errors } = readAsked(rawForm(asked))
      if (errors.length > 0) return null
      const lines = await listLines(tx, filter, null, mostExported + 1)
      const names = await namesOf(tx, idsOf(lines, filter), now)
      const rows = exportRows(lines.slice(0, mostExported), names, words)
      if (lines.length > mostExported)
        rows.push({ when: 'There are more lines. Choose fewer days and export again.' })
      // A cell that begins like a formula would be run by a spreadsheet.
      const csv = stringify(rows, {
        header: true,
        bom: true,
        escape_formulas: true,
        columns: [...csvColumns],
      })
      const day = now.toZonedDateTimeISO('Europe/London').toPlainDate().toString()
      return bytes('text/csv; charset=utf-8', csv, {
        filename: `audit-${day}.csv`,
        headers: { 'x-rows': String(Math.min(lines.length, mostExported)) },
      })
    },
    tells: ({ query: asked }, answer) => {
      const { filter } = readAsked(rawForm(asked))
      const rows = answer.kind === 'bytes' ? Number(answer.headers?.['x-rows'] ?? 0) : 0
      return { person: filter.person, record: filter.record, rows }
    },
  }),
]

const csvColumns = [
  'number',
  'when',
  'who',
  'person',
  'roles',
  'sign-in',
  'what',
  'event',
  'records',
  'fields',
] as const

/** What stands in the address, without what does not. */
const rawForm = (asked: Readonly<Record<string, string | undefined>>): RawForm =>
  Object.fromEntries(
    Object.entries(asked).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )

function readAsked(values: RawForm): Asked {
  const errors: FieldError[] = []
  const dayOf = (field: string): Temporal.PlainDate | null => {
    const read = readDay(values, field, 'Enter a real date, like 27 3 2016')
    if (read === null || read instanceof Temporal.PlainDate) return read
    errors.push(read)
    return null
  }
  const idOf = (field: string, ask: string): string | null => {
    const given = String(values[field] ?? '').trim()
    if (given === '') return null
    if (isId(given)) return given.toLowerCase()
    errors.push({ field, message: ask })
    return null
  }
  const person = idOf('person', 'Enter the person’s whole id, or choose a name in the list')
  const record = idOf('record', 'Enter the record’s whole id, or choose a record in the list')
  const [from, to] = [dayOf('from'), dayOf('to')]
  if (from && to && Temporal.PlainDate.compare(from, to) > 0)
    errors.push({ field: 'to', message: 'The last day must be the first day or later' })
  const event = String(values.event ?? '').trim() || null
  return {
    filter: { person, record, event, from, to },
    before: readPlace(String(values.before ?? '')),
    errors,
  }
}

/** A place as it stands in an address: microseconds since 1970 and the line's number. */
const writePlace = ({ at, id }: Place): string => `${at.epochNanoseconds / 1000n}-${id}`

function readPlace(given: string): Place | null {
  const [, at, id] = /^(\d{1,16})-(\d{1,15})$/.exec(given) ?? []
  return at && id ? { at: Temporal.Instant.fromEpochNanoseconds(BigInt(at) * 1000n), id: Number(id) } : null
}

const placeAfter = (lines: readonly Line[]): string | null => {
  const last = lines.at(-1)
  return last ? writePlace(last) : null
}

const idsOf = (lines: readonly Line[], filter: LineFilter): string[] => [
  ...new Set(
    [...lines.flatMap((line) => [line.person_id, ...line.about_ids]), filter.person, filter.record].filter(
      (id) => id !== null,
    ),
  ),
]
