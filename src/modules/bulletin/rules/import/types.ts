import type { Block, RichText } from '#platform/richtext/types.ts'

/** One block of an old bulletin as a reader found it, with what the file said about how it looked. */
export type SourceBlock = {
  readonly block: Block
  /** Level of a heading in the source: 0 a document's title, 1 to 6 headings; null for anything else. */
  readonly level: number | null
  /** Size of type in CSS pixels where the source says it. */
  readonly size: number | null
  /** The number a paragraph began with, as in "3. Training". Its words still hold it. */
  readonly number: number | null
}

/** What one key does to the article on which it is offered. */
export type Mending =
  | { readonly act: 'mergeWithPrevious' }
  | { readonly act: 'mergeWithNext' }
  | { readonly act: 'splitAt'; readonly block: number }

/** Why a person may want to look again, and what one key would do; null where only they can know. */
export type Doubt = { readonly why: string; readonly suggestion: Mending | null }

/** Another place in an article where one might begin. */
export type Alternative = {
  readonly why: string
  readonly suggestion: { readonly act: 'splitAt'; readonly block: number }
}

export type ArticlePlan = {
  readonly heading: string
  /** Where the heading led when it was a link; null also when the body links there anyway. */
  readonly link: string | null
  readonly body: RichText
  /** How sure it is that an article begins here, from 0 to 1, and why. */
  readonly confidence: number
  readonly reason: string
  readonly doubt: Doubt | null
  /** Other places in this article where one might begin. */
  readonly alternatives: readonly Alternative[]
}

export type LeftOut = { readonly why: string; readonly body: RichText }

export type ImportPlan = {
  /** May be empty: then a person gives the edition its title. */
  readonly title: string
  /** 1 to 12. */
  readonly month: number | null
  readonly year: number | null
  /** What stands before the first article, such as a greeting; empty when nothing does. */
  readonly introduction: RichText
  readonly articles: readonly ArticlePlan[]
  /** What stands after the last article: names, addresses, small print. */
  readonly closing: RichText
  /** Parts that a mail tool wrote or that Holdfast makes anew, such as a list of contents. Kept to be put back. */
  readonly leftOut: readonly LeftOut[]
}
