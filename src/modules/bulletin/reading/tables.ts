import type { LooseBlock, LooseItem } from '#platform/richtext/loose.ts'
import { textNode } from '#platform/richtext/tidy-inline.ts'
import type { Inline } from '#platform/richtext/types.ts'

type Cells = readonly (readonly Inline[])[]

const wordsIn = (cells: Cells): string =>
  cells
    .flat()
    .map((node) => (node.type === 'text' ? node.text : ' '))
    .join(' ')

const asBold = (nodes: readonly Inline[]): Inline[] =>
  nodes.map((node) => (node.type === 'text' ? textNode(node.text, [{ type: 'strong' }]) : node))

const trimmed = (nodes: readonly Inline[]): Inline[] => {
  const last = nodes.length - 1
  return nodes.map((node, at) => {
    if (node.type !== 'text') return node
    const start = at === 0 ? node.text.trimStart() : node.text
    return { ...node, text: at === last ? start.trimEnd() : start }
  })
}

const joined = (cells: Cells): Inline[] =>
  cells.flatMap((cell, at) => [...(at === 0 ? [] : [textNode('; ')]), ...trimmed(cell)])

/** Rows as a list that can be read aloud; the first as a bold line over it when it reads like heads of columns. */
export const tableOf = (rows: readonly Cells[]): LooseBlock[] => {
  const [first, ...rest] = rows
  if (!first) return []
  if (rest.length === 0) return [{ type: 'paragraph', content: joined(first) }]
  const words = wordsIn(first)
  const hasHeads = !/\d/u.test(words) && words.length <= 80
  const content = (hasHeads ? rest : rows).map((cells): LooseItem => ({
    type: 'listItem',
    content: [{ type: 'paragraph', content: joined(cells) }],
  }))
  const heads: LooseBlock[] = hasHeads ? [{ type: 'paragraph', content: asBold(joined(first)) }] : []
  return [...heads, { type: 'bulletList', content }]
}
