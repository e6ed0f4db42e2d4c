import { namesOf } from '#modules/network/public.ts'
import type { Tx } from '#platform/db/tx.ts'
import type { DeliveryState } from '../../rules/sending/delivery-state.ts'
import type { Tally } from '../../rules/sending/sending-state.ts'
import { sendingIn } from '../../tables-sending.ts'
import { findEdition } from '../edition.ts'
import { findSending, tallyOf, type SendingRow } from './find-sending.ts'
import { listTroubled, type TroubledMail } from './list-sendings.ts'

export type ProgressView = {
  readonly sending: SendingRow
  readonly title: string
  readonly tally: Tally
  readonly startedBy: string | null
  /** How many mails a second left in the last minute; null where none did. */
  readonly perSecond: number | null
  readonly nextTryAt: Temporal.Instant | null
  readonly shown: DeliveryState
  readonly troubled: readonly TroubledMail[]
  readonly failuresNumber: number | null
  readonly ofNumber: number | null
}

export const troubleStates = ['in_doubt', 'refused', 'later', 'bounced', 'left_out', 'suppressed'] as const

/** How far a sending is, and the mails of one kind of trouble. Null where there is no such sending. */
export async function findProgress(
  tx: Tx,
  which: { readonly editionId: string; readonly number: number; readonly show: DeliveryState | null },
  now: Temporal.Instant,
): Promise<ProgressView | null> {
  const sending = await findSending(tx, which.editionId, which.number)
  const edition = await findEdition(tx, which.editionId)
  if (!sending || !edition) return null
  const tally = await tallyOf(tx, sending.id)
  const shown = which.show ?? troubleStates.find((state) => (tally[state] ?? 0) > 0) ?? 'in_doubt'
  const names = sending.started_by ? await namesOf(tx, [sending.started_by]) : new Map<string, string>()
  return {
    sending,
    title: edition.title,
    tally,
    startedBy: sending.started_by && (names.get(sending.started_by) ?? null),
    perSecond: sending.state === 'running' ? await speedOf(tx, sending.id, now) : null,
    nextTryAt: await nextTry(tx, sending.id),
    shown,
    troubled: await listTroubled(tx, sending.id, shown),
    failuresNumber: await numberWhere(tx, 'of_sending_id', sending.id),
    ofNumber: sending.of_sending_id === null ? null : await numberWhere(tx, 'id', sending.of_sending_id),
  }
}

const windowSeconds = 20

async function speedOf(tx: Tx, sendingId: string, now: Temporal.Instant): Promise<number | null> {
  const { settled, first } = await sendingIn(tx)
    .selectFrom('bulletin.delivery')
    .select((by) => [by.fn.countAll<number>().as('settled'), by.fn.min('changed_at').as('first')])
    .where('sending_id', '=', sendingId)
    .where('state', '=', 'sent')
    .where('changed_at', '>', now.subtract({ seconds: windowSeconds }))
    .executeTakeFirstOrThrow()
  if (settled === 0 || !first) return null
  const seconds = Math.max(1, Math.min(windowSeconds, now.since(first).total('seconds')))
  return settled / seconds
}

async function nextTry(tx: Tx, sendingId: string): Promise<Temporal.Instant | null> {
  const { next } = await sendingIn(tx)
    .selectFrom('bulletin.delivery')
    .select((by) => by.fn.min('not_before').as('next'))
    .where('sending_id', '=', sendingId)
    .where('state', '=', 'later')
    .executeTakeFirstOrThrow()
  return next
}

async function numberWhere(tx: Tx, column: 'id' | 'of_sending_id', id: string): Promise<number | null> {
  const found = await sendingIn(tx)
    .selectFrom('bulletin.sending')
    .select('number')
    .where(column, '=', id)
    .executeTakeFirst()
  return found?.number ?? null
}
