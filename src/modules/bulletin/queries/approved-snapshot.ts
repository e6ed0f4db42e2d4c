import { createHash } from 'node:crypto'
import type { Tx } from '#platform/db/tx.ts'
import type { Content, EditionContent } from '../rules/content.ts'
import { bulletinIn } from '../tables.ts'

/** What a second person approved, exactly as it was put before them. */
export type ApprovedSnapshot = {
  readonly approvalId: string
  readonly editionId: string
  /** SHA-256 of `text` in hex; checked against it each time the snapshot is read. */
  readonly sha256: string
  /** The frozen characters that the hash is of. */
  readonly text: string
  readonly content: EditionContent
  readonly approvedBy: string
  readonly approvedAt: Temporal.Instant
}

/**
 * The approved content of an edition: the only thing that may be sent or published. Null while nothing is approved, or when
 * a change made the approval void.
 * @throws Error when the stored text does not have its hash: somebody reached into the database, and nothing must go out
 */
export async function getApprovedSnapshot(tx: Tx, editionId: string): Promise<ApprovedSnapshot | null> {
  const approval = await bulletinIn(tx)
    .selectFrom('bulletin.approval')
    .select(['id', 'content', 'sha256', 'decided_by', 'decided_at'])
    .where('edition_id', '=', editionId)
    .where('state', '=', 'approved')
    .executeTakeFirst()
  if (!approval?.decided_by || !approval.decided_at) return null
  const content = readFrozen(approval)
  if (content.kind !== 'edition') throw new Error('the approval of an edition holds something else')
  return {
    approvalId: approval.id,
    editionId,
    sha256: approval.sha256.toString('hex'),
    text: approval.content,
    content,
    approvedBy: approval.decided_by,
    approvedAt: approval.decided_at,
  }
}

/** The content behind frozen characters, once they have been held to their hash. */
export function readFrozen(frozen: { content: string; sha256: Buffer }): Content {
  const found = createHash('sha256').update(frozen.content).digest()
  if (!found.equals(frozen.sha256)) throw new Error('what was approved does not have its hash any more')
  return JSON.parse(frozen.content) as Content
}
