import { createHmac } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { z } from 'zod'

/**
 * The file of seals outside the database: one line a seal, each with a check over itself and the line before. After a copy
 * of the database was put back, one line says from which seal it goes on; nothing is ever taken out of the file.
 */
const line = z.union([
  z.strictObject({
    number: z.int().positive(),
    sealedAt: z.string(),
    count: z.int().positive(),
    seal: z.string().regex(/^[0-9a-f]{64}$/),
    check: z.string(),
  }),
  z.strictObject({ continuedAfter: z.int().nonnegative(), at: z.string(), check: z.string() }),
])

export type SealLine = z.output<typeof line>

type WithoutCheck<L> = L extends unknown ? Omit<L, 'check'> : never

const checkOf = (key: Buffer, previous: string, unchecked: object): string =>
  createHmac('sha256', key)
    .update(`seal file\n${previous}\n${JSON.stringify(unchecked)}`)
    .digest('hex')

export const writeLine = (
  key: Buffer,
  previous: string,
  unchecked: WithoutCheck<SealLine>,
): { text: string; check: string } => {
  const check = checkOf(key, previous, unchecked)
  return { text: `${JSON.stringify({ ...unchecked, check })}\n`, check }
}

export type ReadLine =
  | {
      readonly kind: 'line'
      readonly at: number
      readonly line: SealLine
      readonly check: string
      readonly holds: boolean
    }
  | { readonly kind: 'unreadable'; readonly at: number }

/**
 * The first `complete` bytes of the file, line by line, each with whether it stands as it was written.
 * @throws the error of the file system, ENOENT too
 */
export async function* readLines(file: string, key: Buffer, complete: number): AsyncGenerator<ReadLine> {
  if (complete === 0) return
  const input = createReadStream(file, { encoding: 'utf8', end: complete - 1 })
  let previous = ''
  let expected = 1
  let at = 0
  for await (const text of createInterface({ input, crlfDelay: Infinity })) {
    at += 1
    const read = parseLine(text)
    if (!read) {
      yield { kind: 'unreadable', at }
      continue
    }
    const { check, ...unchecked } = read
    const inOrder = 'number' in read ? read.number === expected : read.continuedAfter < expected
    yield {
      kind: 'line',
      at,
      line: read,
      check,
      holds: inOrder && check === checkOf(key, previous, unchecked),
    }
    previous = check
    expected = 'number' in read ? read.number + 1 : read.continuedAfter + 1
  }
}

function parseLine(text: string): SealLine | null {
  try {
    const read = line.safeParse(JSON.parse(text))
    return read.success ? read.data : null
  } catch {
    return null
  }
}

/** Where the next line goes: the newest line, and the bytes up to its end. Null where that line is not as it was written. */
export type Tail = { readonly last: SealLine | null; readonly check: string; readonly complete: number }

// Two of the longest lines fit many times over.
const window = 4096

/**
 * The end of the file. A last line without its end, as a crash in the middle of writing leaves it, lies beyond `complete`:
 * the next writer takes it away and writes it again.
 */
export async function readTail(file: FileHandle, key: Buffer): Promise<Tail | null> {
  const { size } = await file.stat()
  const start = Math.max(0, size - window)
  const { buffer, bytesRead } = await file.read(Buffer.alloc(size - start), 0, size - start, start)
  const end = buffer.subarray(0, bytesRead).lastIndexOf(10) + 1
  const complete = end === 0 ? 0 : start + end
  if (complete === 0) return size > window ? null : { last: null, check: '', complete: 0 }
  const texts = buffer.subarray(0, end).toString('utf8').trimEnd().split('\n')
  const last = parseLine(texts.at(-1) ?? '')
  // The window may begin in the middle of a line, but not of the last two.
  const before = texts.length > 1 ? parseLine(texts.at(-2) ?? '') : null
  if (!last || (texts.length > 1 && !before)) return null
  const { check, ...unchecked } = last
  return check === checkOf(key, before?.check ?? '', unchecked) ? { last, check, complete } : null
}
