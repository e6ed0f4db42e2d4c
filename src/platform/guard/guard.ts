import type { Tx } from '#platform/db/tx.ts'

/** A place in a text that must be looked at by a person before the text goes out. */
export type GuardHit = {
  /** Where in the text, for the person who decides: an article's heading, say. */
  readonly where: string
  /** What kind of thing it resembles, never the matched record itself: the person who writes may not know the child. */
  readonly kind: 'name' | 'date_of_birth' | 'identifier' | 'address' | 'phone' | 'small_count'
  /** The words of the text itself that caused the hit. */
  readonly words: string
}

export type GuardedText = { readonly where: string; readonly text: string }

/**
 * The publication guard: text that is about to be published or sent is checked against what only casework may know.
 * The module that knows answers it through its declaration; while none does, nothing is claimed to have been checked.
 */
export type Guard = {
  readonly check: (tx: Tx, texts: readonly GuardedText[]) => Promise<readonly GuardHit[]>
}
