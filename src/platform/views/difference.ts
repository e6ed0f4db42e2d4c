import { diffWords } from 'diff'

export type DifferencePart = { kind: 'same' | 'added' | 'removed'; text: string }

/**
 * What was taken out and what was put in, by whole words: people read changed words, not changed
 * letters. Blank space that only moved is no change.
 */
export function wordDifference(before: string, after: string): DifferencePart[] {
  return diffWords(before, after).map(({ value, added, removed }) => ({
    kind: added ? 'added' : removed ? 'removed' : 'same',
    text: value,
  }))
}
