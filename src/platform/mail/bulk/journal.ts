import { closeSync, fdatasync, fsyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { BulkOutcome } from './batch.ts'

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

export const journalSuffix = '.journal'
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

export function journalPath(folder: string, batch: string): string {
  return join(folder, `${checkedId(batch)}${journalSuffix}`)
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
