import type { LooseBlock, LooseItem, LooseList } from '#platform/richtext/loose.ts'
import type { Inline } from '#platform/richtext/types.ts'

/** One item as it was written: its sign, the number it showed, how far it was moved in. */
export type Item = {
  readonly mark: string
  readonly number: number | null
  readonly indent: number
  readonly content: readonly Inline[]
}

type Open = {
  readonly mark: string
  readonly indent: number
  readonly number: number | null
  readonly items: LooseItem[]
}

// The signs that word processors use for the second step of a list.
const innerMarks = new Set(['o', '◦', '○', '–', '§', '▪', '\uf0a7'])

const closed = (open: Open): LooseList =>
  open.number === null
    ? { type: 'bulletList', content: open.items }
    : { type: 'orderedList', attrs: { start: open.number }, content: open.items }

const isInside = (item: Item, open: Open): boolean => {
  if (item.indent > open.indent + 1) return true
  return (
    item.indent >= open.indent &&
    item.mark !== open.mark &&
    innerMarks.has(item.mark) &&
    !innerMarks.has(open.mark)
  )
}

// Deeper lists are raised when the text is stored.
const greatestDepth = 8

/** A run of items as one list, with lists inside where items are moved in or bear the signs of a second step. */
export const listOf = (items: readonly Item[]): LooseBlock => {
  const root: Open = {
    mark: items[0]?.mark ?? '•',
    indent: items[0]?.indent ?? 0,
    number: items[0]?.number ?? null,
    items: [],
  }
  const stack: Open[] = [root]
  const close = () => {
    const inner = stack.pop()
    const outer = stack.at(-1)?.items
    const last = outer?.pop()
    if (inner && last) outer?.push({ type: 'listItem', content: [...last.content, closed(inner)] })
  }
  for (const item of items) {
    const isStillInside = (): boolean => {
      const top = stack.at(-1)
      const outer = stack.at(-2)
      return (
        !outer || !top || (isInside(item, outer) && (item.mark === top.mark || item.indent >= top.indent))
      )
    }
    while (stack.length > 1 && !isStillInside()) close()
    const top = stack.at(-1) ?? root
    if (top.items.length > 0 && stack.length < greatestDepth && isInside(item, top))
      stack.push({ mark: item.mark, indent: item.indent, number: item.number, items: [] })
    stack.at(-1)?.items.push({ type: 'listItem', content: [{ type: 'paragraph', content: item.content }] })
  }
  while (stack.length > 1) close()
  return closed(root)
}
