import { z } from 'zod'

const sealLine = z.object({ number: z.int(), seal: z.string() })

/**
 * The file of seals as far as the saved database knows them: lines that were added after the database was looked at would
 * read, after a restore, as a tail that somebody cut off.
 */
export function sealsUpTo(text: string, newest: number): string {
  const lines = text.split('\n')
  // What follows the last end of a line was being written.
  lines.pop()
  while (lines.length > 0 && numberOf(lines.at(-1) ?? '') > newest) lines.pop()
  return lines.map((line) => `${line}\n`).join('')
}

/** A line that is no seal, or cannot be read, counts as known: it is evidence and stays. */
function numberOf(line: string): number {
  try {
    const read = sealLine.safeParse(JSON.parse(line))
    return read.success ? read.data.number : 0
  } catch {
    return 0
  }
}
