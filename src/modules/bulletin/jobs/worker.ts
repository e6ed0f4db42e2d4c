import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { isAlive } from '#platform/db/embedded/process-alive.ts'

/** One process at work on one sending. Its claims in the ledger bear its id, its journals lie in the folder of its name. */
export type Worker = { readonly id: string; readonly sendingId: string; readonly folder: string }

// Whose it is, so that nobody reads back the journals of a worker that still sends: machine, process, when that process
// began; then the sending and the worker.
const shape = /^w-([0-9a-f]{1,12})-(\d{1,10})-(\d{1,20})-([0-9a-f]{32})-([0-9a-f]{32})$/

/** Workers that run in this very process. Lost with it, which is what their folders are then looked at for. */
const runningHere = new Set<string>()

export function newWorker(sendingId: string): Worker {
  const id = randomUUID()
  const folder = ['w', machine(), process.pid, beganAt(process.pid), bare(sendingId), bare(id)].join('-')
  runningHere.add(folder)
  return { id, sendingId, folder }
}

export const workerEnded = (worker: Worker): void => void runningHere.delete(worker.folder)

/**
 * The worker of a folder when it is gone for certain, so that its journals may be read back here; else null. Never said of
 * another machine's: its process cannot be seen from here, even where its folder can.
 */
export function goneWorker(folder: string): Worker | null {
  const [, on, pidText = '', began = '', sending = '', id = ''] = shape.exec(folder) ?? []
  if (on !== machine()) return null
  const pid = Number(pidText)
  const isOurs = pid === process.pid && began === beganAt(pid)
  const lives = isOurs ? runningHere.has(folder) : isAlive(pid) && beganAt(pid) === began
  return lives ? null : { id: dashed(id), sendingId: dashed(sending), folder }
}

const bare = (id: string): string => id.replaceAll('-', '')
const dashed = (hex: string): string => hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')

/** A number is given to another process sooner or later; the moment at which it began tells the two apart. */
function beganAt(pid: number): string {
  try {
    // The name in brackets may hold spaces; the 22nd field of all is the 20th after it.
    return readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ')[19] ?? '0'
  } catch {
    return '0'
  }
}

/** Letters and digits of the machine's name, as few as a folder's name needs. */
const machine = (): string => Buffer.from(hostname()).toString('hex').slice(-12) || '0'
