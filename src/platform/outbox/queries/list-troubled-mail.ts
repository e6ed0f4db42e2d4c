import type { Tx } from '#platform/db/tx.ts'
import type { MailTable } from '../tables.ts'
import { outboxIn } from '../tables.ts'

export type TroubledMail = Pick<
  MailTable,
  | 'id'
  | 'purpose'
  | 'state'
  | 'tries'
  | 'next_try_at'
  | 'last_code'
  | 'last_answer'
  | 'queued_at'
  | 'changed_at'
  | 'content_removed_at'
>

/** Mails that did not simply leave, newest first, at most so many. Never what they say or where they go. */
export const listTroubledMail = (tx: Tx, most = 200): Promise<TroubledMail[]> =>
  outboxIn(tx)
    .selectFrom('platform.mail')
    .select([
      'id',
      'purpose',
      'state',
      'tries',
      'next_try_at',
      'last_code',
      'last_answer',
      'queued_at',
      'changed_at',
      'content_removed_at',
    ])
    .where('state', 'in', ['in_doubt', 'refused', 'later', 'lapsed'])
    .orderBy('changed_at', 'desc')
    .limit(most)
    .execute()
