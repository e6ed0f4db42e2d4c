import { sql } from 'kysely'
import type { Tx } from '#platform/db/tx.ts'
import { sendingIn } from '../../tables-sending.ts'

// Any number but those of the other locks.
const ledgerLock = 4_607_111_921

/** Until the end of the transaction no mailbox is removed. Lists of several sendings may be made at once. */
export const holdMailboxes = (tx: Tx) =>
  sql`select pg_advisory_xact_lock_shared(${ledgerLock}::bigint)`.execute(sendingIn(tx))

/** Waits until no list of readers is being made, and lets none begin until the end of the transaction. */
export const awaitLists = (tx: Tx) =>
  sql`select pg_advisory_xact_lock(${ledgerLock}::bigint)`.execute(sendingIn(tx))
