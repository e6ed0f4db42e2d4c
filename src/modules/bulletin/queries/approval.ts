import type { Actor } from '#platform/auth/actor.ts'
import type { Tx } from '#platform/db/tx.ts'
import type { Content } from '../rules/content.ts'
import type { MayDecide } from '../rules/approval.ts'
import { bulletinIn, type ApprovalState } from '../tables.ts'
import { readFrozen } from './approved-snapshot.ts'
import { nameTeller } from './edition.ts'
import { findMayDecide } from './may-decide.ts'

export type GuardHitRow = {
  readonly id: string
  readonly place: string
  readonly kind: string
  readonly words: string
  readonly decision: 'may_stay' | 'must_go' | null
  readonly reason: string
  readonly decided_by: string | null
}

export type ApprovalView = {
  readonly id: string
  readonly number: number
  readonly state: ApprovalState
  readonly editionId: string | null
  readonly postId: string | null
  readonly content: Content
  readonly sha256: string
  readonly note: string
  readonly comments: string
  readonly askedBy: string
  readonly askedAt: Temporal.Instant
  readonly decided: { readonly by: string; readonly for: string | null; readonly at: Temporal.Instant } | null
  readonly hits: readonly GuardHitRow[]
  readonly may: MayDecide
  /** What somebody sent back the last time, with their comments; null where the last decision was no rejection. */
  readonly sentBack: { readonly content: Content; readonly comments: string; readonly by: string } | null
  /** What was approved the last time, or what this corrects; null the first time. */
  readonly earlier: { readonly content: Content; readonly words: string } | null
}

/** The last content of the same edition or post that somebody approved, also where that approval is void now. */
async function lastApproved(
  tx: Tx,
  of: { edition_id: string | null; post_id: string | null; number: number },
): Promise<Content | null> {
  const row = await bulletinIn(tx)
    .selectFrom('bulletin.approval')
    .select(['content', 'sha256'])
    .where(of.edition_id ? 'edition_id' : 'post_id', '=', of.edition_id ?? of.post_id)
    .where('number', '<', of.number)
    .where('decided_at', 'is not', null)
    .where('state', 'in', ['approved', 'void'])
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ? readFrozen(row) : null
}

/** The last content that was decided on before, where that decision was to send it back. */
async function lastSentBack(
  tx: Tx,
  of: { edition_id: string | null; post_id: string | null; number: number },
) {
  const row = await bulletinIn(tx)
    .selectFrom('bulletin.approval')
    .select(['content', 'sha256', 'state', 'comments', 'decided_by'])
    .where(of.edition_id ? 'edition_id' : 'post_id', '=', of.edition_id ?? of.post_id)
    .where('number', '<', of.number)
    .where('decided_at', 'is not', null)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.state === 'rejected' ? { ...row, content: readFrozen(row) } : null
}

async function corrected(tx: Tx, content: Content): Promise<Content | null> {
  if (content.kind !== 'edition' || !content.correctsEditionId) return null
  const row = await bulletinIn(tx)
    .selectFrom('bulletin.approval')
    .select(['content', 'sha256'])
    .where('edition_id', '=', content.correctsEditionId)
    .where('state', '=', 'approved')
    .executeTakeFirst()
  if (!row) return null
  const wrong = readFrozen(row)
  if (wrong.kind !== 'edition') return null
  // A correction has articles of its own; they are brought together with the wrong ones by their order.
  const articles = wrong.articles.map((article, index) => ({
    ...article,
    id: content.articles[index]?.id ?? article.id,
  }))
  return { ...wrong, articles }
}

/** What was put before somebody, held to its hash, with all they need to decide. Null where there is none. */
export async function findApproval(
  tx: Tx,
  actor: Actor,
  approvalId: string,
  now: Temporal.Instant,
): Promise<ApprovalView | null> {
  const row = await bulletinIn(tx)
    .selectFrom('bulletin.approval')
    .selectAll()
    .where('id', '=', approvalId)
    .executeTakeFirst()
  if (!row) return null
  const content = readFrozen(row)
  const sentBack = await lastSentBack(tx, row)
  const nameOf = await nameTeller(tx, [
    row.asked_by,
    row.decided_by,
    row.decided_for,
    sentBack?.decided_by ?? null,
  ])
  const last = await lastApproved(tx, row)
  const wrong = last ? null : await corrected(tx, content)
  return {
    id: row.id,
    number: row.number,
    state: row.state,
    editionId: row.edition_id,
    postId: row.post_id,
    content,
    sha256: row.sha256.toString('hex'),
    note: row.note,
    comments: row.comments,
    askedBy: nameOf(row.asked_by),
    askedAt: row.asked_at,
    decided: row.decided_at
      ? {
          by: nameOf(row.decided_by),
          for: row.decided_for ? nameOf(row.decided_for) : null,
          at: row.decided_at,
        }
      : null,
    hits: await bulletinIn(tx)
      .selectFrom('bulletin.guard_hit')
      .select(['id', 'place', 'kind', 'words', 'decision', 'reason', 'decided_by'])
      .where('approval_id', '=', row.id)
      .orderBy('place')
      .orderBy('id')
      .execute(),
    may: await findMayDecide(tx, actor, row, now),
    sentBack: sentBack
      ? { content: sentBack.content, comments: sentBack.comments, by: nameOf(sentBack.decided_by) }
      : null,
    earlier: last
      ? { content: last, words: 'what was approved the last time' }
      : wrong
        ? { content: wrong, words: 'what was sent and is corrected' }
        : null,
  }
}

/** What waits for a decision, the oldest first, with its title. */
export const listWaiting = async (tx: Tx) => {
  const rows = await bulletinIn(tx)
    .selectFrom('bulletin.approval')
    .select(['id', 'edition_id', 'post_id', 'content', 'asked_by', 'asked_at'])
    .where('state', '=', 'asked')
    .orderBy('asked_at')
    .execute()
  return rows.map(({ content, ...row }) => {
    const frozen = JSON.parse(content) as Content
    return { ...row, kind: frozen.kind, title: frozen.title }
  })
}

/** The latest decisions, newest first. */
export const listDecided = async (tx: Tx) => {
  const rows = await bulletinIn(tx)
    .selectFrom('bulletin.approval')
    .select(['id', 'content', 'state', 'decided_by', 'decided_at'])
    .where('decided_at', 'is not', null)
    .orderBy('decided_at', 'desc')
    .limit(25)
    .execute()
  return rows.map(({ content, ...row }) => ({ ...row, title: (JSON.parse(content) as Content).title }))
}
