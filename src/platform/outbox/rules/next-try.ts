/** What a mail server's "not now" was about: its own trouble, or this mail. */
type Trouble = 'server' | 'mail'

const minutes = {
  // A server that is down keeps everybody waiting, so it is asked again soon.
  server: [1, 2, 5, 10, 15],
  // One mailbox that is full, or a greylist: the pauses that mail servers expect, up to a day.
  mail: [5, 15, 60, 180, 360, 720, 1_440],
} as const

// As long as mail servers themselves commonly try. What has not gone by then needs a person to look.
const longestHours = 48

/** When a mail that was not taken is tried again, or null when it has been tried for long enough. */
export function nextTry(
  about: Trouble,
  tries: number,
  queuedAt: Temporal.Instant,
  now: Temporal.Instant,
): Temporal.Instant | null {
  const pauses = minutes[about]
  const next = now.add({ minutes: pauses[Math.min(tries, pauses.length) - 1] ?? pauses[0] })
  return Temporal.Instant.compare(next, queuedAt.add({ hours: longestHours })) > 0 ? null : next
}
