import { textNode } from '#platform/richtext/tidy-inline.ts'
import type { Inline } from '#platform/richtext/types.ts'
import type { Line } from './lines.ts'

/** What a line begins with when it is an item or a row: its sign, and its words without it. */
export type Sign =
  | {
      readonly kind: 'bullet'
      readonly sign: string
      readonly indent: number
      readonly content: readonly Inline[]
    }
  | { readonly kind: 'dash'; readonly indent: number; readonly content: readonly Inline[] }
  | {
      readonly kind: 'number'
      readonly number: number
      readonly indent: number
      readonly content: readonly Inline[]
    }
  | { readonly kind: 'row'; readonly cells: readonly (readonly Inline[])[] }

/** Takes signs away from the front, through as many nodes as they fill. */
export const withoutFirst = (content: readonly Inline[], count: number): Inline[] => {
  let left = count
  return content.flatMap((node): Inline[] => {
    if (left === 0 || node.type === 'hardBreak') return [node]
    const taken = Math.min(left, node.text.length)
    left -= taken
    return taken === node.text.length ? [] : [textNode(node.text.slice(taken), node.marks ?? [])]
  })
}

// Word's own bullets in Symbol and Wingdings arrive as private characters, or as the letters they sit on.
const certainBullet = /^(\s*)([•●▪■◦○‣⁃∙·➢➤►▶✓✔❖♦\uf0b7\uf0a7\uf0d8\uf0fc]\ufe0f?)\s*(?=\S)/u
const possibleBullet = /^(\s*)([-*+o§])\s+(?=\S)/u
const dash = /^(\s*)[–—]\s*(?=\S)/u
const numbered = /^(\s*)\(?(\d{1,2})[.)]\s+(?=\S)/u

const widthOf = (space: string): number => space.replaceAll('\t', '    ').length

/** Cells parted by tabs or by bars at both ends. */
const cellsOf = (line: Line): Inline[][] | null => {
  const text = line.text.trim()
  const isBarred = /^\|.*\|$/u.test(text)
  if (!isBarred && !/\S\t+\s*\S/u.test(text)) return null
  const cells: Inline[][] = [[]]
  for (const node of line.content) {
    if (node.type === 'hardBreak') continue
    node.text.split(isBarred ? /\|/u : /\t+/u).forEach((part, index) => {
      if (index > 0) cells.push([])
      if (part !== '') cells.at(-1)?.push(textNode(part, node.marks ?? []))
    })
  }
  const full = cells.filter((cell) => cell.some((node) => node.type === 'text' && node.text.trim() !== ''))
  return full.length > 1 ? full : null
}

/** The line of dashes under the heads of a table drawn with bars. */
export const isRuleRow = (line: Line): boolean =>
  /^[\s:|+-]+$/u.test(line.text) && line.text.includes('---') && /[|+]/u.test(line.text)

export const signOf = (line: Line): Sign | null => {
  const bullet = certainBullet.exec(line.text) ?? possibleBullet.exec(line.text)
  if (bullet) {
    const indent = widthOf(bullet[1] ?? '')
    return {
      kind: 'bullet',
      sign: bullet[2] ?? '',
      indent,
      content: withoutFirst(line.content, bullet[0].length),
    }
  }
  const long = dash.exec(line.text)
  if (long)
    return {
      kind: 'dash',
      indent: widthOf(long[1] ?? ''),
      content: withoutFirst(line.content, long[0].length),
    }
  const number = numbered.exec(line.text)
  if (number)
    return {
      kind: 'number',
      number: Number(number[2]),
      indent: widthOf(number[1] ?? ''),
      content: withoutFirst(line.content, number[0].length),
    }
  const cells = cellsOf(line)
  return cells ? { kind: 'row', cells } : null
}
