import type { Ending } from '#src/installation/testing/processes.ts'

/** Runs work with a place to say what is to be cleaned up after it, newest first. */
export async function withEnding<T>(work: (ending: Ending) => Promise<T>): Promise<T> {
  const ends: (() => unknown)[] = []
  try {
    return await work({ after: (end) => void ends.push(end) })
  } finally {
    for (const end of ends.toReversed()) await end()
  }
}

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
