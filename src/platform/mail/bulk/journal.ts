import { closeSync, fdatasync, fsyncSync, openSync, writeSync } from 'node:fs'
import { mkdir, readFile, readdir, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { BulkOutcome, BulkResult } from './batch.ts'

/**
 * What is known about a batch if the power goes now. One file per batch; a line `S id` before a mail is begun, a line `R id outcome` when
 * its answer came. A mail with S and without R is in doubt: that is one per connection at most. A mail with neither was not begun.
 */
export type Journal = {
  /** Resolves when the line will survive: the mail may be begun. */
  starting(id: string): Promise<void>
  ended(id: string, outcome: BulkOutcome): void
  close(): void
}

const suffix = '.journal'
const unanswered: BulkOutcome = {
  kind: 'in_doubt',
  reason: 'Holdfast ended while this mail was being handed over.',
}
const idShape = /^[A-Za-z0-9_-]{1,100}$/

/**
 * Opens the journal of a new batch. A leftover of the same name throws: it was never read back.
 * `process`: survives the end of this process, since the lines are with the operating system. `disk`: survives a power cut too;
 * one sync serves all connections that wait for it.
 */
export function openJournal(folder: string, batch: string, durable: 'process' | 'disk'): Journal {
  const file = openSync(journalPath(folder, batch), 'ax', 0o600)
  if (durable === 'disk') syncFolder(folder)
  const write = (line: string): void => {
    // A full disk may take half a line. The break in front ends whatever half stands there already.
    const bytes = Buffer.from(broken ? `\n${line}` : line)
    broken = writeSync(file, bytes) < bytes.length
    if (broken) throw new Error('The disk is full: the journal of the sending cannot be written.')
  }
  let broken = false
  let waiting: { resolve: () => void; reject: (fault: Error) => void }[] = []
  let syncing = false

  const sync = (): void => {
    const served = waiting
    waiting = []
    syncing = true
    fdatasync(file, (fault) => {
      syncing = false
      for (const one of served) {
        if (fault) one.reject(fault)
        else one.resolve()
      }
      if (waiting.length > 0) sync()
    })
  }

  return {
    starting: async (id) => {
      write(`S ${checkedId(id)} .\n`)
      if (durable === 'process') return
      await new Promise<void>((resolve, reject) => {
        waiting.push({ resolve, reject })
        if (!syncing) sync()
      })
    },
    ended: (id, outcome) => {
      write(`R ${checkedId(id)} ${JSON.stringify(outcome)} .\n`)
    },
    close: () => closeSync(file),
  }
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

/**
 * For the next start: hands over what every journal left behind knows, a batch at a time, and removes a journal once `onResult` has
 * kept it. After this the caller may put its remaining claimed rows of those batches back into the queue.
 */
export async function recoverJournals(
  folder: string,
  onResult: (batch: string, results: readonly BulkResult[]) => Promise<void>,
): Promise<number> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const batches = (await readdir(folder))
    .filter((name) => name.endsWith(suffix))
    .map((name) => name.slice(0, -suffix.length))
  for (const batch of batches) {
    await onResult(batch, await readJournal(folder, batch))
    await removeJournal(folder, batch)
  }
  return batches.length
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

function journalPath(folder: string, batch: string): string {
  return join(folder, `${checkedId(batch)}${suffix}`)
}

function checkedId(id: string): string {
  if (!idShape.test(id)) throw new Error('Ids of batches and mails are letters, digits, - and _ only')
  return id
}

/** A new file is only there after a power cut when its folder was synced. Windows has no such call and no such need. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const opened = openSync(folder, 'r')
  fsyncSync(opened)
  closeSync(opened)
}
