import { mkdir, readFile, readdir, unlink } from 'node:fs/promises'
import { z } from 'zod'
import type { BulkOutcome, BulkResult } from './batch.ts'
import { journalPath, journalSuffix } from './journal.ts'
import { endSession, journalsAreWhole } from './session.ts'

// Apart from the writing: a sending thread is started for each edition and need not load what only a restart uses.
const unanswered: BulkOutcome = {
  kind: 'in_doubt',
  reason: 'Holdfast ended while this mail was being handed over.',
}

/** What a journal knows about its mails. Mails that are not in it were never begun. */
export async function readJournal(folder: string, batch: string): Promise<BulkResult[]> {
  const text = await readFile(journalPath(folder, batch), 'utf8').catch((fault: unknown) => {
    if (fault instanceof Error && 'code' in fault && fault.code === 'ENOENT') return ''
    throw fault
  })
  const known = new Map<string, BulkOutcome>()
  for (const line of text.split('\n')) {
    // A line without its end was cut off in the writing, and nothing was begun on its account.
    const [, mark, id = '', outcome] = /^([SR]) ([A-Za-z0-9_-]+) (?:(\{.*\}) )?\.$/.exec(line) ?? []
    if (mark === 'S') known.set(id, unanswered)
    if (mark === 'R' && outcome !== undefined) known.set(id, outcomeShape.parse(JSON.parse(outcome)))
  }
  return [...known].map(([id, outcome]) => ({ batch, id, outcome }))
}

export type Recovered = {
  /** How many batches were read back. */
  readonly batches: number
  /**
   * True: a claimed mail that no journal names was never begun and goes back into the queue. False: the machine went down and
   * may have taken lines with it, so that such a mail is in doubt.
   */
  readonly whole: boolean
}

/** For the next start: hands over what every journal left behind knows, a batch at a time, and removes a journal once `onResult` has kept it. */
export async function recoverJournals(
  folder: string,
  onResult: (batch: string, results: readonly BulkResult[]) => Promise<void>,
): Promise<Recovered> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const whole = await journalsAreWhole(folder)
  const batches = (await readdir(folder))
    .filter((name) => name.endsWith(journalSuffix))
    .map((name) => name.slice(0, -journalSuffix.length))
  for (const batch of batches) {
    await onResult(batch, await readJournal(folder, batch))
    await removeJournal(folder, batch)
  }
  return { batches: batches.length, whole }
}

/** After the caller has settled its claimed rows by what `recoverJournals` said: the folder is free for the next sending. */
export async function closeRecovery(folder: string): Promise<void> {
  await endSession(folder)
}

export async function removeJournal(folder: string, batch: string): Promise<void> {
  await unlink(journalPath(folder, batch)).catch((fault: unknown) => {
    if (!(fault instanceof Error && 'code' in fault && fault.code === 'ENOENT')) throw fault
  })
}

const outcomeShape: z.ZodType<BulkOutcome> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('accepted'), response: z.string() }),
  z.object({ kind: z.literal('refused'), permanent: z.literal(true), code: z.number(), reason: z.string() }),
  z.object({
    kind: z.literal('later'),
    about: z.enum(['server', 'mail']),
    code: z.number().optional(),
    reason: z.string(),
  }),
  z.object({ kind: z.literal('in_doubt'), reason: z.string() }),
  z.object({ kind: z.literal('unsent') }),
])
