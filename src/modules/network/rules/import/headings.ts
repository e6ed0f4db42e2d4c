import { headingWords } from './heading-words.ts'
import { fold } from './text.ts'
import type { Field, Given, GivenRow, SheetRow } from './types.ts'

const fieldOf = new Map<string, Field>(
  headingWords.flatMap(([field, names]) => names.split(', ').map((name) => [name, field] as const)),
)

/** Columns about somebody else, or about the person at home. They are named as left out and never read. */
const notThisPerson =
  /\b(line manager|manager|managers|supervisor|deputy|emergency|next of kin|home|personal|private|partner s|spouse|assistant|pa|secondary|alternative|previous|former|old|date of birth|dob|child|childs|young person)\b/

/** Words that settle a longer heading, such as "Professional's work e-mail address for the bulletin". */
const telling: readonly (readonly [RegExp, Field])[] = [
  [/\be ?mail\b/, 'email'],
  [/\b(surname|family name|last name)\b/, 'family'],
  [/\b(forename|first name|given name)s?\b/, 'given'],
  [
    /\b(org|organisation|organization|agency|setting|school) (type|kind)\b|\btype of (org|organisation|organization|agency|setting|school)\b/,
    'organisationKind',
  ],
  [/\b(job|post|role) ?title\b/, 'jobTitle'],
  [/\b(start date|date started|in post from)\b/, 'from'],
  [/\b(end date|leaving date|date left)\b/, 'to'],
  [/\bmobile\b/, 'mobile'],
  [/\b(telephone|phone|tel)\b/, 'phone'],
  [/\bfull name\b/, 'fullName'],
  [/\b(organisation|organization|employer)\b/, 'organisation'],
  [/\b(quadrant|locality)\b/, 'area'],
]

const bare = (text: string) =>
  fold(
    text
      .replace(/\be-mail/gi, 'email')
      .replace(/[/_]/g, ' ')
      .replace(/’s|'s/g, ''),
  )

/** The field that a heading names, or null where it names none of ours. */
export function fieldNamed(heading: string): Field | null {
  if (heading.length > 120) return null
  const short = bare(heading.replace(/\([^)]*\)|\[[^\]]*\]/g, ' ')).replace(
    / (required|mandatory|optional|if known|if applicable)$/,
    '',
  )
  if (short === '') return null
  const exact = fieldOf.get(short) ?? fieldOf.get(bare(heading))
  if (exact !== undefined) return exact
  if (notThisPerson.test(short)) return null
  // A sentence that mentions an address is an instruction to the reader, not a heading.
  if (short.split(' ').length > 8) return null
  return telling.find(([words]) => words.test(short))?.[1] ?? null
}

/** A heading over a group ("Contact" over "Name" and "E-mail") and the heading below it, read together. */
function fieldOfPair(top: string, bottom: string): Field | null {
  if (bottom === '' || top === bottom) return fieldNamed(top)
  if (top === '') return fieldNamed(bottom)
  if (notThisPerson.test(fold(top)) && fieldOf.get(fold(top)) === undefined) return null
  return fieldOf.get(fold(`${top} ${bottom}`)) ?? fieldNamed(bottom) ?? null
}

export type Column = { readonly index: number; readonly heading: string; readonly field: Field }

export type Columns = {
  /** The last row of the heading: data begin below it. */
  readonly headingRows: readonly number[]
  readonly columns: readonly Column[]
  readonly ignored: readonly { readonly index: number; readonly heading: string; readonly why: string }[]
}

function columnsOf(
  labels: readonly { heading: string; field: Field | null }[],
  headingRows: readonly number[],
): Columns {
  const columns: Column[] = []
  const ignored: { index: number; heading: string; why: string }[] = []
  labels.forEach(({ heading, field }, index) => {
    if (heading === '') return
    const twin = columns.find((column) => column.field === field)
    if (field === null) ignored.push({ index, heading, why: 'Holdfast keeps nothing of this kind.' })
    else if (twin) ignored.push({ index, heading, why: `“${twin.heading}” is used instead.` })
    else columns.push({ index, heading, field })
  })
  return { headingRows, columns, ignored }
}

/** A merged heading says its text once; the empty cells to its right, over headings of their own, belong to it. */
function spread(top: readonly string[], bottom: readonly string[]): string[] {
  let current = ''
  return Array.from({ length: Math.max(top.length, bottom.length) }, (_, i) => {
    const text = top[i]?.trim() ?? ''
    if (text !== '') current = text
    return text === '' && (bottom[i]?.trim() ?? '') === '' ? '' : current
  })
}

function oneRow(row: SheetRow): Columns {
  const labels = row.cells.map((cell) => ({ heading: cell.trim(), field: fieldNamed(cell) }))
  return columnsOf(labels, [row.row])
}

function twoRows(upper: SheetRow, lower: SheetRow): Columns {
  const tops = spread(upper.cells, lower.cells)
  const labels = tops.map((top, i) => {
    const bottom = lower.cells[i]?.trim() ?? ''
    const heading = top === bottom || bottom === '' ? top : top === '' ? bottom : `${top}: ${bottom}`
    return { heading, field: fieldOfPair(top, bottom) }
  })
  return columnsOf(labels, [upper.row, lower.row])
}

const looksLikeData = (row: SheetRow) => row.cells.some((cell) => /@|\d{4}/.test(cell))

/**
 * Finds the heading among the first rows: one row, or two where a merged row stands over it. Null where no row
 * names at least two things we know, one of them a name, an address or an organisation.
 */
export function findColumns(rows: readonly SheetRow[]): Columns | null {
  const filled = rows.slice(0, 40).filter((row) => row.cells.some((cell) => cell.trim() !== ''))
  let best: Columns | null = null
  const better = (found: Columns) => {
    const fields = found.columns.map((column) => column.field)
    const tells = fields.some((field) =>
      ['fullName', 'given', 'family', 'email', 'organisation'].includes(field),
    )
    if (tells && fields.length >= 2 && fields.length > (best?.columns.length ?? 0)) best = found
  }
  filled.forEach((row, i) => {
    if (looksLikeData(row)) return
    better(oneRow(row))
    const next = filled[i + 1]
    if (next !== undefined && !looksLikeData(next)) better(twoRows(row, next))
  })
  return best
}

const words: { readonly [F in Field]?: string } = {
  email: 'a work e-mail address',
  organisation: 'an organisation',
  fullName: 'a name',
}

/** The columns that a list of people cannot do without and this one lacks, in words. */
export function missingColumns(
  found: Columns,
  options: { readonly organisationGiven: boolean },
): readonly string[] {
  const has = (field: Field) => found.columns.some((column) => column.field === field)
  const missing: Field[] = []
  if (!has('fullName') && !has('family')) missing.push('fullName')
  if (!has('email')) missing.push('email')
  if (!has('organisation') && !options.organisationGiven) missing.push('organisation')
  return missing.map((field) => words[field] ?? field)
}

/** A list of organisations names no person at all. */
export function listsOrganisations(found: Columns): boolean {
  const has = (field: Field) => found.columns.some((column) => column.field === field)
  return has('organisation') && !has('fullName') && !has('family') && !has('given')
}

/** The rows below the heading, cell by field. Empty rows, and the heading where it is printed again, are passed over. */
export function givenRows(rows: readonly SheetRow[], found: Columns): GivenRow[] {
  const last = found.headingRows.at(-1) ?? 0
  const given: GivenRow[] = []
  for (const { row, cells } of rows) {
    if (row <= last || cells.every((cell) => cell.trim() === '')) continue
    const values: { [F in Field]?: string } = {}
    let repeated = 0
    for (const { index, field, heading } of found.columns) {
      const text = cells[index]?.trim() ?? ''
      if (text !== '') values[field] = text
      if (text !== '' && (text === heading || heading.endsWith(`: ${text}`))) repeated++
    }
    if (repeated >= 2 && repeated === Object.keys(values).length) continue
    given.push({ row, given: withTelephone(values) })
  }
  return given
}

function withTelephone(values: { [F in Field]?: string }): Given {
  const { mobile, ...others } = values
  return mobile === undefined || others.phone !== undefined ? values : { ...others, phone: mobile }
}
