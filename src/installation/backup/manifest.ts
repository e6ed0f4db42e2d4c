import { z } from 'zod'

const counted = z.object({
  table: z.string(),
  columns: z.array(z.string()),
  rows: z.number().int(),
  sha256: z.string(),
})

/** What a backup holds, written as its last entry so that a backup without it is known to be cut off. */
export const manifestShape = z.object({
  format: z.literal('holdfast backup 1'),
  madeAt: z.string(),
  kind: z.enum(['demo', 'production']),
  /** Tells whether a secret is the one this backup was made under, and nothing else about it. */
  secretMark: z.string(),
  migrations: z.array(z.object({ module: z.string(), name: z.string(), hash: z.string() })),
  tables: z.array(counted),
  /** Counters that go on from where they were. */
  sequences: z.array(z.object({ name: z.string(), last: z.number().int().nullable() })),
  newestSeal: z.object({ number: z.number().int(), seal: z.string() }).nullable(),
})

export type Manifest = z.infer<typeof manifestShape>
export type CountedTable = z.infer<typeof counted>

/** The names of the archive's entries that are not rows. */
export const entryNames = { manifest: 'manifest.json', seals: 'audit-seals.jsonl', secret: 'secret' } as const

/** The archive cannot be used, or the restored database is not what was saved; the message says what to do. */
export class BackupProblem extends Error {
  override name = 'BackupProblem'
}
