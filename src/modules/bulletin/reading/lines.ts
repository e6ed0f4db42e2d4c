import type { LooseBlock } from '#platform/richtext/loose.ts'
import { textNode } from '#platform/richtext/tidy-inline.ts'
import type { Inline } from '#platform/richtext/types.ts'
import { signOf } from './signs.ts'

/** One line of a paragraph. `wrapped` says that the line end before it may only have wrapped the text. */
export type Line = { readonly content: readonly Inline[]; readonly text: string; readonly wrapped: boolean }

export const textOfInline = (nodes: readonly Inline[]): string =>
  nodes.map((node) => (node.type === 'text' ? node.text : '\n')).join('')

/** The lines of a paragraph, parted at line breaks and at line ends of the source. */
export const linesOf = (content: readonly Inline[]): Line[] => {
  const lines: { content: Inline[]; wrapped: boolean }[] = [{ content: [], wrapped: false }]
  for (const node of content) {
    if (node.type === 'hardBreak') {
      lines.push({ content: [], wrapped: false })
      continue
    }
    node.text.split('\n').forEach((part, index) => {
      if (index > 0) lines.push({ content: [], wrapped: true })
      if (part !== '') lines.at(-1)?.content.push(textNode(part, node.marks ?? []))
    })
  }
  return lines
    .map((line) => ({ ...line, text: textOfInline(line.content) }))
    .filter((line) => line.text.trim() !== '')
}

/** How the file's lines end: at a column, as mail programs wrap them; anywhere, as Markdown may; or on purpose. */
export type Wrapping = { readonly column: number | null; readonly joins: boolean }

const greatestColumn = 100
const leastColumn = 50

const lengthOf = (line: Line): number => line.text.trimEnd().length

/** The column at which a text was wrapped, seen from the lines that have another below; null when it was not. */
export const findColumn = (blocks: readonly LooseBlock[]): number | null => {
  const paragraphs = blocks.flatMap((block) => (block.type === 'paragraph' ? [linesOf(block.content)] : []))
  const every = paragraphs.flat().filter((line) => lengthOf(line) >= leastColumn)
  // Text that somebody wrapped has no long lines anywhere.
  if (every.filter((line) => lengthOf(line) > greatestColumn).length > every.length * 0.1) return null
  const above = paragraphs.flatMap((lines) =>
    lines.filter((_, at) => {
      const next = lines[at + 1]
      return next?.wrapped === true && signOf(next) === null
    }),
  )
  const near = above.map(lengthOf).filter((length) => length >= leastColumn && length <= greatestColumn)
  if (near.length < 3) return null
  const column = Math.max(...near)
  // Wrapped text fills its lines; verses and addresses do not.
  return near.filter((length) => length >= column - 20).length >= near.length * 0.6 ? column : null
}

const firstWord = (text: string): string => /\S+/u.exec(text)?.[0] ?? ''

// People who wrap by hand stop a little early.
const slack = 3

/** Whether a line only goes on with the one above it. */
export const goesOn = (above: Line, line: Line, wrapping: Wrapping): boolean => {
  if (!line.wrapped) return false
  if (wrapping.joins) return true
  const ended = /[.!?:;…][)”"’']?$/u.test(above.text.trimEnd())
  const isAddress = /^\s*(?:https?:|www\.|\S+@\S)/iu.test(line.text)
  if (!ended && !isAddress && /^\s*\p{Ll}/u.test(line.text)) return true
  if (wrapping.column === null) return false
  return above.text.trimEnd().length + 1 + firstWord(line.text).length > wrapping.column - slack
}

/** One line from several: a space where a line end was. */
export const joinLines = (lines: readonly Line[]): Line => ({
  content: lines.flatMap((line, at) => (at === 0 ? line.content : [textNode(' '), ...line.content])),
  text: lines.map((line, at) => (at === 0 ? line.text.trimEnd() : line.text.trim())).join(' '),
  wrapped: lines[0]?.wrapped ?? false,
})
