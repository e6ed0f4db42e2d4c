import { diffArrays } from 'diff'
import { likeness, linesOf, type Line, type LineKind } from './diff-lines.ts'
import { textNode } from './tidy-inline.ts'
import type { Inline, RichText } from './types.ts'

export type Change = 'same' | 'added' | 'removed'

export type DiffRun = { readonly change: Change; readonly content: readonly Inline[] }

/** One line of the comparison. A changed line says in its runs which words came and went. */
export type DiffLine = {
  readonly change: Change | 'changed'
  readonly kind: LineKind
  readonly level: number
  readonly quoted: boolean
  readonly runs: readonly DiffRun[]
}

export type RichTextDiff = readonly DiffLine[]

const whole = (line: Line, change: Change): DiffLine => ({
  change,
  kind: line.kind,
  level: line.level,
  quoted: line.quoted,
  runs: [{ change, content: line.content }],
})

/** Words, spaces and signs with their marks: the smallest parts that come or go. */
const tokensOf = (nodes: readonly Inline[]): Inline[] =>
  nodes.flatMap((node): Inline[] =>
    node.type === 'hardBreak'
      ? [node]
      : (node.text.match(/[\p{L}\p{N}\p{M}’'-]+|\s+|[^\s]/gu) ?? []).map((part) =>
          textNode(part, node.marks ?? []),
        ),
  )

const sameToken = (a: Inline, b: Inline): boolean => JSON.stringify(a) === JSON.stringify(b)

// Beyond this a comparison by words costs more than it tells; the lines are then shown whole.
const greatestEdits = 2_000

const changed = (before: Line, after: Line): DiffLine[] => {
  const parts = diffArrays(tokensOf(before.content), tokensOf(after.content), {
    comparator: sameToken,
    maxEditLength: greatestEdits,
  })
  // The types say there is always an answer; above the greatest length of edits there is none.
  if (!Array.isArray(parts)) return [whole(before, 'removed'), whole(after, 'added')]
  const runs = parts.map((part): DiffRun => {
    const change = part.added ? 'added' : part.removed ? 'removed' : 'same'
    return { change, content: part.value }
  })
  return [{ change: 'changed', kind: after.kind, level: after.level, quoted: after.quoted, runs }]
}

// Half of the words in common: below that two lines read better as one taken out and one put in.
const alike = 0.5
// Pairing compares every line taken out with every line put in.
const greatestPairing = 40_000

/** Within a stretch that differs, pairs lines that are versions of each other, in order, so that most words stay. */
const pairLines = (before: readonly Line[], after: readonly Line[]): DiffLine[] => {
  if (before.length * after.length > greatestPairing)
    return [...before.map((line) => whole(line, 'removed')), ...after.map((line) => whole(line, 'added'))]
  const width = after.length + 1
  const likenesses = before.map((line) => after.map((other) => likeness(line, other)))
  const best = new Float64Array((before.length + 1) * width)
  const bestAt = (row: number, column: number): number => best[row * width + column] ?? 0
  const gain = (row: number, column: number): number => {
    const value = likenesses[row]?.[column] ?? 0
    return value >= alike ? value : 0
  }
  for (let row = before.length - 1; row >= 0; row -= 1)
    for (let column = after.length - 1; column >= 0; column -= 1) {
      const paired = gain(row, column) > 0 ? gain(row, column) + bestAt(row + 1, column + 1) : 0
      best[row * width + column] = Math.max(paired, bestAt(row + 1, column), bestAt(row, column + 1))
    }
  const out: DiffLine[] = []
  let row = 0
  let column = 0
  while (row < before.length || column < after.length) {
    const [left, right] = [before[row], after[column]]
    const here = bestAt(row, column)
    if (left && right && gain(row, column) > 0 && here === gain(row, column) + bestAt(row + 1, column + 1)) {
      out.push(...changed(left, right))
      row += 1
      column += 1
    } else if (left && (!right || here === bestAt(row + 1, column))) {
      out.push(whole(left, 'removed'))
      row += 1
    } else if (right) {
      out.push(whole(right, 'added'))
      column += 1
    }
  }
  return out
}

/**
 * What changed from one text to the other: lines first, then words within lines that are versions of each other.
 * Leaving out what was added gives back the words of the first, leaving out what was removed those of the second.
 */
export const diffRichText = (before: RichText, after: RichText): RichTextDiff => {
  const parts = diffArrays(linesOf(before), linesOf(after), { comparator: (a, b) => a.key === b.key })
  const out: DiffLine[] = []
  let removed: readonly Line[] = []
  for (const part of [...parts, { value: [], added: false, removed: false }]) {
    if (part.removed) removed = part.value
    else {
      out.push(...pairLines(removed, part.added ? part.value : []))
      removed = []
      if (!part.added) out.push(...part.value.map((line) => whole(line, 'same')))
    }
  }
  return out
}
