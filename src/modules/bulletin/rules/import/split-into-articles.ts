import type { Block, RichText } from '#platform/richtext/types.ts'
import { findClosing, findContents, isContentsLabel } from './furniture.ts'
import { partPairs, raisePairs } from './pairs.ts'
import { findArticleRank, findCandidates, type Candidate, type Look } from './rank.ts'
import { findMonth } from './month.ts'
import { findTitle } from './title.ts'
import type { Alternative, ArticlePlan, Doubt, ImportPlan, LeftOut, SourceBlock } from './types.ts'
import { countWords, inlineWords, wordsOf } from './words.ts'

const docOf = (content: readonly Block[]): RichText => ({ type: 'doc', content })

const reasons: Readonly<Record<Look, string>> = {
  level: 'The file marks this line as a heading',
  size: 'This line is set larger than the text',
  bold: 'This line is bold from end to end',
  capitals: 'This line is in capitals',
  number: 'This line begins with a number like the other headings',
  colon: 'This short line ends with a colon and text follows',
  plain: 'This is a short line without a full stop, and text follows',
}
const sureness: Readonly<Record<Look, number>> = {
  level: 0.95,
  size: 0.9,
  bold: 0.85,
  capitals: 0.85,
  number: 0.8,
  colon: 0.75,
  plain: 0.8,
}
// Below this a person is shown the doubt.
const sure = 0.7

const headingText = (text: string): string =>
  text
    .replace(/^\(?\d{1,2}[.)]\s+(?=\S)/u, '')
    .replace(/\s*:$/u, '')
    .trim()

const linkIn = (block: Block): string | null => {
  if (block.type !== 'paragraph' && block.type !== 'heading') return null
  const marks = block.content.flatMap((node) => (node.type === 'text' ? (node.marks ?? []) : []))
  const link = marks.find((mark) => mark.type === 'link')
  return link?.type === 'link' ? link.attrs.href : null
}

/** A heading inside an article stands at level 3 or 4; bold lines that head something there become headings. */
const bodyBlock = (source: SourceBlock, candidate: Candidate | undefined, rank: number): Block => {
  const { block } = source
  if (block.type === 'heading') {
    const deeper = (source.level ?? rank + 1) > rank + 1 && rank < 10
    return { ...block, attrs: { level: deeper ? 4 : 3 } }
  }
  const drawn = candidate?.look === 'bold' || candidate?.look === 'size'
  if (!drawn || block.type !== 'paragraph') return block
  const text = inlineWords(block.content).trim()
  const link = linkIn(block)
  const marks = link === null ? {} : { marks: [{ type: 'link', attrs: { href: link } } as const] }
  return { type: 'heading', attrs: { level: 3 }, content: [{ type: 'text', text, ...marks }] }
}

type Boundary = Candidate & { readonly sections: readonly Candidate[] }

/** Headings of parts are put in front of the first article under them, so that none of their words is lost. */
const withSections = (boundaries: readonly Candidate[], rank: number): Boundary[] => {
  const out: Boundary[] = []
  let waiting: Candidate[] = []
  for (const [at, boundary] of boundaries.entries()) {
    const next = boundaries[at + 1]
    if (boundary.rank < rank && next?.index === boundary.index + 1) waiting.push(boundary)
    else {
      out.push({ ...boundary, sections: waiting })
      waiting = []
    }
  }
  return out
}

const confidenceOf = (
  boundary: Boundary,
  body: readonly Block[],
  blocks: readonly SourceBlock[],
): [number, string] => {
  const reason = boundary.inContents ? 'The list of contents names this line' : reasons[boundary.look]
  if (body.length === 0) return [0.5, 'No text stands under this heading']
  if (boundary.sections.length > 0) {
    const over = boundary.sections.map((section) => section.text).join(': ')
    return [0.65, `“${over}” stood over several articles and was put before this heading`]
  }
  if (boundary.inContents) return [0.9, reason]
  const first = body[0]
  if (boundary.look !== 'plain' && boundary.look !== 'colon') return [sureness[boundary.look], reason]
  if (first?.type === 'bulletList' || first?.type === 'orderedList')
    return [0.6, 'A list follows this line at once, so it may belong to the article above']
  if (
    blocks[boundary.index + 1]?.block.type === 'paragraph' &&
    countWords(wordsOf(first ?? { type: 'horizontalRule' })) < 5
  )
    return [0.6, 'Another short line follows this one']
  return [sureness[boundary.look], reason]
}

const doubtOf = (
  confidence: number,
  reason: string,
  boundary: Boundary,
  body: readonly Block[],
  isLast: boolean,
): Doubt | null => {
  if (confidence >= sure) return null
  if (boundary.sections.length > 0) return { why: reason, suggestion: null }
  // Without text of its own a heading most likely goes together with the one below it.
  return {
    why: reason,
    suggestion: { act: body.length === 0 && !isLast ? 'mergeWithNext' : 'mergeWithPrevious' },
  }
}

const alternativesIn = (
  from: number,
  until: number,
  candidates: ReadonlyMap<number, Candidate>,
): Alternative[] => {
  const found: Alternative[] = []
  for (let index = from; index < until; index += 1) {
    const candidate = candidates.get(index)
    if (candidate)
      found.push({
        why: `“${candidate.text}” could head an article of its own`,
        suggestion: { act: 'splitAt', block: index - from },
      })
  }
  return found
}

// An article so much longer than the rest that a heading in it may have been missed.
const longBeyond = 3
const longWords = 250

const withLongDoubts = (articles: readonly ArticlePlan[]): ArticlePlan[] => {
  const lengths = articles.map(({ body }) => countWords(body.content.map(wordsOf).join(' ')))
  const middle = lengths.toSorted((a, b) => a - b)[Math.floor(lengths.length / 2)] ?? 0
  return articles.map((article, index) => {
    const length = lengths[index] ?? 0
    const isLong = length > longWords && length > middle * longBeyond
    return isLong && article.doubt === null ? { ...article, doubt: article.alternatives[0] ?? null } : article
  })
}

type Parts = {
  readonly blocks: readonly SourceBlock[]
  readonly leftOut: readonly LeftOut[]
  /** The entries of the list that was taken out. */
  readonly contents: ReadonlySet<string>
}

/** Takes the list of contents out: Holdfast makes its own. */
const withoutContents = (blocks: readonly SourceBlock[]): Parts => {
  const contents = findContents(blocks)
  const label = blocks.findIndex((block) => block.level !== null && isContentsLabel(wordsOf(block.block)))
  if (!contents) return { blocks, leftOut: [], contents: new Set() }
  const from = label !== -1 && label === contents.from - 1 ? label : contents.from
  const taken = blocks.slice(from, contents.until).map(({ block }) => block)
  return {
    blocks: [...blocks.slice(0, from), ...blocks.slice(contents.until)],
    contents: contents.entries,
    leftOut: [{ why: 'A list of contents. Holdfast makes its own from the headings', body: docOf(taken) }],
  }
}

const planArticles = (
  blocks: readonly SourceBlock[],
  boundaries: readonly Boundary[],
  candidates: readonly Candidate[],
  end: number,
  rank: number,
): ArticlePlan[] => {
  const byIndex = new Map(candidates.map((candidate) => [candidate.index, candidate]))
  return withLongDoubts(
    boundaries.map((boundary, article): ArticlePlan => {
      const from = boundary.index + 1
      const next = boundaries[article + 1]
      const until = Math.min(next ? next.index - next.sections.length : end, end)
      const body = blocks
        .slice(from, until)
        .map((block, at) => bodyBlock(block, byIndex.get(from + at), rank))
      const [confidence, reason] = confidenceOf(boundary, body, blocks)
      const source = blocks[boundary.index]
      const link = source ? linkIn(source.block) : null
      const inBody = link !== null && JSON.stringify(body).includes(JSON.stringify(link))
      return {
        heading: [...boundary.sections, boundary].map(({ text }) => headingText(text)).join(': '),
        link: inBody ? null : link,
        body: docOf(body),
        confidence,
        reason,
        doubt: doubtOf(confidence, reason, boundary, body, article === boundaries.length - 1),
        alternatives: alternativesIn(from, until, byIndex),
      }
    }),
  )
}

/**
 * Finds the edition's title and its articles among the blocks of an old bulletin. Every word of the blocks is in the
 * plan once and in order, apart from the signs and numbers of headings and what `leftOut` names.
 */
export const splitIntoArticles = (source: readonly SourceBlock[]): ImportPlan => {
  const found = findTitle(source)
  const { blocks: whole, leftOut, contents } = withoutContents(source.slice(found.rest))
  const blocks = partPairs(whole)
  const candidates = raisePairs(blocks, findCandidates(blocks, contents))
  const rank = findArticleRank(candidates) ?? -1
  const heads = candidates.filter((candidate) => candidate.rank <= rank)
  const headAt = new Set(heads.map(({ index }) => index))
  const first = heads[0]?.index ?? 0
  const end = findClosing(blocks, first, (index) => headAt.has(index))
  const boundaries = withSections(
    heads.filter(({ index }) => index < end),
    rank,
  )
  const introduction = blocks.slice(0, heads.length > 0 ? first : 0).map(({ block }) => block)
  const unparted: ArticlePlan = {
    heading: '',
    link: null,
    body: docOf(blocks.slice(0, end).map(({ block }) => block)),
    confidence: 0,
    reason: 'No line looks like a heading',
    doubt: { why: 'No headings were found. Split this text where an article begins', suggestion: null },
    alternatives: [],
  }
  const above = source.slice(0, found.above).map(({ block }) => block)
  const isOf =
    found.year === null ? findMonth([...introduction.slice(0, 3), ...above].map(wordsOf).join(' ')) : found
  const furniture = { why: 'Lines that a mail program put above the bulletin', body: docOf(above) }
  const isBlank = blocks.slice(0, end).length === 0
  return {
    title: found.title,
    month: isOf.month,
    year: isOf.year,
    introduction: docOf(introduction),
    articles:
      heads.length > 0 ? planArticles(blocks, boundaries, candidates, end, rank) : isBlank ? [] : [unparted],
    closing: docOf(blocks.slice(end).map(({ block }) => block)),
    leftOut: [...(above.length > 0 ? [furniture] : []), ...leftOut],
  }
}
