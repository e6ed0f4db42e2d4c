import type { Columns } from '../rules/import/headings.ts'
import type { GivenRow, SheetRow } from '../rules/import/types.ts'
import type { UnreadableReason } from './unreadable.ts'

export type SheetFile = { readonly name: string; readonly bytes: Uint8Array }

/** One sheet as people see it, before any heading is recognised. */
export type Grid = {
  readonly kind: 'csv' | 'xlsx'
  /** Null for a CSV file, which is one sheet without a name. */
  readonly name: string | null
  readonly hidden: boolean
  readonly rows: readonly SheetRow[]
  /** Mail addresses behind link texts, by `row,column`. */
  readonly links: ReadonlyMap<string, string>
  readonly notes: readonly string[]
}

export type ReadSheet = {
  readonly kind: 'csv' | 'xlsx'
  readonly sheetName: string | null
  readonly lists: 'people' | 'organisations'
  readonly columns: Columns
  readonly rows: readonly GivenRow[]
  /** What a person should know about the reading: which sheet was chosen and why, which columns were passed over. */
  readonly notes: readonly string[]
}

export type ReadResult =
  | { readonly ok: true; readonly sheet: ReadSheet }
  | { readonly ok: false; readonly reason: UnreadableReason; readonly message: string }
