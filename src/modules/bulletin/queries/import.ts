import type { Tx } from '#platform/db/tx.ts'
import { planAfter, type ImportStep } from '../rules/import-steps.ts'
import type { ImportPlan } from '../rules/import/types.ts'
import { bulletinIn } from '../tables.ts'

export type Import = {
  readonly id: string
  readonly fileName: string
  readonly kind: string
  readonly plan: ImportPlan
  readonly steps: number
  readonly notes: readonly string[]
  readonly version: number
  readonly madeAt: Temporal.Instant
  readonly editionId: string | null
}

/** A file that was read, with its plan as it has been mended so far. */
export async function findImport(tx: Tx, importId: string): Promise<Import | null> {
  const row = await bulletinIn(tx)
    .selectFrom('bulletin.import')
    .selectAll()
    .where('id', '=', importId)
    .executeTakeFirst()
  if (!row) return null
  const steps = row.mendings as readonly ImportStep[]
  return {
    id: row.id,
    fileName: row.file_name,
    kind: row.file_kind,
    plan: planAfter(row.plan as ImportPlan, steps),
    steps: steps.length,
    notes: row.notes,
    version: row.version,
    madeAt: row.made_at,
    editionId: row.edition_id,
  }
}
