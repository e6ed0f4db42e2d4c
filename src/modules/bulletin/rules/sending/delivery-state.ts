/** What became of one reader's mail. `left_out` is one that was still waiting when a person stopped the sending. */
export type DeliveryState =
  | 'queued'
  | 'claimed'
  | 'sent'
  | 'refused'
  | 'later'
  | 'in_doubt'
  | 'suppressed'
  | 'bounced'
  | 'left_out'

/** As the mail sender says it, in the little that decides. */
export type SenderOutcome =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly code: number }
  | { readonly kind: 'later'; readonly about: 'server' | 'mail'; readonly code?: number | undefined }
  | { readonly kind: 'in_doubt' }
  | { readonly kind: 'unsent' }

/** Nothing more happens to a mail in one of these by itself. */
export const settledStates: readonly DeliveryState[] = [
  'sent',
  'refused',
  'in_doubt',
  'suppressed',
  'bounced',
  'left_out',
]

/** What may be sent again to somebody who got nothing: certainly not taken, or returned. In doubt is a person's to decide. */
export const failedStates: readonly DeliveryState[] = ['refused', 'bounced', 'left_out']

/** Who may have the mail in front of them, and so must get a correction of it. */
export const reachedStates: readonly DeliveryState[] = ['sent', 'in_doubt']

// The pauses that mail servers expect of one that said "not now": a greylist opens after minutes, a full mailbox after hours.
const pausesInMinutes = [5, 15, 60, 180, 360, 720, 1_440] as const
const serverPauseInMinutes = 5
// As long as mail servers themselves commonly try.
const longestHours = 48

export type After = {
  readonly state: DeliveryState
  /** How many minutes to wait before the next try; null where there is none, or it may be at once. */
  readonly pauseMinutes: number | null
  /** Whether this counts as a try of the address. The server's own troubles never do. */
  readonly counts: boolean
}

/**
 * What the ledger keeps of an outcome. `tries` are those before this one, `hours` how long the sending has run: two days of
 * "not now" are a no.
 */
export function decideAfter(outcome: SenderOutcome, tries: number, hours: number): After {
  switch (outcome.kind) {
    case 'accepted':
      return { state: 'sent', pauseMinutes: null, counts: true }
    case 'refused':
      return { state: 'refused', pauseMinutes: null, counts: true }
    case 'in_doubt':
      return { state: 'in_doubt', pauseMinutes: null, counts: true }
    case 'unsent':
      return { state: 'queued', pauseMinutes: null, counts: false }
    case 'later': {
      if (outcome.about === 'server')
        return { state: 'later', pauseMinutes: serverPauseInMinutes, counts: false }
      const pauseMinutes = pausesInMinutes[Math.min(tries, pausesInMinutes.length - 1)] ?? 5
      return hours + pauseMinutes / 60 > longestHours
        ? { state: 'refused', pauseMinutes: null, counts: true }
        : { state: 'later', pauseMinutes, counts: true }
    }
  }
}
