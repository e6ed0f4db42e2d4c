import type { Tx } from '#platform/db/tx.ts'
import { openAs } from '#platform/db/tx.ts'

/** Without tables: no table of pg-boss is open to our own transactions: they reach jobs by the functions of schema `jobs` only. */
export const jobsIn = (tx: Tx) => openAs<unknown>(tx)
