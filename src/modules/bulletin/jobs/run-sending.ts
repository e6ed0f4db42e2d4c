import { randomUUID } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Actor } from '#platform/auth/actor.ts'
import { inTransaction, type Database } from '#platform/db/database.ts'
import type { Means } from '#platform/declare/means.ts'
import type { Batch, BulkResult } from '#platform/mail/bulk/batch.ts'
import { sendBulk } from '#platform/mail/bulk/sender.ts'
import type { LineLimits } from '#platform/mail/line.ts'
import type { SmtpServer } from '#platform/mail/smtp-url.ts'
import { answerWords } from '#platform/outbox/rules/answer-words.ts'
import { claimBatch } from '../actions/sending/claim-batch.ts'
import { keepResults } from '../actions/sending/keep-results.ts'
import { makeSendingMail, type SendingMail } from '../mail/sending-mail.ts'
import type { SendingRow } from '../queries/sending/find-sending.ts'
import { sendingIn } from '../tables-sending.ts'
import { newWorker, workerEnded, type Worker } from './worker.ts'

export type Run = {
  readonly db: Database
  readonly actor: Actor
  readonly means: Means
  readonly server: SmtpServer
  /** Where the workers of this machine have their journals. */
  readonly folder: string
  readonly clock: () => Temporal.Instant
  readonly signal: AbortSignal
  readonly pace: Pace
}

/** How hard a run tries, for tests and benchmarks to say otherwise. */
export type Pace = {
  readonly threads: number
  readonly batch: number
  /** How long a server in trouble is waited for with mails in hand, before they go back into the queue. */
  readonly patienceMs: number
  /** A run goes on for so long, then lets others look and asks for the next. */
  readonly longestMs: number
  /** How often it looks whether a person paused it, and says that it lives. */
  readonly lookMs: number
  readonly limits?: LineLimits
}

export const usualPace: Pace = {
  threads: 2,
  batch: 200,
  patienceMs: 120_000,
  longestMs: 20 * 60_000,
  lookMs: 1_000,
}

// A pause must not have to wait for mails that the rate holds back: so many seconds' worth are in hand at once.
const secondsInHand = 2

/**
 * Sends what is due of one sending, until nothing is, or until it is to end. Everything it knows is in the ledger then.
 * `prepare` makes the list of readers where it is still to be made; it is asked while the threads start, and says whether
 * there is anything to send.
 */
export async function runSending(
  run: Run,
  sending: SendingRow,
  prepare: () => Promise<boolean>,
): Promise<void> {
  const { db, actor, means, server, clock } = run
  const worker = newWorker(sending.id)
  const journalFolder = join(run.folder, worker.folder)
  await mkdir(journalFolder, { recursive: true, mode: 0o700 })
  const ending = new AbortController()
  const signal = AbortSignal.any([run.signal, ending.signal, AbortSignal.timeout(run.pace.longestMs)])
  const trouble = watchTrouble(run, sending.id, ending)
  // Before anything is claimed, so that its claims can never be without an owner that somebody misses.
  await sayAlive(run, worker).catch((fault: unknown) => {
    workerEnded(worker)
    throw fault
  })
  const looking = lookAround(run, worker, ending, signal)
  const rate = means.settings.HOLDFAST_MAIL_RATE || undefined

  // Made once. What cannot be made now cannot be made later either: the run ends, and its caller hears why.
  let making: Promise<SendingMail> | null = null
  const make = (): Promise<SendingMail> => {
    making ??= makeSendingMail(sending, means)
    making.catch(() => ending.abort())
    return making
  }

  let prepared = false
  const next = async (): Promise<Batch | null> => {
    // The mail is made while the database makes the list and the threads start.
    const [isPrepared, mail] = await Promise.all([prepared || prepare(), make()])
    prepared = isPrepared
    if (!prepared) return null
    const batch = randomUUID()
    const most =
      rate === undefined ? run.pace.batch : Math.max(1, Math.min(run.pace.batch, rate * secondsInHand))
    const claimed = await inTransaction(db, actor, (tx) =>
      claimBatch(tx, { sendingId: sending.id, worker: worker.id, most }, clock()),
    )
    if (claimed.picked === 0) return null
    return { id: batch, template: mail.template, mails: claimed.mails.map(mail.mailFor) }
  }
  const onResult = (results: readonly BulkResult[]): Promise<void> =>
    inTransaction(db, actor, (tx) =>
      keepResults(tx, results, { worker: worker.id, sendingId: sending.id }, clock()),
    )

  try {
    await sendBulk({
      server,
      threads: run.pace.threads,
      connections: means.settings.HOLDFAST_MAIL_CONNECTIONS ?? 8,
      ratePerSecond: rate,
      dkim: means.mail.dkim,
      journalFolder,
      ...(run.pace.limits ? { limits: run.pace.limits } : {}),
      next,
      onResult,
      onTrouble: trouble.tell,
      signal,
    })
    await rm(journalFolder, { recursive: true, force: true })
    await make()
  } finally {
    ending.abort()
    workerEnded(worker)
    await looking
    await trouble.settle()
  }
}

const sayAlive = ({ db, actor, clock }: Run, { id, sendingId }: Worker): Promise<unknown> =>
  inTransaction(db, actor, (tx) => {
    const now = clock()
    return sendingIn(tx)
      .insertInto('bulletin.sending_worker')
      .values({ id, sending_id: sendingId, began_at: now, seen_at: now })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ seen_at: now }))
      .execute()
  })

/** Looks every second whether the sending is still to run, and says that this worker lives. A database that is away is asked again. */
async function lookAround(
  run: Run,
  worker: Worker,
  ending: AbortController,
  signal: AbortSignal,
): Promise<void> {
  const { db, actor, pace } = run
  const look = async () => {
    await sayAlive(run, worker)
    return inTransaction(db, actor, (tx) =>
      sendingIn(tx)
        .selectFrom('bulletin.sending')
        .select('state')
        .where('id', '=', worker.sendingId)
        .executeTakeFirst(),
    )
  }
  while (!signal.aborted) {
    const found = await look().catch(() => null)
    if (found !== null && found?.state !== 'running' && found?.state !== 'preparing') ending.abort()
    await pause(pace.lookMs, undefined, { signal }).catch(() => undefined)
  }
  await inTransaction(db, actor, async (tx) => {
    // What it still holds is for recovery to settle; until then its name says whose it is.
    await sendingIn(tx)
      .deleteFrom('bulletin.sending_worker')
      .where('id', '=', worker.id)
      .where((by) =>
        by.not(
          by.exists(
            by
              .selectFrom('bulletin.delivery')
              .select('mailbox_id')
              .where('sending_id', '=', worker.sendingId)
              .where('worker', '=', worker.id)
              .where('state', '=', 'claimed'),
          ),
        ),
      )
      .execute()
  }).catch(() => undefined)
}

/** Writes down what is wrong with the mail server, for the progress page; ends the run when it stays wrong. */
function watchTrouble({ db, actor, clock, pace }: Run, sendingId: string, ending: AbortController) {
  let patience: NodeJS.Timeout | null = null
  let writing: Promise<unknown> = Promise.resolve()
  const write = (words: string | null): void => {
    writing = writing
      .then(() =>
        inTransaction(db, actor, (tx) =>
          sendingIn(tx)
            .updateTable('bulletin.sending')
            .set({
              trouble: words === null ? null : answerWords(words),
              trouble_at: words === null ? null : clock(),
            })
            .where('id', '=', sendingId)
            .execute(),
        ),
      )
      .catch(() => undefined)
  }
  return {
    tell: (reason: string | null): void => {
      if (reason === null && patience) clearTimeout(patience)
      if (reason === null) patience = null
      else patience ??= setTimeout(() => ending.abort(), pace.patienceMs).unref()
      write(reason)
    },
    settle: async (): Promise<void> => {
      if (patience) clearTimeout(patience)
      await writing
    },
  }
}
