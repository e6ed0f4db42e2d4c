import type { Tx } from '#platform/db/tx.ts'
import type { MailFrame } from '../notice-words.ts'
import { bodiesOf } from '../notice-words.ts'
import { outboxIn } from '../tables.ts'

export type ShownMail = {
  readonly id: string
  readonly to: string
  readonly subject: string
  readonly at: Temporal.Instant
}

const columns = [
  'mail.id',
  'mail.queued_at',
  'content.to_name',
  'content.to_address',
  'content.subject',
  'content.notice',
  'content.html',
  'content.text',
] as const

const shownMail = (tx: Tx) =>
  outboxIn(tx)
    .selectFrom('platform.mail as mail')
    .innerJoin('platform.mail_content as content', 'content.mail_id', 'mail.id')
    .select(columns)
    .where('mail.state', '=', 'kept')

type Row = { readonly to_name: string | null; readonly to_address: string | null }

const toWords = ({ to_name, to_address }: Row): string =>
  to_name && to_address ? `${to_name} <${to_address}>` : (to_address ?? 'somebody')

/** The demonstration's mailbox: what would have been sent, newest first. */
export async function listShownMail(tx: Tx, most = 200): Promise<ShownMail[]> {
  const rows = await shownMail(tx).orderBy('mail.queued_at', 'desc').orderBy('mail.id').limit(most).execute()
  return rows.map((row) => ({ id: row.id, to: toWords(row), subject: row.subject, at: row.queued_at }))
}

/** One of them with what it says, or null. */
export async function findShownMail(
  tx: Tx,
  mailId: string,
  frame: MailFrame,
): Promise<(ShownMail & { text: string; html: string | null }) | null> {
  const row = await shownMail(tx).where('mail.id', '=', mailId).executeTakeFirst()
  if (!row) return null
  return { id: row.id, to: toWords(row), subject: row.subject, at: row.queued_at, ...bodiesOf(row, frame) }
}
