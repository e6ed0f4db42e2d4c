import { mkdir, open, readFile, readdir, unlink } from 'node:fs/promises'
import { uptime } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'

// While a sending runs, this file says on which start of the machine, and how sure its journals are.
const sessionFile = 'sending.session'

const sessionShape = z.object({ boot: z.string(), durable: z.enum(['process', 'disk']) })

/** Refuses to begin where an earlier sending left anything behind: what it knows must be read back first. */
export async function beginSession(folder: string, durable: 'process' | 'disk'): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  if ((await readdir(folder)).length > 0)
    throw new Error('An earlier sending left a journal behind. It must be read back before a new one begins.')
  const file = await open(join(folder, sessionFile), 'wx', 0o600)
  await file.writeFile(JSON.stringify({ boot: await bootOfMachine(), durable }))
  await file.sync()
  await file.close()
  await syncFolder(folder)
}

export async function endSession(folder: string): Promise<void> {
  await unlink(join(folder, sessionFile)).catch((fault: unknown) => {
    if (!(fault instanceof Error && 'code' in fault && fault.code === 'ENOENT')) throw fault
  })
}

/**
 * Whether the journals in this folder hold every line that was written. They do not when the machine itself went down after they were
 * written without syncing: then a mail without a word in them may have been sent.
 */
export async function journalsAreWhole(folder: string): Promise<boolean> {
  const text = await readFile(join(folder, sessionFile), 'utf8').catch(() => null)
  if (text === null) return true
  const session = sessionShape.parse(JSON.parse(text))
  return session.durable === 'disk' || sameBoot(session.boot, await bootOfMachine())
}

/** Linux names each start of the machine; elsewhere the moment of the start stands for it. */
async function bootOfMachine(): Promise<string> {
  const id = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => null)
  return id?.trim() ?? `since ${Math.round(Date.now() / 1000 - uptime())}`
}

function sameBoot(then: string, now: string): boolean {
  const [before, after] = [then, now].map((boot) => Number(/^since (\d+)$/.exec(boot)?.[1] ?? Number.NaN))
  // A clock that is set right moves the moment a little. Not a number on either side makes this false.
  if (Math.abs((before ?? 0) - (after ?? 0)) < 60) return true
  return then === now
}

/** A new file is only there after a power cut when its folder was synced. Windows has no such call and no such need. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const opened = await open(folder, 'r')
  await opened.sync()
  await opened.close()
}
