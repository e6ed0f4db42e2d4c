import { isClosingStart } from './furniture.ts'
import { isProse, looksLikeHeading } from './heading-look.ts'
import type { Candidate } from './rank.ts'
import type { SourceBlock } from './types.ts'
import { wordsOf } from './words.ts'

const endsText = (block: SourceBlock | undefined): boolean =>
  block === undefined ||
  block.block.type !== 'paragraph' ||
  /[.!?…][)”"’']?$/u.test(wordsOf(block.block).trim())

/**
 * Of two plain lines over a text the upper one heads it, when it stands where an article may begin and is neither a
 * name with a post nor anything with a number in it.
 */
export const raisePairs = (blocks: readonly SourceBlock[], candidates: readonly Candidate[]): Candidate[] => {
  const taken = new Set(candidates.map((candidate) => candidate.index))
  return candidates.map((candidate) => {
    const above = blocks[candidate.index - 1]
    if (candidate.look !== 'plain' || above?.block.type !== 'paragraph' || taken.has(candidate.index - 1))
      return candidate
    const text = wordsOf(above.block).trim()
    const mayHead = looksLikeHeading(text) && !/[\d,:]/u.test(text) && !isClosingStart(text)
    if (!mayHead || candidate.index < 2 || !endsText(blocks[candidate.index - 2])) return candidate
    return { ...candidate, index: candidate.index - 1, text }
  })
}

/** A heading and a line under it that were written as one paragraph of two lines, as two. */
export const partPairs = (blocks: readonly SourceBlock[]): SourceBlock[] =>
  blocks.flatMap((source, index) => {
    const { block } = source
    const next = blocks[index + 1]
    if (block.type !== 'paragraph' || !next || !isProse(wordsOf(next.block)) || !endsText(blocks[index - 1]))
      return [source]
    const at = block.content.findIndex((node) => node.type === 'hardBreak')
    const lines = [block.content.slice(0, at), block.content.slice(at + 1)]
    const isPair =
      at !== -1 &&
      lines.every((line) => line.every((node) => node.type === 'text')) &&
      lines.every((line) =>
        looksLikeHeading(line.map((node) => (node.type === 'text' ? node.text : '')).join('')),
      )
    if (!isPair) return [source]
    return lines.map((content): SourceBlock => ({ ...source, block: { type: 'paragraph', content } }))
  })
