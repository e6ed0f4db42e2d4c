import { attributeOf, elementsIn, textOf, type Element } from './html-style.ts'
import type { LooseBlock } from './loose.ts'
import { textNode } from './tidy-inline.ts'
import type { Inline } from './types.ts'

const isRow = (element: Element): boolean => element.tagName === 'tr'
const isCell = (element: Element): boolean => element.tagName === 'td' || element.tagName === 'th'

const rowsOf = (table: Element): Element[][] =>
  elementsIn(table)
    .filter(isRow)
    .map((row) =>
      elementsIn(row)
        .filter((element) => isCell(element) && textOf(element) !== '')
        .toArray(),
    )
    .filter((cells) => cells.length > 0)
    .toArray()

const isBold = (nodes: readonly Inline[]): boolean =>
  nodes.every(
    (node) =>
      node.type !== 'text' ||
      node.text.trim() === '' ||
      node.marks?.some((mark) => mark.type === 'strong') === true,
  )

const blockTags = new Set(['table', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'blockquote', 'hr'])
// A cell of a real table is short. Mail tools lay articles side by side in cells that are not.
const cellCharacters = 300

/** Whether a table holds data, or only places things on a page as newsletters by mail do. */
export const isDataTable = (table: Element): boolean => {
  if (elementsIn(table).some((element) => blockTags.has(element.tagName))) return false
  const rows = rowsOf(table)
  if (rows.flat().some((cell) => textOf(cell).length > cellCharacters)) return false
  if (elementsIn(table).some((element) => element.tagName === 'th')) return rows.length > 1
  if (/^(?:presentation|none)$/iu.test(attributeOf(table, 'role'))) return false
  const wide = rows.filter((cells) => cells.length > 1)
  return rows.length > 1 && wide.length >= rows.length * 0.75
}

/**
 * A table as text that can be read aloud and in plain mail: the heads as a bold line, each row as an item, cells parted
 * by semicolons. `readCell` gives a cell's words with their marks.
 */
export const tableBlocks = (table: Element, readCell: (cell: Element) => readonly Inline[]): LooseBlock[] => {
  const caption = elementsIn(table).find((element) => element.tagName === 'caption')
  const rows = rowsOf(table).map((cells, index) => {
    const read = cells.map((cell) => readCell(cell))
    const isFirst = index === 0 && cells.length > 1
    const isHead = cells.every((cell) => cell.tagName === 'th') || (isFirst && read.every(isBold))
    const parting = textNode('; ', isHead ? [{ type: 'strong' }] : [])
    return { isHead, content: read.flatMap((cell, at) => [...(at === 0 ? [] : [parting]), ...cell]) }
  })
  const blocks: LooseBlock[] = caption ? [{ type: 'paragraph', content: readCell(caption) }] : []
  let items: { type: 'listItem'; content: LooseBlock[] }[] = []
  for (const row of rows) {
    if (row.isHead) {
      if (items.length > 0) blocks.push({ type: 'bulletList', content: items })
      items = []
      blocks.push({ type: 'paragraph', content: row.content })
    } else items.push({ type: 'listItem', content: [{ type: 'paragraph', content: row.content }] })
  }
  return items.length > 0 ? [...blocks, { type: 'bulletList', content: items }] : blocks
}
