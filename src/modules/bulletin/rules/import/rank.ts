import { isCapitals, isProse, isSmallLine, isThanks, looksLikeHeading } from './heading-look.ts'
import { isClosingStart } from './furniture.ts'
import type { SourceBlock } from './types.ts'
import { alikeKey, countWords, wordsOf } from './words.ts'

/** How a line shows that it is a heading. The lower the rank, the higher the heading stands. */
export type Look = 'level' | 'size' | 'bold' | 'capitals' | 'number' | 'colon' | 'plain'
export type Candidate = {
  readonly index: number
  readonly text: string
  readonly look: Look
  readonly rank: number
  /** Whether the bulletin's own list of contents names it. */
  readonly inContents: boolean
}

const isBold = ({ block }: SourceBlock): boolean =>
  block.type === 'paragraph' &&
  block.content.every(
    (node) =>
      node.type === 'hardBreak' ||
      !/[\p{L}\p{N}]/u.test(node.text) ||
      node.marks?.some((mark) => mark.type === 'strong'),
  )

/** The size in which most of the words are set. */
export const bodySize = (blocks: readonly SourceBlock[]): number => {
  const words = new Map<number, number>()
  let unsaid = 0
  for (const block of blocks) {
    const count = countWords(wordsOf(block.block))
    if (block.size === null) unsaid += count
    else words.set(block.size, (words.get(block.size) ?? 0) + count)
  }
  const [size, count] = [...words].toSorted((a, b) => b[1] - a[1])[0] ?? [0, 0]
  // Where most words do not say, they are in Word's or the browser's usual size.
  return count >= unsaid ? size : 15
}

const largerBy = 1.14
// Below every other: a line that heads something inside an article.
const subRank = 90

const rankOf = (block: SourceBlock, text: string, sizes: readonly number[], body: number): [Look, number] => {
  if (block.level !== null) return ['level', block.level]
  if (block.size !== null && body > 0 && block.size >= body * largerBy)
    return ['size', 10 + sizes.indexOf(block.size)]
  if (isBold(block)) return ['bold', 30]
  if (isCapitals(text)) return ['capitals', 31]
  if (block.number !== null) return ['number', 32]
  return text.endsWith(':') ? ['colon', 33] : ['plain', 34]
}

const headsText = (blocks: readonly SourceBlock[], index: number): boolean => {
  const next = blocks[index + 1]
  if (!next) return false
  if (next.block.type !== 'paragraph') return next.block.type !== 'horizontalRule'
  // A table is read as a list under its heads, which stand in one bold line.
  const headsTable = isBold(next) && blocks[index + 2]?.block.type === 'bulletList'
  return isProse(wordsOf(next.block)) || (headsTable && wordsOf(next.block).includes(';'))
}

/** Bold or large type may end with a full stop and still be a heading, as long as it is one short line. */
const isDrawnHeading = (text: string): boolean =>
  countWords(text) <= 14 && /\p{L}/u.test(text) && !/;|,$|\p{Ll}{3}[.!?]\s+\p{Lu}/u.test(text)

/** What a line is as a heading, by itself: its look and rank, or null when its words or form say that it is none. */
const lookOf = (
  block: SourceBlock,
  next: SourceBlock | undefined,
  sizes: readonly number[],
  body: number,
): [Look, number] | null => {
  const text = wordsOf(block.block).trim()
  if (block.level !== null) return ['level', block.level]
  if (block.block.type !== 'paragraph' || isClosingStart(text)) return null
  const [look, rank] = rankOf(block, text, sizes, body)
  const drawn = look === 'size' || look === 'bold'
  if (isSmallLine(text) && !(drawn && isThanks(text))) return null
  if (!looksLikeHeading(text) && !(drawn && isDrawnHeading(text))) return null
  // A lead-in such as "Bring with you:" belongs to the list under it.
  const leadsIn = text.endsWith(':') && !drawn && (countWords(text) > 6 || next?.block.type === 'bulletList')
  return leadsIn ? null : [look, rank]
}

/**
 * Lines that could head an article by what they say and how they look, with what follows them taken into account.
 * `contents` holds the entries of the bulletin's own list of contents: a line found there heads whatever follows.
 */
export const findCandidates = (
  blocks: readonly SourceBlock[],
  contents: ReadonlySet<string>,
): Candidate[] => {
  const body = bodySize(blocks)
  const sizes = [...new Set(blocks.map((block) => block.size ?? 0))].toSorted((a, b) => b - a)
  const found = blocks.flatMap((block, index): Candidate[] => {
    const text = wordsOf(block.block).trim()
    const inContents = block.block.type === 'paragraph' && contents.has(alikeKey(text))
    const look =
      lookOf(block, blocks[index + 1], sizes, body) ?? (inContents ? rankOf(block, text, sizes, body) : null)
    return look ? [{ index, text, look: look[0], rank: look[1], inContents }] : []
  })
  const indexes = new Set(found.map((candidate) => candidate.index))
  const heads = found.filter(
    ({ index, look, inContents }) =>
      inContents ||
      look === 'level' ||
      headsText(blocks, index) ||
      (look !== 'plain' && indexes.has(index + 1)),
  )
  return onlyContents(heads, contents)
}

/** Where the list of contents names nearly every heading, a plain line that it does not name heads no article. */
const onlyContents = (heads: readonly Candidate[], contents: ReadonlySet<string>): Candidate[] => {
  const named = new Set(heads.filter(({ inContents }) => inContents).map(({ text }) => alikeKey(text)))
  const isWhole = named.size >= 3 && named.size >= contents.size * 0.7
  return heads.map((head) =>
    isWhole && !head.inContents && head.look === 'plain' ? { ...head, rank: subRank } : head,
  )
}

// How many candidates of a look there must be against all weaker ones for it to be the bulletin's kind of heading.
const share: Readonly<Record<Look, number>> = {
  level: 0.2,
  size: 0.2,
  bold: 0.34,
  capitals: 0.5,
  number: 0.5,
  colon: 0.8,
  plain: 0,
}

const drawnOf = (candidates: readonly Candidate[]): number =>
  candidates.filter(({ look }) => look === 'size' || look === 'bold').length

/**
 * The rank at which this bulletin's articles begin: the highest that heads at least two of them and is not only an
 * exception among many weaker headings. Null when there is no heading at all.
 */
export const findArticleRank = (candidates: readonly Candidate[]): number | null => {
  const ranks = [...new Set(candidates.map((candidate) => candidate.rank))].toSorted((a, b) => a - b)
  for (const rank of ranks) {
    const own = candidates.filter((candidate) => candidate.rank === rank)
    const weaker = candidates.filter((candidate) => candidate.rank > rank)
    const look = own[0]?.look ?? 'plain'
    const least = look === 'level' ? Math.min(3, drawnOf(weaker) * share.level) : weaker.length * share[look]
    if (own.length < 2 || own.length < least) continue
    if (rank >= subRank || isSectionRank(own, candidates)) continue
    return rank
  }
  const usable = ranks.filter((rank) => rank < subRank)
  return usable.length === 0 ? null : Math.max(...usable)
}

/** Headings that mostly stand right above other headings name parts of the bulletin, not articles. */
const isSectionRank = (own: readonly Candidate[], candidates: readonly Candidate[]): boolean => {
  const byIndex = new Map(candidates.map((candidate) => [candidate.index, candidate]))
  const over = own.filter(({ index, rank }) => (byIndex.get(index + 1)?.rank ?? 0) > rank)
  return over.length >= own.length * 0.6
}
