import { showDay } from '../rules/import/uk-date.ts'

/** One post of one person, as the export lists it. Days are ISO texts. */
export type PersonRow = {
  readonly reference: string
  readonly title: string | null
  readonly given: string
  readonly family: string
  readonly email: string | null
  readonly jobTitle: string | null
  readonly organisation: string
  readonly organisationKind: string | null
  readonly area: string | null
  readonly phone: string | null
  readonly from: string | null
  readonly to: string | null
  readonly champion: boolean | null
}

export type OrganisationRow = {
  readonly name: string
  readonly kind: string | null
  readonly area: string | null
  readonly parent: string | null
}

export type ExportColumn<Row> = {
  readonly heading: string
  readonly width: number
  readonly kind: 'text' | 'day'
  /** A text, or the ISO text of a day; null is an empty cell. */
  readonly value: (row: Row) => string | null
}

const yesNo = (value: boolean | null) => (value === null ? null : value ? 'Yes' : 'No')

/** Headings that our own import recognises, so that an exported list can be corrected and handed back. */
export const personColumns: readonly ExportColumn<PersonRow>[] = [
  { heading: 'Title', width: 8, kind: 'text', value: (row) => row.title },
  { heading: 'First name', width: 18, kind: 'text', value: (row) => row.given },
  { heading: 'Last name', width: 20, kind: 'text', value: (row) => row.family },
  { heading: 'Work e-mail', width: 34, kind: 'text', value: (row) => row.email },
  { heading: 'Job title', width: 30, kind: 'text', value: (row) => row.jobTitle },
  { heading: 'Organisation', width: 34, kind: 'text', value: (row) => row.organisation },
  { heading: 'Organisation type', width: 20, kind: 'text', value: (row) => row.organisationKind },
  { heading: 'Area', width: 14, kind: 'text', value: (row) => row.area },
  { heading: 'Work telephone', width: 18, kind: 'text', value: (row) => row.phone },
  { heading: 'Start date', width: 13, kind: 'day', value: (row) => row.from },
  { heading: 'End date', width: 13, kind: 'day', value: (row) => row.to },
  { heading: 'Champion', width: 11, kind: 'text', value: (row) => yesNo(row.champion) },
  { heading: 'Reference', width: 38, kind: 'text', value: (row) => row.reference },
]

export const organisationColumns: readonly ExportColumn<OrganisationRow>[] = [
  { heading: 'Organisation', width: 40, kind: 'text', value: (row) => row.name },
  { heading: 'Organisation type', width: 24, kind: 'text', value: (row) => row.kind },
  { heading: 'Area', width: 16, kind: 'text', value: (row) => row.area },
  { heading: 'Parent organisation', width: 40, kind: 'text', value: (row) => row.parent },
]

/** The cell as CSV and print show it: days in words, so that no program turns month and day round. */
export function cellText<Row>(column: ExportColumn<Row>, row: Row): string {
  const value = column.value(row)
  if (value === null) return ''
  return column.kind === 'day' ? showDay(value) : value
}
