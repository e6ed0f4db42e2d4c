import { safeHref } from './href.ts'
import type { Inline, Mark, TextNode } from './types.ts'

// Byte order marks, zero-width spaces and soft hyphens come from mail tools and split words that a person sees
// as one; the two bidirectional overrides can make an address read as another. Joiners stay: emoji and Persian
// need them.
const unseen = /[\u00ad\u200b\ufeff\u202d\u202e]/gu

/** One line of plain text as it may be stored: every run of white space one space, no control characters. */
export const tidyText = (text: string): string =>
  text
    .toWellFormed()
    .replace(unseen, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')

const markOrder = ['link', 'strong', 'em'] as const

const sameMark = (a: Mark, b: Mark): boolean =>
  a.type === b.type && (a.type !== 'link' || b.type !== 'link' || a.attrs.href === b.attrs.href)

const sameMarks = (a: readonly Mark[], b: readonly Mark[]): boolean =>
  a.length === b.length && a.every((mark, index) => sameMark(mark, b[index] ?? mark))

const tidyMarks = (marks: readonly Mark[]): Mark[] =>
  markOrder.flatMap((type): Mark[] => {
    const mark = marks.find((candidate) => candidate.type === type)
    if (mark?.type !== 'link') return mark ? [{ type: mark.type }] : []
    const href = safeHref(mark.attrs.href)
    return href === null ? [] : [{ type: 'link', attrs: { href } }]
  })

const both = (a: readonly Mark[], b: readonly Mark[]): Mark[] =>
  a.filter((mark) => b.some((other) => sameMark(mark, other)))

type Piece = { text: string; marks: readonly Mark[] }

/** A text node; without marks it has no `marks` at all, as ProseMirror writes it. */
export const textNode = (text: string, marks: readonly Mark[] = []): TextNode =>
  marks.length === 0 ? { type: 'text', text } : { type: 'text', text, marks }

const splitEdges = (piece: Piece): Piece[] => {
  const core = piece.text.trim()
  if (core === '') return piece.text === '' ? [] : [{ text: ' ', marks: piece.marks }]
  const before = piece.text.startsWith(' ') ? [{ text: ' ', marks: piece.marks }] : []
  const after = piece.text.endsWith(' ') ? [{ text: ' ', marks: piece.marks }] : []
  return [...before, { text: core, marks: piece.marks }, ...after]
}

/**
 * One line: no space at its ends, never two together, and a space is bold or linked only when the words on both
 * sides are. Markdown cannot say anything else, and no reader could see it.
 */
const tidyLine = (line: readonly Piece[]): TextNode[] => {
  const pieces = line.flatMap(splitEdges)
  const words = pieces.filter((piece, index) => piece.text !== ' ' || pieces[index - 1]?.text !== ' ')
  const out: Piece[] = []
  words.forEach((piece, index) => {
    const previous = words[index - 1]
    const next = words[index + 1]
    const isSpace = piece.text === ' '
    if (isSpace && (!previous || !next)) return
    const marks =
      isSpace && previous && next ? both(both(piece.marks, previous.marks), next.marks) : piece.marks
    const last = out.at(-1)
    if (last && sameMarks(last.marks, marks)) last.text += piece.text
    else out.push({ text: piece.text, marks })
  })
  return out.map((piece) => textNode(piece.text, piece.marks))
}

/** Text and line breaks in their one stored form. Tidying twice changes nothing. */
export const tidyInline = (nodes: readonly Inline[]): Inline[] => {
  const lines: Piece[][] = [[]]
  for (const node of nodes) {
    if (node.type === 'hardBreak') lines.push([])
    else lines.at(-1)?.push({ text: tidyText(node.text), marks: tidyMarks(node.marks ?? []) })
  }
  return lines
    .map(tidyLine)
    .filter((line) => line.length > 0)
    .flatMap((line, index): Inline[] => (index === 0 ? line : [{ type: 'hardBreak' }, ...line]))
}

/** The words of a line without marks; a line break counts as a space. */
export const inlineText = (nodes: readonly Inline[]): string =>
  nodes.map((node) => (node.type === 'text' ? node.text : ' ')).join('')
