import type { FrozenArticle } from './content.ts'

/** What became of one article from one frozen content to the next. */
export type ArticleChange = {
  readonly change: 'added' | 'removed' | 'kept'
  readonly before: FrozenArticle | null
  readonly after: FrozenArticle | null
  /** Its place before and now, from 1, where it stood in both. */
  readonly moved: { readonly from: number; readonly to: number } | null
}

/**
 * The articles of two contents brought together by their ids, in the order of the later one, with those that are gone where they
 * stood. An article counts as moved only when it changed its place among those that stayed.
 */
export function articleChanges(
  before: readonly FrozenArticle[],
  after: readonly FrozenArticle[],
): ArticleChange[] {
  const earlier = new Map(before.map((article) => [article.id, article]))
  const later = new Set(after.map((article) => article.id))
  const stayedBefore = before.filter((article) => later.has(article.id)).map((article) => article.id)
  const stayedAfter = after.filter((article) => earlier.has(article.id)).map((article) => article.id)
  const changes = after.map((article): ArticleChange => {
    const old = earlier.get(article.id) ?? null
    if (!old) return { change: 'added', before: null, after: article, moved: null }
    const [from, to] = [stayedBefore.indexOf(article.id) + 1, stayedAfter.indexOf(article.id) + 1]
    return { change: 'kept', before: old, after: article, moved: from === to ? null : { from, to } }
  })
  for (const [index, article] of before.entries()) {
    if (later.has(article.id)) continue
    // After the nearest neighbour above that is still there, or at the top.
    const above = before.slice(0, index).findLast((one) => later.has(one.id))
    const at = above ? changes.findIndex((one) => one.after?.id === above.id) + 1 : 0
    changes.splice(at, 0, { change: 'removed', before: article, after: null, moved: null })
  }
  return changes
}
