import { sql } from 'kysely'
import type { Tx } from '#platform/db/tx.ts'
import type { DeliveryState } from '../../rules/sending/delivery-state.ts'
import type { SendingKind, SendingState } from '../../rules/sending/sending-state.ts'
import { sendingIn } from '../../tables-sending.ts'

export type SendingListed = {
  readonly id: string
  readonly editionId: string
  readonly number: number
  readonly kind: SendingKind
  readonly state: SendingState
  readonly startedAt: Temporal.Instant
  readonly endedAt: Temporal.Instant | null
  readonly failuresNumber: number | null
}

const columns = sql`s.id, s.edition_id as "editionId", s.number, s.kind, s.state, s.started_at as "startedAt",
  s.ended_at as "endedAt", (select f.number from bulletin.sending f where f.of_sending_id = s.id) as "failuresNumber"`

/** Every run of an edition, the latest first; tests among them. */
export const listSendings = async (tx: Tx, editionId: string): Promise<SendingListed[]> =>
  (
    await sql<SendingListed>`
      select ${columns} from bulletin.sending s where s.edition_id = ${editionId} order by s.number desc`.execute(
      sendingIn(tx),
    )
  ).rows

export type UnderWay = SendingListed & { readonly title: string; readonly inDoubt: number }

/** Runs that are going on, paused, or have mails in doubt: what an officer has to know of on /home. */
export const listUnderWay = async (tx: Tx): Promise<UnderWay[]> =>
  (
    await sql<UnderWay>`
      select * from (
        select ${columns}, e.title,
          (select count(*)::int from bulletin.delivery d where d.sending_id = s.id and d.state = 'in_doubt') as "inDoubt"
        from bulletin.sending s join bulletin.edition e on e.id = s.edition_id
        where s.kind <> 'test') listed
      where state in ('preparing', 'running', 'paused') or "inDoubt" > 0
      order by "startedAt" desc limit 20`.execute(sendingIn(tx))
  ).rows

export type TroubledMail = {
  readonly mailboxId: string
  readonly address: string
  readonly name: string
  readonly state: DeliveryState
  readonly answer: string | null
  readonly notBefore: Temporal.Instant | null
  readonly changedAt: Temporal.Instant | null
}

export const mostTroubled = 100

/** Mails of a run in one of these states, with the address: the officer has to mend it or ring somebody. */
export const listTroubled = (tx: Tx, sendingId: string, state: DeliveryState): Promise<TroubledMail[]> =>
  sendingIn(tx)
    .selectFrom('bulletin.delivery as d')
    .innerJoin('bulletin.mailbox as m', 'm.id', 'd.mailbox_id')
    .select([
      'd.mailbox_id as mailboxId',
      'm.address',
      'm.name',
      'd.state',
      'd.answer',
      'd.not_before as notBefore',
      'd.changed_at as changedAt',
    ])
    .where('d.sending_id', '=', sendingId)
    .where('d.state', '=', state)
    .orderBy('m.address_key')
    .limit(mostTroubled)
    .execute()
