import { createHash } from 'node:crypto'
import { mkdir, open, readdir, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Told the raw mail. Where it throws, the mail stays where it is and comes again next time. After a crash a mail may come a second time,
 * so being told twice must change nothing.
 */
export type HandleMail = (raw: Buffer) => Promise<void>

export type ReadingSummary = { readonly read: number; readonly failed: number }

// What is longer is no report; its beginning is enough to see that.
const mostBytes = 2_000_000

/**
 * Reads the mails of a Maildir (one with `new` and `cur`) or of a folder of `.eml` files. A mail is moved only after it was handled: to `cur`
 * with the mark S in a Maildir, to `read` in a plain folder. So none is lost, whenever the power goes.
 */
export async function readFolder(folder: string, handle: HandleMail): Promise<ReadingSummary> {
  let read = 0
  let failed = 0
  for (const mail of (await isMaildir(folder)) ? await inMaildir(folder) : await inPlainFolder(folder)) {
    try {
      const raw = await beginningOf(mail.path)
      await handle(raw)
      await rename(mail.path, mail.to(raw))
      read += 1
    } catch {
      // One mail that cannot be handled must not keep the others from being read. It is counted and stays.
      failed += 1
    }
  }
  return { read, failed }
}

type Waiting = { readonly path: string; readonly to: (raw: Buffer) => string }

async function isMaildir(folder: string): Promise<boolean> {
  const rooms = await Promise.all(['new', 'cur'].map((room) => stat(join(folder, room)).catch(() => null)))
  return rooms.every((room) => room?.isDirectory())
}

async function inMaildir(folder: string): Promise<Waiting[]> {
  const fresh = (await names(join(folder, 'new'))).map((name) => ({
    path: join(folder, 'new', name),
    to: () => join(folder, 'cur', `${name.replace(/:2,.*$/, '')}:2,S`),
  }))
  // A mail program that looked into the folder moved mails to `cur` without the mark.
  const unseen = (await names(join(folder, 'cur')))
    .filter((name) => !/:2,[A-Z]*S/.test(name))
    .map((name) => ({
      path: join(folder, 'cur', name),
      to: () => join(folder, 'cur', /:2,/.test(name) ? `${name}S` : `${name}:2,S`),
    }))
  return [...fresh, ...unseen]
}

async function inPlainFolder(folder: string): Promise<Waiting[]> {
  await mkdir(join(folder, 'read'), { recursive: true })
  return (await names(folder))
    .filter((name) => name.toLowerCase().endsWith('.eml'))
    .map((name) => ({
      path: join(folder, name),
      // Named by its content too, so that a second report.eml does not replace the first.
      to: (raw) =>
        join(folder, 'read', `${createHash('sha256').update(raw).digest('hex').slice(0, 16)}-${name}`),
    }))
}

async function names(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .toSorted()
}

async function beginningOf(path: string): Promise<Buffer> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    const raw = Buffer.alloc(Math.min(size, mostBytes))
    const { bytesRead } = await file.read(raw, 0, raw.length, 0)
    return raw.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}
