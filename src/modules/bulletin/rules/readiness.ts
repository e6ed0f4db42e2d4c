import { isEmpty, plainWords } from '#platform/richtext/plain-text.ts'
import type { RichText } from '#platform/richtext/types.ts'
import { reachesNobody, type Audience } from './audience.ts'

/**
 * One thing that stands between an edition and its approval: what to do, and where: `lines`, `articles`, `audience`, or the id of
 * an article.
 */
export type Missing = { readonly at: string; readonly sentence: string }

type Draft = {
  readonly subject: string
  readonly audience: Audience
  readonly articles: readonly { readonly id: string; readonly heading: string; readonly body: RichText }[]
}

/** What must be mended before an edition is put before a second person. `at` is a part of the edition or an article's id. */
export function missingFrom(edition: Draft): Missing[] {
  const missing: Missing[] = []
  if (edition.subject === '') missing.push({ at: 'lines', sentence: 'Write the subject of the mail' })
  if (edition.articles.length === 0) missing.push({ at: 'articles', sentence: 'Write at least one article' })
  edition.articles.forEach((article, index) => {
    if (article.heading === '')
      missing.push({ at: article.id, sentence: `Give article ${index + 1} a heading` })
    if (isEmpty(article.body) || plainWords(article.body) === '')
      missing.push({
        at: article.id,
        sentence: `Write the text of article ${index + 1}${article.heading ? `, “${article.heading}”` : ''}`,
      })
  })
  if (reachesNobody(edition.audience))
    missing.push({ at: 'audience', sentence: 'Choose who the edition goes to' })
  return missing
}

/** A post needs a title and words. Its author has a name from the beginning. */
export const missingFromPost = (post: {
  readonly id: string
  heading: string
  body: RichText
}): Missing[] => [
  ...(post.heading === '' ? [{ at: post.id, sentence: 'Give the post a title' }] : []),
  ...(plainWords(post.body) === '' ? [{ at: post.id, sentence: 'Write the text of the post' }] : []),
]
