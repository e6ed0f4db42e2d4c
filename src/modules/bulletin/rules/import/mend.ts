import type { Block, RichText, TextNode } from '#platform/richtext/types.ts'
import type { Alternative, ArticlePlan, ImportPlan, Mending } from './types.ts'
import { inlineWords, wordsOf } from './words.ts'

const docOf = (content: readonly Block[]): RichText => ({ type: 'doc', content })

const byHand = 'A person decided so'

const replaced = (
  plan: ImportPlan,
  from: number,
  count: number,
  articles: readonly ArticlePlan[],
): ImportPlan => ({
  ...plan,
  articles: [...plan.articles.slice(0, from), ...articles, ...plan.articles.slice(from + count)],
})

const headingBlock = (heading: string, link: string | null): Block[] => {
  if (heading === '') return []
  const text: TextNode =
    link === null
      ? { type: 'text', text: heading }
      : { type: 'text', text: heading, marks: [{ type: 'link', attrs: { href: link } }] }
  return [{ type: 'heading', attrs: { level: 3 }, content: [text] }]
}

const moved = (alternatives: readonly Alternative[], by: number): Alternative[] =>
  alternatives
    .map(({ why, suggestion }): Alternative => ({
      why,
      suggestion: { act: 'splitAt', block: suggestion.block + by },
    }))
    .filter(({ suggestion }) => suggestion.block >= 0)

/**
 * Makes an article part of the one before it, its heading a heading inside; the first becomes part of the introduction.
 */
export const mergeWithPrevious = (plan: ImportPlan, article: number): ImportPlan => {
  const own = plan.articles[article]
  if (!own) return plan
  const blocks = [...headingBlock(own.heading, own.link), ...own.body.content]
  const previous = plan.articles[article - 1]
  if (!previous)
    return {
      ...replaced(plan, article, 1, []),
      introduction: docOf([...plan.introduction.content, ...blocks]),
    }
  const before = previous.body.content.length
  const here: Alternative[] =
    own.heading === ''
      ? []
      : [
          {
            why: `“${own.heading}” could head an article of its own`,
            suggestion: { act: 'splitAt', block: before },
          },
        ]
  return replaced(plan, article - 1, 2, [
    {
      ...previous,
      body: docOf([...previous.body.content, ...blocks]),
      confidence: 1,
      reason: byHand,
      doubt: null,
      alternatives: [...previous.alternatives, ...here, ...moved(own.alternatives, before + here.length)],
    },
  ])
}

const linkOf = (block: Block): string | null => {
  if (block.type !== 'paragraph' && block.type !== 'heading') return null
  const marks = block.content.flatMap((node) => (node.type === 'text' ? (node.marks ?? []) : []))
  const link = marks.find((mark) => mark.type === 'link')
  return link?.type === 'link' ? link.attrs.href : null
}

const startingAt = (blocks: readonly Block[]): Pick<ArticlePlan, 'heading' | 'link' | 'body'> => {
  const [first, ...rest] = blocks
  // Only a line can become a heading; before a list or a quotation the article begins without one.
  const isLine = first?.type === 'heading' || first?.type === 'paragraph'
  if (!first || !isLine) return { heading: '', link: null, body: docOf(blocks) }
  const link = linkOf(first)
  const inBody = link !== null && JSON.stringify(rest).includes(JSON.stringify(link))
  return { heading: wordsOf(first).trim(), link: inBody ? null : link, body: docOf(rest) }
}

const begun = (blocks: readonly Block[], alternatives: readonly Alternative[]): ArticlePlan => {
  const start = startingAt(blocks)
  return {
    ...start,
    confidence: 1,
    reason: byHand,
    doubt: start.heading === '' ? { why: 'Give this article a heading', suggestion: null } : null,
    alternatives: moved(alternatives, start.heading === '' ? 0 : -1),
  }
}

/**
 * Begins a new article at a block: the block, when it is a line, becomes its heading. `article` is a place in
 * `plan.articles`, or the introduction or the closing.
 */
export const splitAt = (
  plan: ImportPlan,
  article: number | 'introduction' | 'closing',
  block: number,
): ImportPlan => {
  if (article === 'introduction') {
    const { content } = plan.introduction
    if (block < 0 || block >= content.length) return plan
    const kept = { ...plan, introduction: docOf(content.slice(0, block)) }
    return replaced(kept, 0, 0, [begun(content.slice(block), [])])
  }
  if (article === 'closing') {
    const { content } = plan.closing
    if (block < 0 || block >= content.length) return plan
    const last = plan.articles.at(-1)
    const before = content.slice(0, block)
    const articles = last
      ? [...plan.articles.slice(0, -1), { ...last, body: docOf([...last.body.content, ...before]) }]
      : []
    const introduction = last ? plan.introduction : docOf([...plan.introduction.content, ...before])
    return {
      ...plan,
      introduction,
      articles: [...articles, begun(content.slice(block), [])],
      closing: docOf([]),
    }
  }
  const own = plan.articles[article]
  if (!own || block < 0 || block >= own.body.content.length) return plan
  const later = own.alternatives.filter(({ suggestion }) => suggestion.block > block)
  const first: ArticlePlan = {
    ...own,
    body: docOf(own.body.content.slice(0, block)),
    doubt: own.doubt?.suggestion?.act === 'splitAt' ? null : own.doubt,
    alternatives: own.alternatives.filter(({ suggestion }) => suggestion.block < block),
  }
  const second = begun(own.body.content.slice(block), moved(later, -block))
  // Text without a heading that is split at its first line was not an article of its own.
  return replaced(plan, article, 1, block === 0 && own.heading === '' ? [second] : [first, second])
}

const withBlock = (
  plan: ImportPlan,
  article: number,
  block: number,
  change: (block: Block) => Block,
): ImportPlan => {
  const own = plan.articles[article]
  if (!own) return plan
  const content = own.body.content.map((one, index) => (index === block ? change(one) : one))
  return replaced(plan, article, 1, [{ ...own, body: docOf(content) }])
}

/** Makes a paragraph a heading inside its article. */
export const makeHeading = (plan: ImportPlan, article: number, block: number): ImportPlan =>
  withBlock(plan, article, block, (one) => {
    if (one.type !== 'paragraph') return one
    const text = inlineWords(one.content).trim()
    return headingBlock(text, linkOf(one))[0] ?? one
  })

/** Makes a heading inside an article an ordinary paragraph. */
export const makeBody = (plan: ImportPlan, article: number, block: number): ImportPlan =>
  withBlock(plan, article, block, (one) =>
    one.type === 'heading' ? { type: 'paragraph', content: one.content } : one,
  )

/** Puts a part that was left out at the end of the introduction. */
export const putBack = (plan: ImportPlan, leftOut: number): ImportPlan => {
  const part = plan.leftOut[leftOut]
  if (!part) return plan
  return {
    ...plan,
    introduction: docOf([...plan.introduction.content, ...part.body.content]),
    leftOut: plan.leftOut.filter((_, index) => index !== leftOut),
  }
}

/** Does what a doubt or an alternative suggests: the one key of the preview. */
export const mend = (plan: ImportPlan, article: number, mending: Mending): ImportPlan => {
  switch (mending.act) {
    case 'mergeWithPrevious':
      return mergeWithPrevious(plan, article)
    case 'mergeWithNext':
      return mergeWithPrevious(plan, article + 1)
    case 'splitAt':
      break
  }
  return splitAt(plan, article, mending.block)
}

/** A person looked at a doubt and leaves the article as it is. */
export const settleDoubt = (plan: ImportPlan, article: number): ImportPlan => {
  const own = plan.articles[article]
  return own ? replaced(plan, article, 1, [{ ...own, confidence: 1, reason: byHand, doubt: null }]) : plan
}
