import type { Tx } from '#platform/db/tx.ts'
import { openAs } from '#platform/db/tx.ts'

/** No table of pg-boss is open to our own transactions: they reach jobs by the functions of schema `jobs` only. */
type JobsTables = Record<never, never>

export const jobsIn = (tx: Tx) => openAs<JobsTables>(tx)
