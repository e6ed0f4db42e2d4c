import { sql } from 'kysely'
import type { Tx } from '#platform/db/tx.ts'
import { mailboxKey, parseAddress } from '#platform/mail/address.ts'
import {
  sendingIn,
  type MailboxTable,
  type ReportKind,
  type SuppressionReason,
} from '../../tables-sending.ts'

export const readersPageSize = 25

export type OutsideReader = {
  readonly id: string
  readonly address: string
  readonly since: Temporal.Instant
}

/** Readers from outside, who confirmed and have not left, the newest first. */
export async function listOutside(tx: Tx, page: number): Promise<{ total: number; rows: OutsideReader[] }> {
  const readers = sendingIn(tx)
    .selectFrom('bulletin.mailbox')
    .where('confirmed_at', 'is not', null)
    .where('left_at', 'is', null)
  const { total } = await readers
    .select((by) => by.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  const rows = await readers
    .select(['id', 'address', 'confirmed_at as since'])
    .orderBy('confirmed_at', 'desc')
    .orderBy('id')
    .limit(readersPageSize)
    .offset((page - 1) * readersPageSize)
    .execute()
  return {
    total,
    rows: rows.flatMap(({ since, ...row }) => (since ? [{ ...row, since }] : [])),
  }
}

export type Suppressed = {
  readonly id: string
  readonly address: string
  readonly reason: SuppressionReason
  readonly covers: 'all' | 'bulletin'
  readonly note: string
  readonly addedAt: Temporal.Instant
  readonly addedBy: string | null
}

export async function listSuppressed(
  tx: Tx,
  page: number,
  reason: SuppressionReason | null,
): Promise<{ total: number; rows: Suppressed[] }> {
  const live = sendingIn(tx)
    .selectFrom('bulletin.suppression as s')
    .innerJoin('bulletin.mailbox as m', 'm.id', 's.mailbox_id')
    .where('s.lifted_at', 'is', null)
    .$if(reason !== null, (query) => query.where('s.reason', '=', reason ?? 'by_hand'))
  const { total } = await live.select((by) => by.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  const rows = await live
    .select([
      's.id',
      'm.address',
      's.reason',
      's.covers',
      's.note',
      's.added_at as addedAt',
      's.added_by as addedBy',
    ])
    .orderBy('s.added_at', 'desc')
    .orderBy('s.id')
    .limit(readersPageSize)
    .offset((page - 1) * readersPageSize)
    .execute()
  return { total, rows }
}

/** One row of the list of those who must not be written to, whether it is in force or was lifted. */
export async function findSuppression(tx: Tx, suppressionId: string): Promise<Suppressed | null> {
  const found = await sendingIn(tx)
    .selectFrom('bulletin.suppression as s')
    .innerJoin('bulletin.mailbox as m', 'm.id', 's.mailbox_id')
    .select([
      's.id',
      'm.address',
      's.reason',
      's.covers',
      's.note',
      's.added_at as addedAt',
      's.added_by as addedBy',
    ])
    .where('s.id', '=', suppressionId)
    .executeTakeFirst()
  return found ?? null
}

export type Returned = {
  readonly address: string
  readonly kind: ReportKind
  readonly status: string | null
  readonly words: string
  readonly readAt: Temporal.Instant
  readonly setAside: boolean
  readonly title: string | null
}

/** What mail servers wrote back, the newest first. */
export async function listReturned(tx: Tx, page: number): Promise<{ total: number; rows: Returned[] }> {
  const { total } = await sendingIn(tx)
    .selectFrom('bulletin.report')
    .select((by) => by.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  const { rows } = await sql<Returned>`
    select m.address, r.kind, r.status, r.words, r.read_at as "readAt", r.set_aside_at is not null as "setAside", e.title
    from bulletin.report r
    join bulletin.mailbox m on m.id = r.mailbox_id
    join bulletin.sending s on s.id = r.sending_id
    left join bulletin.edition e on e.id = s.edition_id
    order by r.read_at desc, r.id
    limit ${readersPageSize} offset ${(page - 1) * readersPageSize}`.execute(sendingIn(tx))
  return { total, rows }
}

export type FoundReader = {
  readonly address: string
  readonly outsideSince: Temporal.Instant | null
  readonly blogSince: Temporal.Instant | null
  readonly bars: readonly (Suppressed & {
    readonly liftedAt: Temporal.Instant | null
    readonly liftedBecause: string | null
  })[]
  readonly returned: number
}

/** What is known of one address, for an officer on the telephone. Null where we never wrote to it. */
export async function findReader(tx: Tx, typed: string): Promise<FoundReader | null> {
  const check = parseAddress(typed)
  if (!check.ok) return null
  const mailbox = await sendingIn(tx)
    .selectFrom('bulletin.mailbox')
    .selectAll()
    .where('address_key', '=', mailboxKey(check.address))
    .executeTakeFirst()
  if (!mailbox) return null
  const bars = await sendingIn(tx)
    .selectFrom('bulletin.suppression')
    .select([
      'id',
      'reason',
      'covers',
      'note',
      'added_at as addedAt',
      'added_by as addedBy',
      'lifted_at as liftedAt',
      'lifted_because as liftedBecause',
    ])
    .where('mailbox_id', '=', mailbox.id)
    .orderBy('added_at', 'desc')
    .execute()
  const { returned } = await sendingIn(tx)
    .selectFrom('bulletin.report')
    .select((by) => by.fn.countAll<number>().as('returned'))
    .where('mailbox_id', '=', mailbox.id)
    .executeTakeFirstOrThrow()
  return {
    address: mailbox.address,
    outsideSince: mailbox.left_at === null ? mailbox.confirmed_at : null,
    blogSince: mailbox.blog_since,
    bars: bars.map((one) => ({ ...one, address: mailbox.address })),
    returned,
  }
}

export type OwnMailbox = Pick<MailboxTable, 'address' | 'blog_since' | 'confirmed_at' | 'left_at'> & {
  readonly bar: { readonly reason: SuppressionReason; readonly covers: 'all' | 'bulletin' } | null
}

/** What the holder of a link may see of their own mailbox. The link has been checked, and the transaction speaks for it. */
export async function findOwnMailbox(tx: Tx, mailboxId: string): Promise<OwnMailbox | null> {
  const mailbox = await sendingIn(tx)
    .selectFrom('bulletin.mailbox')
    .select(['address', 'blog_since', 'confirmed_at', 'left_at'])
    .where('id', '=', mailboxId)
    .executeTakeFirst()
  if (!mailbox) return null
  const bar = await sendingIn(tx)
    .selectFrom('bulletin.suppression')
    .select(['reason', 'covers'])
    .where('mailbox_id', '=', mailboxId)
    .where('lifted_at', 'is', null)
    .executeTakeFirst()
  return { ...mailbox, bar: bar ?? null }
}
