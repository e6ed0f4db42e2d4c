import type { Mishaps } from './past-sendings.ts'

/** An edition of the demo as its writers typed it. */
export type Story = {
  /** Counted from the month in which the demo begins; below 0 is still to come. */
  readonly monthsAgo: number
  readonly preheader: string
  readonly introduction: string | null
  readonly articles: readonly {
    readonly heading: string
    readonly body: string
    readonly picture?: 'boats'
  }[]
}

/** One that has gone out, and what did not go smoothly then. */
export type PastStory = Story & { readonly mishaps: Mishaps }

export type PostStory = {
  readonly daysAgo: number
  readonly title: string
  readonly author: string
  /** The member of the cast who wrote it. */
  readonly as: string
  readonly summary: string
  readonly body: string
}
