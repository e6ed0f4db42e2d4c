import type { Tx } from '#platform/db/tx.ts'
import { auditTables } from './tables.ts'

export type WitnessLetter = { readonly number: number; readonly subject: string; readonly text: string }

/** What the witness is sent: the newest seal and how to use it. Null while there is none. Nothing of any line stands in it. */
export async function witnessLetter(tx: Tx): Promise<WitnessLetter | null> {
  const newest = await auditTables(tx)
    .selectFrom('platform.audit_seal')
    .select(['number', 'seal', 'sealed_at'])
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!newest) return null
  const seal = `${newest.number}:${newest.seal.toString('hex')}`
  return {
    number: newest.number,
    subject: `Audit seal ${newest.number}`,
    text: [
      `Seal ${newest.number} of the audit was made at ${newest.sealed_at.toString({ smallestUnit: 'second' })}.`,
      '',
      seal,
      '',
      'Keep this mail. If anybody doubts the audit, the line above proves what stood in it at that time.',
      `Whoever runs Holdfast checks it with: bin/holdfast audit verify --witness ${seal}`,
      '',
    ].join('\n'),
  }
}
