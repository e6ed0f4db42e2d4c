import { Worker } from 'node:worker_threads'
import type { Batch, BulkResult, FromLane, LaneSettings, ToLane } from './batch.ts'

export type LaneThread = {
  /** Batches in its hands. The sender counts. */
  load: number
  give(batch: Batch): void
  /** Resolves when it has handed over its last result, or is gone. */
  stop(): Promise<void>
}

export type LaneEvents = {
  results(results: readonly BulkResult[]): void
  trouble(reason: string | null): void
  /** It cannot go on safely, but is there to be stopped in good order. */
  broken(reason: string): void
  /** It ended without being asked to. */
  lost(thread: LaneThread, reason: string): void
}

// A thread holds a few hundred mails at most. Without a bound its heap grows with the length of the sending, since nothing else asks it
// to clear up sooner: by a third from 20,000 mails to 100,000.
const resourceLimits = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 128 }

export function startThread(settings: LaneSettings, events: LaneEvents): LaneThread {
  const worker = new Worker(new URL('./lane-thread.ts', import.meta.url), {
    workerData: settings,
    resourceLimits,
  })
  const post = (message: ToLane): void => worker.postMessage(message, [])
  let done = false
  let reason = 'it was ended from outside'

  const gone = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      if (!done) events.lost(thread, reason)
      resolve()
    })
  })
  worker.on('message', (message: FromLane) => {
    switch (message.kind) {
      case 'results':
        return events.results(message.results)
      case 'trouble':
        return events.trouble(message.reason)
      case 'broken':
        return events.broken(message.reason)
      case 'done':
        done = true
        return undefined
    }
  })
  worker.on('error', (fault) => {
    reason = fault instanceof Error ? fault.message : String(fault)
  })

  const thread: LaneThread = {
    load: 0,
    give: (batch) => post({ kind: 'batch', batch }),
    stop: () => {
      post({ kind: 'stop' })
      return gone
    },
  }
  return thread
}
