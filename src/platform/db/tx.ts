import type { Kysely, Transaction } from 'kysely'

declare const sealed: unique symbol

/**
 * A running transaction, with its database role and actor already set. Nothing can be asked of it until a module opens it
 * as its own tables, so a query on another module's tables does not compile.
 */
export interface Tx {
  readonly [sealed]: true
}

/** Opens a transaction as these tables. Called in a module's `tables.ts` only; an import rule holds that. */
export const openAs = <Tables>(tx: Tx): Transaction<Tables> => tx as unknown as Transaction<Tables>

/** Closes a Kysely transaction into a sealed one. Only the database floor itself calls this. */
export const seal = (transaction: Kysely<unknown>): Tx => transaction as unknown as Tx
