import type { SourceBlock } from './types.ts'
import { alikeKey, countWords, wordsOf } from './words.ts'

const contentsLabel =
  /^(?:in(?:side)? this (?:issue|edition|bulletin|newsletter|month)(?:['’]s (?:issue|edition|bulletin|newsletter))?|this (?:issue|edition|bulletin) (?:includes|contains|covers)|(?:table of )?contents|what['’]s (?:inside|in this (?:issue|edition|bulletin))|inside|headlines|at a glance|jump to|quick links)\s*[:.…]*$/iu

/** The line over a list of contents. */
export const isContentsLabel = (text: string): boolean => contentsLabel.test(text.trim())

const mailTool =
  /(?:having trouble (?:viewing|reading)|view (?:this|it)(?: e?-?mail| bulletin)? (?:in your browser|as a web ?page|online|on the web)|view (?:in|as a) (?:browser|web ?page)|if you can(?:no|')t (?:see|read|view) this|is this email not displaying|add us to your (?:address book|safe)|forward (?:this )?to a (?:friend|colleague)|bookmark and share)/iu

/** A line that a mail tool put around the bulletin. */
export const isMailToolLine = (text: string): boolean => mailTool.test(text) && countWords(text) <= 40

const closingStart =
  /^(?:kind(?:est)? regards|best (?:regards|wishes)|warm(?:est)? (?:regards|wishes)|many thanks|with thanks|regards|yours (?:sincerely|faithfully)|--(?:\s|$)|stay connected|connect with us|follow us\b|share this\b|subscriber services|questions\?|manage (?:your )?(?:preferences|subscriptions?)|update your (?:subscriptions?|preferences)|unsubscribe|disclaimer|copyright\b|©|\(c\) |privacy (?:notice|policy|statement)|legal notice|(?:this|the information in this) (?:e-?mail|message|bulletin|newsletter) (?:was|has been|is|and any|may)|you (?:are|have been|were|'ve|have) (?:receiv|sent|subscrib)|you have received|if you (?:no longer|do not|don['’]t|would like to unsubscribe|wish to (?:unsubscribe|stop|be removed))|to (?:unsubscribe|stop receiving|be (?:removed|added))|powered by|sent by|published by|produced by|designed by|registered (?:office|charity|in england))/iu

/** A line with which the end of a mail begins: a farewell, how to leave the list, small print. */
export const isClosingStart = (text: string): boolean => closingStart.test(text.trim())

// A farewell and its small print. More than this is an article that happens to begin like one.
const closingWords = 170

/** Where the end of the mail begins, at or after `from`; the number of blocks when it has none. */
export const findClosing = (
  blocks: readonly SourceBlock[],
  from: number,
  isBoundary: (index: number) => boolean,
): number => {
  let words = 0
  let found = blocks.length
  for (let index = blocks.length - 1; index > from; index -= 1) {
    const block = blocks[index]
    if (!block) break
    const text = wordsOf(block.block)
    words += countWords(text)
    if (words > closingWords) break
    const starts = isClosingStart(text) || isMailToolLine(text)
    if (starts) found = index
    // A heading of the bulletin's own kind ends the search: what stands above it is an article.
    else if (isBoundary(index)) break
  }
  return found
}

export type ContentsFound = {
  readonly from: number
  readonly until: number
  readonly entries: ReadonlySet<string>
}

const linesIn = (block: SourceBlock): string[] => {
  if (block.block.type === 'bulletList' || block.block.type === 'orderedList')
    return block.block.content.map((item) => item.content.map(wordsOf).join(' '))
  if (block.block.type !== 'paragraph') return block.level === null ? [] : [wordsOf(block.block)]
  const lines: string[] = ['']
  for (const node of block.block.content) {
    if (node.type === 'hardBreak') lines.push('')
    else lines.push((lines.pop() ?? '') + node.text)
  }
  return lines
}

const entryWords = 20
const greatestContents = 60

/**
 * A list of contents among the blocks: under a label that says so, or lines most of which come again later on their
 * own. Ends where the first of its lines comes again.
 */
export const findContents = (blocks: readonly SourceBlock[]): ContentsFound | null => {
  const keys = blocks.map((block) => alikeKey(wordsOf(block.block)))
  const lastAt = new Map(keys.map((key, index) => [key, index]))
  for (let from = 0; from < Math.min(blocks.length, 12); from += 1) {
    const first = blocks[from]
    if (!first) break
    const labelled = isContentsLabel(wordsOf(first.block))
    let until = labelled ? from + 1 : from
    const entries = new Set<string>()
    let again = 0
    let firstEntry = ''
    for (let block = blocks[until]; block; block = blocks[until]) {
      const lines = linesIn(block).map(alikeKey)
      if (
        lines.length === 0 ||
        entries.size > greatestContents ||
        lines.some((line) => countWords(line) > entryWords) ||
        lines.includes(firstEntry)
      )
        break
      const at = until
      const found = lines.filter((line) => (lastAt.get(line) ?? -1) > at).length
      const isList = block.block.type === 'bulletList' || block.block.type === 'orderedList'
      // Under its label a list is taken whole; loose lines only as long as they come again.
      if (found === 0 && !(labelled && isList && entries.size === 0)) break
      firstEntry ||= lines[0] ?? ''
      for (const line of lines) entries.add(line)
      again += found
      until += 1
      if (labelled && isList && found < lines.length / 2) break
    }
    if (labelled && entries.size > 0) return { from, until, entries }
    if (!labelled && entries.size >= 3 && again >= entries.size * 0.7) return { from, until, entries }
  }
  return null
}
