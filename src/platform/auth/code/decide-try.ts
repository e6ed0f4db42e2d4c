/** A code app as its tries stand. */
export type TryFacts = {
  readonly wrongTries: number
  readonly lockedUntil: Temporal.Instant | null
  /** The step of the newest code that was taken. */
  readonly lastStep: number
}

export type TryDecision =
  | { readonly kind: 'right'; readonly lastStep: number }
  | { readonly kind: 'wrong'; readonly wrongTries: number; readonly lockedUntil: Temporal.Instant | null }
  | { readonly kind: 'locked' }

/** Five guesses in a quarter of an hour: at three codes that would pass, one in 66,000. */
export const mostWrong = 5
export const lockMinutes = 15

/**
 * Decides on a typed code. A code is taken once: the same one again, or one from before it, is wrong, so that a code read over
 * a shoulder is worthless. While locked, even a right code is not looked at.
 */
export function decideTry(facts: TryFacts, step: number | null, now: Temporal.Instant): TryDecision {
  if (facts.lockedUntil && Temporal.Instant.compare(now, facts.lockedUntil) < 0) return { kind: 'locked' }
  if (step !== null && step > facts.lastStep) return { kind: 'right', lastStep: step }
  // A lock that has ended starts the count anew.
  const wrongTries = (facts.lockedUntil ? 0 : facts.wrongTries) + 1
  return {
    kind: 'wrong',
    wrongTries,
    lockedUntil: wrongTries >= mostWrong ? now.add({ minutes: lockMinutes }) : null,
  }
}
