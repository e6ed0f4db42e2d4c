import type { Image, HorizontalRule, Inline } from './types.ts'

/**
 * What a reader (Markdown, HTML, Word) hands over before it is tidied: the same blocks, but anything may stand
 * anywhere, white space is as found, and headings have the level of their source, 1 to 6, or 0 for a document's title. A line end that only
 * wrapped the source is kept as "\n" inside the text.
 */
export type LooseBlock =
  | { readonly type: 'paragraph'; readonly content: readonly Inline[] }
  | {
      readonly type: 'heading'
      readonly attrs: { readonly level: number }
      readonly content: readonly Inline[]
    }
  | LooseList
  | {
      readonly type: 'blockquote'
      readonly attrs: { readonly cite: string | null }
      readonly content: readonly LooseBlock[]
    }
  | Image
  | HorizontalRule

export type LooseList =
  | { readonly type: 'bulletList'; readonly content: readonly LooseItem[] }
  | {
      readonly type: 'orderedList'
      readonly attrs: { readonly start: number }
      readonly content: readonly LooseItem[]
    }

export type LooseItem = { readonly type: 'listItem'; readonly content: readonly LooseBlock[] }
