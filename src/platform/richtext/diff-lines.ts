import { inlineText, textNode } from './tidy-inline.ts'
import type { Block, Inline, RichText } from './types.ts'

export type LineKind = 'paragraph' | 'heading' | 'bullet' | 'numbered' | 'cite' | 'image' | 'rule'

/** One line of a text as a reader compares it: a paragraph, a heading, an item, wherever it stands. */
export type Line = {
  readonly kind: LineKind
  /** Level of a heading, depth of an item, else 0. */
  readonly level: number
  readonly quoted: boolean
  readonly content: readonly Inline[]
  /** What two lines share when they are the same line. */
  readonly key: string
}

const line = (
  kind: LineKind,
  level: number,
  quoted: boolean,
  content: readonly Inline[],
  also = '',
): Line => ({
  kind,
  level,
  quoted,
  content,
  key: JSON.stringify([kind, level, quoted, content, also]),
})

const blockLines = (block: Block, quoted: boolean, depth: number): Line[] => {
  switch (block.type) {
    case 'paragraph':
      return [line('paragraph', 0, quoted, block.content)]
    case 'heading':
      return [line('heading', block.attrs.level, quoted, block.content)]
    case 'bulletList':
    case 'orderedList': {
      const kind = block.type === 'bulletList' ? 'bullet' : 'numbered'
      return block.content.flatMap((item) =>
        item.content.flatMap((child, index) =>
          index === 0 && child.type === 'paragraph'
            ? [line(kind, depth, quoted, child.content)]
            : blockLines(child, quoted, depth + 1),
        ),
      )
    }
    case 'blockquote': {
      const cite = block.attrs.cite === null ? [] : [line('cite', 0, true, [textNode(block.attrs.cite)])]
      return [...block.content.flatMap((child) => blockLines(child, true, depth)), ...cite]
    }
    case 'image': {
      const words = [block.attrs.alt, block.attrs.caption ?? ''].filter((part) => part !== '').join(' — ')
      return [line('image', 0, quoted, words === '' ? [] : [textNode(words)], block.attrs.id)]
    }
    case 'horizontalRule':
      break
  }
  return [line('rule', 0, quoted, [])]
}

export const linesOf = (doc: RichText): Line[] => doc.content.flatMap((block) => blockLines(block, false, 1))

const wordsOf = (one: Line): string[] => inlineText(one.content).toLowerCase().split(/\s+/u)

/** From 0, nothing in common, to 1, the same words: how much of both lines is shared, counting repeats. */
export const likeness = (a: Line, b: Line): number => {
  const left = wordsOf(a)
  const right = wordsOf(b)
  const counts = new Map<string, number>()
  for (const word of left) counts.set(word, (counts.get(word) ?? 0) + 1)
  let shared = 0
  for (const word of right) {
    const count = counts.get(word) ?? 0
    if (count > 0) shared += 1
    counts.set(word, count - 1)
  }
  return (2 * shared) / (left.length + right.length)
}
