import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { isAlive } from '#platform/db/embedded/process-alive.ts'

// A worker has a journal folder of its own, and its name says whose it is: machine, process, when that process began, and chance.
const shape = /^w-([0-9a-f]{1,12})-(\d{1,10})-(\d{1,20})-([0-9a-f]{12})$/

/** Workers that run in this very process. Lost with it, which is what their folders are then looked at for. */
const runningHere = new Set<string>()

export function newWorker(): string {
  const name = `w-${machine()}-${process.pid}-${beganAt(process.pid)}-${randomBytes(6).toString('hex')}`
  runningHere.add(name)
  return name
}

export const workerEnded = (name: string): void => void runningHere.delete(name)

/**
 * Whether this worker is gone for certain, so that its journal may be read back here. Never said of another machine's: its
 * process cannot be seen from here, even where its folder can.
 */
export function isGone(name: string): boolean {
  const [, on, pidText = '', began = ''] = shape.exec(name) ?? []
  if (on !== machine()) return false
  const pid = Number(pidText)
  if (pid === process.pid && began === beganAt(pid)) return !runningHere.has(name)
  return !isAlive(pid) || beganAt(pid) !== began
}

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
