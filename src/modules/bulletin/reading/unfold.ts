import { looksLikeHeading } from '../rules/import/heading-look.ts'
import type { SourceBlock } from '../rules/import/types.ts'
import type { LooseBlock } from '#platform/richtext/loose.ts'
import { textNode } from '#platform/richtext/tidy-inline.ts'
import type { Inline } from '#platform/richtext/types.ts'
import { findColumn, goesOn, joinLines, linesOf, type Line, type Wrapping } from './lines.ts'
import { gather, type Piece } from './pieces.ts'
import { quotationOf } from './quotes.ts'
import { settle } from './settle.ts'
import { isRuleRow, signOf, type Sign } from './signs.ts'

/** A block as a reader found it: its size of type where the file says it. */
export type FoundBlock = { readonly block: LooseBlock; readonly size: number | null }

const isBoldLine = (line: Line): boolean =>
  line.content.every(
    (node) =>
      node.type === 'text' && (!/\S/u.test(node.text) || node.marks?.some((mark) => mark.type === 'strong')),
  )

const paragraph = (content: readonly Inline[]): LooseBlock => ({ type: 'paragraph', content })

/** Lines that belong together become one; an item goes on in lines that are indented or wrapped. */
const logicalLines = (lines: readonly Line[], wrapping: Wrapping): Line[] => {
  const out: Line[][] = []
  for (const [at, line] of lines.entries()) {
    const above = out.at(-1)
    const begun = above?.[0]
    const source = lines[at - 1]
    // A heading may stand right on its text: bold above plain, or a line that reads like one and need not end there.
    const headsOn =
      source !== undefined &&
      out.length === 1 &&
      at === 1 &&
      ((isBoldLine(source) && !isBoldLine(line)) ||
        (startsAnew(source, line, wrapping) && looksLikeHeading(source.text)))
    const isNew = !begun || !source || signOf(line) !== null || isRuleRow(line) || headsOn
    const continuesItem = begun && line.wrapped && /^\s{2,}\S/u.test(line.text) && signOf(begun) !== null
    if (!isNew && (continuesItem || goesOn(source, line, wrapping))) above?.push(line)
    else out.push([line])
  }
  return out.map(joinLines)
}

/** Whether a line would have had room on the one above, so that its end was meant. */
const startsAnew = (above: Line, line: Line, wrapping: Wrapping): boolean =>
  /^\s*["“‘'(]?[\p{Lu}\p{N}]/u.test(line.text) &&
  line.text.trim().length > above.text.trim().length * 1.3 &&
  !goesOn(above, line, { ...wrapping, joins: false })

// From here on a line that ends like a sentence was a paragraph, not a line of an address.
const paragraphLength = 60

const isLong = (line: Line): boolean => line.text.length >= paragraphLength

/** Text lines of one paragraph: a heading on top by itself, long lines as paragraphs, short ones kept as lines. */
const textPieces = (lines: readonly Line[], size: number | null): Piece[] => {
  const [first, second] = lines
  if (!first) return []
  const whole = (content: readonly Inline[]): Piece => ({
    kind: 'block',
    block: paragraph(content),
    size,
    number: null,
  })
  const headed =
    second !== undefined &&
    ((isBoldLine(first) && !isBoldLine(second)) ||
      (looksLikeHeading(first.text) &&
        second.text.trim().length > paragraphLength &&
        !first.text.trim().endsWith(':')))
  if (headed) return [whole(first.content), ...textPieces(lines.slice(1), size)]
  const groups: Inline[][] = []
  lines.forEach((line, index) => {
    const above = lines[index - 1]
    const parts =
      !above ||
      isLong(above) ||
      isLong(line) ||
      quotationOf(line.content) !== null ||
      quotationOf(above.content) !== null
    if (parts) groups.push([...line.content])
    else groups.at(-1)?.push({ type: 'hardBreak' }, ...line.content)
  })
  return groups.map(whole)
}

const itemPiece = (line: Line, sign: Exclude<Sign, { kind: 'row' }>, size: number | null): Piece => {
  const mark = sign.kind === 'bullet' ? sign.sign : sign.kind === 'dash' ? '–' : '1'
  const number = sign.kind === 'number' ? sign.number : null
  return { kind: 'item', item: { mark, number, indent: sign.indent, content: sign.content }, line, size }
}

/** Lines indented under a line that ends with a colon are items without signs. */
const indentedItems = (lines: readonly Line[]): boolean =>
  lines.length > 1 && lines.every((line) => /^(?:\t| {3,})\S/u.test(line.text) && signOf(line) === null)

const paragraphPieces = (
  content: readonly Inline[],
  size: number | null,
  wrapping: Wrapping,
  afterColon: boolean,
): Piece[] => {
  const raw = linesOf(content)
  const colonAt = raw[0]?.text.trimEnd().endsWith(':') ? 1 : 0
  if ((colonAt === 1 || afterColon) && indentedItems(raw.slice(colonAt))) {
    const lead = raw.slice(0, colonAt).flatMap((line) => textPieces([line], size))
    return [
      ...lead,
      ...raw.slice(colonAt).map((line): Piece => ({
        kind: 'item',
        item: { mark: '•', number: null, indent: 0, content: line.content },
        line,
        size,
      })),
    ]
  }
  const pieces: Piece[] = []
  let text: Line[] = []
  const close = () => {
    pieces.push(...textPieces(text, size))
    text = []
  }
  for (const line of logicalLines(raw, wrapping)) {
    const sign = signOf(line)
    if (isRuleRow(line)) continue
    if (sign === null) text.push(line)
    else {
      close()
      pieces.push(sign.kind === 'row' ? { kind: 'row', cells: sign.cells } : itemPiece(line, sign, size))
    }
  }
  close()
  return pieces
}

/** A numbered list of one short line is how Word and Markdown write a numbered heading. */
const loneNumber = (block: LooseBlock): Piece | null => {
  if (block.type !== 'orderedList' || block.content.length !== 1) return null
  const [only, ...more] = block.content[0]?.content ?? []
  if (only?.type !== 'paragraph' || more.length > 0) return null
  const start = block.attrs.start
  return {
    kind: 'item',
    item: { mark: '1', number: start, indent: 0, content: only.content },
    line: { content: [textNode(`${start}. `), ...only.content], text: '', wrapped: false },
    size: null,
  }
}

const piecesOf = (found: readonly FoundBlock[], wrapping: Wrapping): Piece[] => {
  let afterColon = false
  return found.flatMap(({ block, size }): Piece[] => {
    const was = afterColon
    afterColon = block.type === 'paragraph' && /:\s*$/u.test(linesOf(block.content).at(-1)?.text ?? '')
    if (block.type === 'paragraph') return paragraphPieces(block.content, size, wrapping, was)
    return [loneNumber(block) ?? { kind: 'block', block, size, number: null }]
  })
}

/**
 * The blocks of a file as a bulletin is split by: wrapped lines joined, signs turned into lists and tables, people's
 * words into quotations, addresses into links. `joins` says that single line ends mean nothing in this kind of file.
 */
export const unfold = (found: readonly FoundBlock[], joins: boolean): SourceBlock[] => {
  const column = findColumn(found.map(({ block }) => block))
  return settle(gather(piecesOf(found, { column, joins })))
}
