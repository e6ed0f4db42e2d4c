import type { Block, RichText } from '#platform/richtext/types.ts'
import type { ImportPlan } from './import/types.ts'

const mapBlocks = (text: RichText, change: (block: Block) => readonly Block[]): RichText => ({
  type: 'doc',
  content: text.content.flatMap(change),
})

const mapTexts = (plan: ImportPlan, change: (text: RichText) => RichText): ImportPlan => ({
  ...plan,
  introduction: change(plan.introduction),
  articles: plan.articles.map((article) => ({ ...article, body: change(article.body) })),
  closing: change(plan.closing),
  leftOut: plan.leftOut.map((part) => ({ ...part, body: change(part.body) })),
})

/**
 * The plan with its pictures under the ids by which they are stored. A picture that could not be read keeps its words as a
 * paragraph, in place, so that places counted in blocks stay right.
 */
export const withPictureIds = (plan: ImportPlan, ids: ReadonlyMap<string, string>): ImportPlan =>
  mapTexts(plan, (text) =>
    mapBlocks(text, (block) => {
      if (block.type !== 'image') return [block]
      const id = ids.get(block.attrs.id)
      if (id !== undefined) return [{ ...block, attrs: { ...block.attrs, id } }]
      return [{ type: 'paragraph', content: [{ type: 'text', text: block.attrs.alt }] }]
    }),
  )

/** The words of each picture of a plan, by the id the reader gave it. */
export const pictureWords = (plan: ImportPlan): ReadonlyMap<string, string> => {
  const found = new Map<string, string>()
  mapTexts(plan, (text) => {
    for (const block of text.content) if (block.type === 'image') found.set(block.attrs.id, block.attrs.alt)
    return text
  })
  return found
}
