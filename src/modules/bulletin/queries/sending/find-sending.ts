import { createHash } from 'node:crypto'
import type { Selectable } from 'kysely'
import type { Tx } from '#platform/db/tx.ts'
import type { Content } from '../../rules/content.ts'
import type { Tally } from '../../rules/sending/sending-state.ts'
import { sendingIn, type SendingTable } from '../../tables-sending.ts'

export type SendingRow = Selectable<SendingTable>

export const findSending = (tx: Tx, editionId: string, number: number): Promise<SendingRow | undefined> =>
  sendingIn(tx)
    .selectFrom('bulletin.sending')
    .selectAll()
    .where('edition_id', '=', editionId)
    .where('number', '=', number)
    .executeTakeFirst()

/**
 * What this run sends, held to its hash.
 * @throws Error when the stored text does not have it: somebody reached into the database, and nothing must go out
 */
export function readSent(sending: Pick<SendingRow, 'content' | 'sha256'>): Content {
  const found = createHash('sha256').update(sending.content).digest()
  if (!found.equals(sending.sha256)) throw new Error('what is to be sent does not have its hash any more')
  return JSON.parse(sending.content) as Content
}

/** How many of a run's mails are in which state; from the ledger while it stands, from what was kept of it afterwards. */
export async function tallyOf(tx: Tx, sendingId: string): Promise<Tally> {
  const count = (table: 'bulletin.delivery' | 'bulletin.figure') =>
    table === 'bulletin.delivery'
      ? sendingIn(tx)
          .selectFrom('bulletin.delivery')
          .select((by) => ['state', by.fn.countAll<number>().as('readers')])
          .where('sending_id', '=', sendingId)
          .groupBy('state')
          .execute()
      : sendingIn(tx)
          .selectFrom('bulletin.figure')
          .select((by) => ['state', by.fn.sum<number>('readers').as('readers')])
          .where('sending_id', '=', sendingId)
          .groupBy('state')
          .execute()
  const rows = await count('bulletin.delivery')
  const found = rows.length > 0 ? rows : await count('bulletin.figure')
  return Object.fromEntries(found.map((row) => [row.state, row.readers]))
}
