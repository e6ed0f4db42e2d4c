import type { RichText } from '#platform/richtext/types.ts'
import type { Audience } from './audience.ts'

/** A picture as it was frozen: what is served under its id is held to this hash. */
export type FrozenPicture = {
  readonly id: string
  readonly sha256: string
  readonly width: number
  readonly height: number
}

export type FrozenArticle = { readonly id: string; readonly heading: string; readonly body: RichText }

/** An edition as it was put before a second person: everything that is published or sent, and nothing else. */
export type EditionContent = {
  readonly kind: 'edition'
  readonly format: 1
  readonly editionId: string
  readonly slug: string
  readonly title: string
  /** The first day of the month it is of, like 2016-04-01. */
  readonly month: string | null
  readonly subject: string
  readonly preheader: string
  readonly correctsEditionId: string | null
  readonly audience: Audience
  readonly introduction: RichText | null
  readonly articles: readonly FrozenArticle[]
  readonly closing: RichText | null
  readonly pictures: readonly FrozenPicture[]
}

/** A post of the blog, frozen in the same way. */
export type PostContent = {
  readonly kind: 'post'
  readonly format: 1
  readonly postId: string
  readonly slug: string
  readonly title: string
  readonly author: string
  readonly summary: string
  readonly body: RichText
  readonly pictures: readonly FrozenPicture[]
}

export type Content = EditionContent | PostContent

/** Keys in the order of the alphabet at every level, so that the same content always has the same characters and hash. */
export function canonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const pairs = Object.entries(value)
    .filter(([, one]) => one !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, one]) => `${JSON.stringify(key)}:${canonicalText(one)}`)
  return `{${pairs.join(',')}}`
}

/** The ids of the pictures in a text, each once, in order. */
export const pictureIds = (texts: readonly (RichText | null)[]): string[] => [
  ...new Set(
    texts.flatMap((text) =>
      (text?.content ?? []).flatMap((block) => (block.type === 'image' ? [block.attrs.id] : [])),
    ),
  ),
]

export const textsOf = (content: Pick<EditionContent, 'introduction' | 'articles' | 'closing'>): RichText[] =>
  [content.introduction, ...content.articles.map((article) => article.body), content.closing].filter(
    (text) => text !== null,
  )
