/** What a token may do, in words. */
export const scopes = {
  'network.read': 'Read the directory: organisations and people in post',
  'network.write': 'Change the job title and telephone of this organisation’s posts',
} as const

export type Scope = keyof typeof scopes

export const isScope = (text: string): text is Scope => Object.hasOwn(scopes, text)

// A year: long enough for a yearly turn with the confirmation of the list, short enough that a forgotten one ends.
export const longestDays = 366

/** Whether a token's last day is one it may have. */
export function expiryProblem(
  expiresOn: Temporal.PlainDate,
  today: Temporal.PlainDate,
): 'past' | 'too_late' | null {
  const days = today.until(expiresOn, { largestUnit: 'day' }).days
  if (days < 0) return 'past'
  return days > longestDays ? 'too_late' : null
}
