import type { Block } from '#platform/richtext/types.ts'
import { findMonth, isIssueLine } from './month.ts'
import { looksLikeHeading } from './heading-look.ts'
import { isContentsLabel, isMailToolLine } from './furniture.ts'
import type { SourceBlock } from './types.ts'
import { wordsOf } from './words.ts'

const editionWords =
  /\b(?:e-?)?(?:bulletin|newsletter|news ?sheet|news|newsflash|e-news|briefing|digest|round-?up|gazette|circular|bitesize)\b/iu
const updateWords = /\bupdate\b/iu

/** Whether a line names an edition rather than an article. */
const namesEdition = (text: string): boolean =>
  isIssueLine(text) || editionWords.test(text) || (updateWords.test(text) && findMonth(text).year !== null)

const mayStandInMasthead = (block: SourceBlock): boolean => {
  const text = wordsOf(block.block)
  const isLine = block.block.type === 'paragraph' || block.block.type === 'heading'
  return (
    isLine && !isContentsLabel(text) && (block.level !== null || isIssueLine(text) || looksLikeHeading(text))
  )
}

export type TitleFound = {
  readonly title: string
  readonly month: number | null
  readonly year: number | null
  /** The first block that is not part of the title. */
  readonly rest: number
  /** Lines of a mail tool above the title. */
  readonly above: number
}

const greatestMasthead = 5

/** How many of the first lines make the title: none when the first of them already heads an article. */
const mastheadLength = (blocks: readonly SourceBlock[]): number => {
  const lines: SourceBlock[] = []
  for (const block of blocks) {
    if (lines.length === greatestMasthead || !mayStandInMasthead(block)) break
    lines.push(block)
  }
  const first = lines[0]
  if (!first) return 0
  const named = lines.findIndex((line) => namesEdition(wordsOf(line.block)))
  const isLeading = (line: SourceBlock) =>
    line.level !== null &&
    blocks.every((other) => other === line || other.level === null || other.level > (line.level ?? 0))
  let length = 0
  if (named !== -1 && named <= 2) length = named + 1
  else if (first.level === 0 || isLeading(first)) length = 1
  // Two lines over the first text: the upper one is the title, the lower one heads the first article.
  else if (lines.length > 1 && first.level === null && lines[1]?.level === null) length = 1
  else if (lines.length > 1 && first.level === null && lines[1]?.level !== null) length = 1
  while (length > 0 && length < lines.length) {
    const next = lines[length]
    const isMore = next && (isIssueLine(wordsOf(next.block)) || (next.level === 0 && first.level === 0))
    if (!isMore) break
    length += 1
  }
  return length
}

/** The lines of a block as they stood under each other. */
const linesOf = (block: Block): string[] => {
  if (block.type !== 'paragraph') return [wordsOf(block).trim()]
  const text = block.content.map((node) => (node.type === 'text' ? node.text : '\n')).join('')
  return text.split('\n').map((line) => line.trim())
}

const joinLines = (lines: readonly string[]): string => lines.join(' – ')

const mailHead = /^(?:from|sent|date|to|cc|bcc|subject|importance|attachments|reply-to)\s*:/iu

/** The lines that a mail program writes over a mail that was saved or sent on. */
const isMailHead = (block: SourceBlock): boolean =>
  block.block.type === 'paragraph' && linesOf(block.block).every((line) => mailHead.test(line))

const startsMail = (block: SourceBlock | undefined): boolean =>
  block !== undefined && isMailHead(block) && /^(?:from|sent|subject)\s*:/iu.test(wordsOf(block.block).trim())

/** The edition's title from the lines at its head, with the month it is of where one of them says so. */
export const findTitle = (blocks: readonly SourceBlock[]): TitleFound => {
  const isMail = startsMail(blocks[0])
  const above = blocks.findIndex(
    (block) =>
      !isMailToolLine(wordsOf(block.block)) && wordsOf(block.block) !== '' && !(isMail && isMailHead(block)),
  )
  const start = Math.max(above, 0)
  const length = mastheadLength(blocks.slice(start))
  const lines = blocks.slice(start, start + length).flatMap((block) => linesOf(block.block))
  const title = joinLines(lines)
  return { title, ...findMonth(title), rest: start + length, above: start }
}
