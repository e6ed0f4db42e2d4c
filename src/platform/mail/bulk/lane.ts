import { setTimeout as delay } from 'node:timers/promises'
import { fillInBytes, type FilledMail } from '../compose/template.ts'
import { dkimHeaderSigner, dkimSigner } from '../dkim.ts'
import { openLine, type Line } from '../line.ts'
import type { Batch, BulkMail, BulkOutcome, BulkResult, FromLane, LaneSettings } from './batch.ts'
import { openJournal, type Journal } from './journal.ts'

export type Lane = {
  add(batch: Batch): void
  /** No new mail is begun. Resolves when the mails under way have ended and all results are out. */
  stop(): Promise<void>
}

type Job = { readonly mail: BulkMail; readonly batch: OpenBatch; troubles: number }
type OpenBatch = { readonly source: Batch; readonly journal: Journal; left: number }

// A server that is away is asked again after 0.5 s, 1 s, 2 s … and then every half minute.
const firstWaitMs = 500
const longestWaitMs = 30_000
// A mail that brings the server down each time must not hold up the others for ever.
const mostTroubles = 8
const resultsEveryMs = 25

/** One thread's share of the sending: some kept connections that take mails from one short queue. */
export function startLane(settings: LaneSettings, post: (message: FromLane) => void): Lane {
  const sign = settings.dkim ? dkimSigner(settings.dkim) : null
  const signHeader = settings.dkim ? dkimHeaderSigner(settings.dkim) : null
  const queue: Job[] = []
  const sleepers = new Set<() => void>()
  const lines = new Set<Line>()
  const stopping = new AbortController()
  let results: BulkResult[] = []
  let flushing: NodeJS.Timeout | null = null
  let waitMs = 0
  let nextTurn = 0

  const flush = (): void => {
    if (flushing) clearTimeout(flushing)
    flushing = null
    if (results.length > 0) post({ kind: 'results', results })
    results = []
  }
  const report = (batch: string, id: string, outcome: BulkOutcome): void => {
    results.push({ batch, id, outcome })
    flushing ??= setTimeout(flush, resultsEveryMs)
  }
  // A journal that cannot be written, as on a full disk, must end the sending and not go unnoticed.
  const broken = (fault: unknown): void => {
    post({ kind: 'broken', reason: fault instanceof Error ? fault.message : String(fault) })
    stopping.abort()
    wakeAll()
  }
  const ended = ({ mail, batch }: Job, outcome: BulkOutcome, begun: boolean): void => {
    try {
      if (begun) batch.journal.ended(mail.id, outcome)
    } catch (fault) {
      broken(fault)
    }
    batch.left -= 1
    if (batch.left === 0) batch.journal.close()
    report(batch.source.id, mail.id, outcome)
  }

  const nextJob = async (): Promise<Job | null> => {
    while (!stopping.signal.aborted) {
      const job = queue.shift()
      if (job) return job
      await new Promise<void>((resolve) => sleepers.add(resolve))
    }
    return null
  }
  const wakeAll = (): void => {
    for (const wake of sleepers) wake()
    sleepers.clear()
  }
  const pause = (ms: number): Promise<void> =>
    ms <= 0 ? Promise.resolve() : delay(ms, undefined, { signal: stopping.signal }).catch(() => undefined)

  const trouble = async (reason: string): Promise<void> => {
    if (stopping.signal.aborted) return
    post({ kind: 'trouble', reason })
    waitMs = Math.min(longestWaitMs, waitMs === 0 ? firstWaitMs : waitMs * 2)
    await pause(waitMs)
  }
  const well = (): void => {
    if (waitMs > 0) post({ kind: 'trouble', reason: null })
    waitMs = 0
  }
  const turn = async (): Promise<void> => {
    if (settings.ratePerSecond === null) return
    const now = performance.now()
    const at = Math.max(now, nextTurn)
    nextTurn = at + 1000 / settings.ratePerSecond
    await pause(at - now)
  }
  const finished = ({ mail, batch }: Job): readonly Buffer[] => {
    if ('raw' in mail) return [Buffer.from(sign ? sign(mail.raw, new Date()) : mail.raw, 'latin1')]
    const { head, body } = filled(mail.values, batch.source)
    const signature = signHeader ? signHeader(head, body, new Date()) : ''
    return [Buffer.from(`${signature}${head}\r\n`, 'latin1'), ...body]
  }

  const carry = async (job: Job, line: Line): Promise<void> => {
    let raw: readonly Buffer[]
    try {
      raw = finished(job)
      await job.batch.journal.starting(job.mail.id)
    } catch (fault) {
      queue.unshift(job)
      return broken(fault)
    }
    const { outcome, untouched } = await line.send(job.mail.envelope, raw, 'values' in job.mail)
    const serversFault = outcome.kind === 'later' && outcome.about === 'server'
    if (!serversFault) {
      well()
      return ended(job, outcome, true)
    }
    job.troubles += 1
    if (job.troubles >= mostTroubles) return ended(job, outcome, true)
    queue.unshift(job)
    // A kept connection that the server ended in the meantime is no trouble: the next one is opened at once.
    if (!(untouched && job.troubles === 1)) await trouble(outcome.reason)
    return undefined
  }

  const work = async (): Promise<void> => {
    let line: Line | null = null
    for (let job = await nextJob(); job; job = await nextJob()) {
      await turn()
      if (stopping.signal.aborted) {
        queue.unshift(job)
        break
      }
      if (!line?.isOpen()) {
        if (line) lines.delete(line)
        const opened = await openLine(settings.server, settings.limits)
        if (!opened.ok) {
          line = null
          queue.unshift(job)
          await trouble(opened.outcome.reason)
          continue
        }
        line = opened.line
        lines.add(line)
        // Told to stop while it connected: a mail begun now would outlast the grace, which has closed the other lines.
        if (stopping.signal.aborted) {
          queue.unshift(job)
          break
        }
      }
      await carry(job, line)
    }
    line?.close()
  }

  const workers = Array.from({ length: settings.connections }, () => work())
  for (const worker of workers) worker.catch(broken)

  return {
    add: (source) => {
      try {
        const journal = openJournal(settings.journalFolder, source.id, settings.durable)
        const batch: OpenBatch = { source, journal, left: source.mails.length }
        for (const mail of source.mails) queue.push({ mail, batch, troubles: 0 })
      } catch (fault) {
        for (const mail of source.mails) report(source.id, mail.id, { kind: 'unsent' })
        broken(fault)
      }
      wakeAll()
    },
    stop: async () => {
      stopping.abort()
      wakeAll()
      const grace = setTimeout(() => lines.forEach((line) => line.close()), settings.graceMs)
      await Promise.allSettled(workers)
      clearTimeout(grace)
      // A mail that met a trouble was begun, and is known not to have been taken: the journal must say so too.
      for (const job of queue.splice(0)) ended(job, { kind: 'unsent' }, job.troubles > 0)
      flush()
      post({ kind: 'done' })
    },
  }
}

function filled(values: Parameters<typeof fillInBytes>[1], batch: Batch): FilledMail {
  if (!batch.template) throw new Error(`The batch ${batch.id} has values without a template`)
  return fillInBytes(batch.template, values)
}
