import { EventEmitter, once } from 'node:events'
import type { DkimKey } from '../dkim.ts'
import { usualLimits, type LineLimits } from '../line.ts'
import type { SmtpServer } from '../smtp-url.ts'
import type { Batch, BulkResult, LaneSettings } from './batch.ts'
import { readJournal, removeJournal } from './read-journal.ts'
import { insistently, startKeeper } from './keeper.ts'
import { beginSession, endSession } from './session.ts'
import { startThread, type LaneThread } from './thread.ts'

export type BulkOptions = {
  readonly server: SmtpServer
  readonly threads: number
  /** Kept connections in all, shared out over the threads. */
  readonly connections: number
  readonly ratePerSecond?: number | undefined
  readonly dkim?: DkimKey | undefined
  /** A folder of this sender alone, on a disk that survives it. It must be empty: `recoverJournals` and `closeRecovery` come first. */
  readonly journalFolder: string
  /** What the journal survives: the end of this process, or a power cut too. */
  readonly durable?: 'process' | 'disk' | undefined
  readonly limits?: LineLimits | undefined
  readonly graceMs?: number | undefined
  /** The next claimed rows, or null when there are no more. Called when there is room for them, never twice at once. */
  next(): Promise<Batch | null>
  /**
   * Keeps results. Never called twice at once. Where it throws, it is called again with the same results and perhaps more, so it
   * must not mind being told twice.
   */
  onResult(results: readonly BulkResult[]): Promise<void>
  /** A sentence while the mail server is in trouble, null when it is well again. */
  onTrouble?(reason: string | null): void
  /** Ends the sending: nothing new is begun, mails under way end, the rest comes back as `unsent`. Pause is this; going on is a new call. */
  readonly signal: AbortSignal
}

export type BulkSummary = Readonly<Record<BulkResult['outcome']['kind'], number>> & {
  readonly ended: 'all' | 'stopped'
}

const mostWaiting = 4000
// A sync for each mail costs a third of the speed (120 µs of 460 on two cores). Without it a kill of the process still leaves at most one mail
// in doubt per connection; only a power cut leaves the claimed batches in doubt, three a thread. Whoever fears that more asks for `disk`.
const usualDurability = 'process'

type Pending = { readonly thread: LaneThread; readonly ids: Set<string> }

/** Sends all that `next` gives, and resolves when every result has been kept. Rejects only when it can no longer go on safely. */
export async function sendBulk(options: BulkOptions): Promise<BulkSummary> {
  await beginSession(options.journalFolder, options.durable ?? usualDurability)
  const tally = { accepted: 0, refused: 0, later: 0, in_doubt: 0, unsent: 0 }
  const pending = new Map<string, Pending>()
  const stopping = new AbortController()
  const changes = new EventEmitter()
  const faults: Error[] = []
  const readBack: Promise<void>[] = []

  const stop = (): void => {
    stopping.abort()
    changes.emit('change')
  }
  const fail = (reason: Error): void => {
    faults.push(reason)
    stop()
  }
  const changed = (): Promise<unknown> => once(changes, 'change')

  const settle = async (results: readonly BulkResult[]): Promise<void> => {
    for (const result of results) {
      const batch = pending.get(result.batch)
      if (!batch?.ids.delete(result.id)) continue
      tally[result.outcome.kind] += 1
      if (batch.ids.size > 0) continue
      pending.delete(result.batch)
      batch.thread.load -= 1
      await removeJournal(options.journalFolder, result.batch)
    }
    changes.emit('change')
  }
  const keeper = startKeeper((results) => options.onResult(results), settle, options.signal)

  const threads = laneSettings(options).map((settings) =>
    startThread(settings, {
      results: (results) => keeper.take(results),
      trouble: (reason) => options.onTrouble?.(reason),
      broken: (reason) => fail(new Error(`The sending had to stop: ${reason}`)),
      // The thread is gone: its journals are the only witness of what its mails came to.
      lost: (thread, reason) => {
        for (const [batch, one] of pending) {
          if (one.thread === thread)
            readBack.push(
              fromJournal(options.journalFolder, batch, one.ids).then((found) => keeper.take(found)),
            )
        }
        fail(new Error(`A sending thread ended: ${reason}`))
      },
    }),
  )

  /** Each thread has one batch in hand, one waiting, and one whose results are on their way to the ledger; results may wait for the database only so long as they are few. */
  const roomy = (): LaneThread | undefined =>
    keeper.waiting() > mostWaiting
      ? undefined
      : threads.filter((thread) => thread.load < 3).toSorted((a, b) => a.load - b.load)[0]

  const handOut = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const thread = roomy()
      if (!thread) {
        await changed()
        continue
      }
      const batch = await insistently(() => options.next(), stopping.signal)
      if (!batch) break
      if (batch.mails.length === 0) continue
      pending.set(batch.id, { thread, ids: new Set(batch.mails.map((mail) => mail.id)) })
      thread.load += 1
      thread.give(batch)
    }
    while (pending.size > 0 && !stopping.signal.aborted) await changed()
  }

  options.signal.addEventListener('abort', stop, { once: true })
  if (options.signal.aborted) stop()
  // After a stop the last answer of `next` no longer matters; before one it cannot fail, so what does is a fault of ours.
  await handOut().catch((reason: unknown) => {
    if (!stopping.signal.aborted) fail(reason instanceof Error ? reason : new Error(String(reason)))
  })
  await Promise.all(threads.map((thread) => thread.stop()))
  await Promise.all(readBack)
  await keeper.idle()
  options.signal.removeEventListener('abort', stop)
  if (faults[0]) throw faults[0]
  await endSession(options.journalFolder)
  return { ...tally, ended: options.signal.aborted ? 'stopped' : 'all' }
}

function laneSettings(options: BulkOptions): LaneSettings[] {
  const threads = Math.max(1, Math.min(options.threads, options.connections))
  return Array.from({ length: threads }, (_, at) => ({
    server: options.server,
    connections: Math.floor(options.connections / threads) + (at < options.connections % threads ? 1 : 0),
    ratePerSecond: options.ratePerSecond === undefined ? null : options.ratePerSecond / threads,
    dkim: options.dkim ?? null,
    journalFolder: options.journalFolder,
    durable: options.durable ?? usualDurability,
    limits: options.limits ?? usualLimits,
    graceMs: options.graceMs ?? 20_000,
  }))
}

async function fromJournal(folder: string, batch: string, ids: ReadonlySet<string>): Promise<BulkResult[]> {
  const known = new Map((await readJournal(folder, batch)).map((result) => [result.id, result]))
  return [...ids].map((id) => known.get(id) ?? { batch, id, outcome: { kind: 'unsent' } })
}
