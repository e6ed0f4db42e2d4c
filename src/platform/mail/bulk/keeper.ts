import { setTimeout as delay } from 'node:timers/promises'
import type { BulkResult } from './batch.ts'

/** Hands results to the ledger one call at a time. What arrives meanwhile goes into the next call, so that a slow database gets larger statements and not a longer queue of them. */
export type Keeper = {
  take(results: readonly BulkResult[]): void
  waiting(): number
  /** Resolves when everything taken so far is kept; rejects when keeping was given up. */
  idle(): Promise<void>
}

const mostAtOnce = 1000
// A few results are waited for to be joined by others: three hundred small transactions for 10,000 mails cost a tenth of the whole sending,
// forty cost next to nothing. Until then the journal knows.
const enoughAtOnce = 300
const gatherMs = 60

export function startKeeper(
  keep: (results: readonly BulkResult[]) => Promise<void>,
  kept: (results: readonly BulkResult[]) => Promise<void>,
  signal: AbortSignal,
): Keeper {
  const arrived: BulkResult[] = []
  let running: Promise<void> = Promise.resolve()
  let busy = false

  const run = async (): Promise<void> => {
    busy = true
    try {
      while (arrived.length > 0) {
        if (arrived.length < enoughAtOnce) await delay(gatherMs, undefined, { signal }).catch(() => undefined)
        const results = arrived.slice(0, mostAtOnce)
        await insistently(() => keep(results), signal)
        arrived.splice(0, results.length)
        await kept(results)
      }
    } finally {
      busy = false
    }
  }

  return {
    take: (results) => {
      for (const result of results) arrived.push(result)
      if (busy) return
      running = run()
      // Whoever asks `idle` hears of it; until then it must not end the process.
      running.catch(() => undefined)
    },
    waiting: () => arrived.length,
    idle: () => running,
  }
}

/** A database that is away for a while holds the sending up and loses nothing. Only a stop ends the asking. */
export async function insistently<Answer>(ask: () => Promise<Answer>, signal: AbortSignal): Promise<Answer> {
  for (let waitMs = 100; ; waitMs = Math.min(waitMs * 2, 5000)) {
    try {
      return await ask()
    } catch (fault) {
      if (signal.aborted) throw fault
      await delay(waitMs, undefined, { signal }).catch(() => undefined)
    }
  }
}
