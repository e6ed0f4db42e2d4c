import type { ReaderValues, Template } from '../compose/template.ts'
import type { DkimKey } from '../dkim.ts'
import type { Envelope, LineLimits } from '../line.ts'
import type { Outcome } from '../outcome.ts'
import type { SmtpServer } from '../smtp-url.ts'

/** One mail of a batch: finished already, or the reader's values for the batch's template. `id` is the ledger's and tells nothing. */
export type BulkMail = { readonly id: string; readonly envelope: Envelope } & (
  | { readonly raw: string }
  | { readonly values: ReaderValues }
)

/** Mails whose ledger rows the caller has claimed already. */
export type Batch = {
  /** Letters, digits, `-` and `_`. Never used twice: the journal of the batch has this name. */
  readonly id: string
  readonly template?: Template | undefined
  readonly mails: readonly BulkMail[]
}

/** `unsent`: it was never begun, or certainly not taken, and goes back to the queue as if nothing had been. */
export type BulkOutcome = Outcome | { readonly kind: 'unsent' }

export type BulkResult = { readonly batch: string; readonly id: string; readonly outcome: BulkOutcome }

/** What a sending thread needs to know before its first batch. */
export type LaneSettings = {
  readonly server: SmtpServer
  readonly connections: number
  /** Mails a second for this thread alone. */
  readonly ratePerSecond: number | null
  readonly dkim: DkimKey | null
  readonly journalFolder: string
  readonly durable: 'process' | 'disk'
  readonly limits: LineLimits
  /** How long mails under way may take to end after a stop. */
  readonly graceMs: number
}

export type ToLane = { readonly kind: 'batch'; readonly batch: Batch } | { readonly kind: 'stop' }

export type FromLane =
  | { readonly kind: 'results'; readonly results: readonly BulkResult[] }
  | { readonly kind: 'trouble'; readonly reason: string | null }
  | { readonly kind: 'broken'; readonly reason: string }
  | { readonly kind: 'done' }
