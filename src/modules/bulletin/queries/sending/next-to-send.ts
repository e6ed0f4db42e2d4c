import { sql } from 'kysely'
import type { Tx } from '#platform/db/tx.ts'
import { sendingIn } from '../../tables-sending.ts'
import type { SendingRow } from './find-sending.ts'

/** The oldest sending that has something to do now: a list to be made, mails that are due, or nothing left to wait for. */
export async function nextToSend(
  tx: Tx,
  which: 'editions' | 'tests',
  now: Temporal.Instant,
): Promise<SendingRow | null> {
  const found = await sendingIn(tx)
    .selectFrom('bulletin.sending as s')
    .selectAll()
    .where('s.kind', which === 'tests' ? '=' : '<>', 'test')
    .where((by) =>
      by.or([
        by('s.state', '=', 'preparing'),
        by.and([
          by('s.state', '=', 'running'),
          by.or([
            sql<boolean>`exists (select from bulletin.delivery d where d.sending_id = s.id and d.state in ('queued', 'later')
              and (d.not_before is null or d.not_before <= ${now}))`,
            sql<boolean>`not exists (select from bulletin.delivery d where d.sending_id = s.id and d.state in ('queued', 'later', 'claimed'))`,
          ]),
        ]),
      ]),
    )
    .orderBy('s.started_at')
    .orderBy('s.id')
    .limit(1)
    .executeTakeFirst()
  return found ?? null
}
