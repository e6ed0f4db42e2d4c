import type { Strength } from '../actor.ts'

/** A working day. */
export const sessionHours = 8

/** A screen left open beside a child's record is closed after half an hour; where only network data opens, the day is enough. */
export const idleMinutes = 30

/** Seen at most once a minute, so that reading a page does not mean writing a row. */
export const seenEverySeconds = 60

export type SessionTimes = {
  readonly expiresAt: Temporal.Instant
  readonly lastSeenAt: Temporal.Instant
  readonly strength: Strength
}

const secondsBetween = (from: Temporal.Instant, to: Temporal.Instant): number =>
  (to.epochMilliseconds - from.epochMilliseconds) / 1000

/** Whether a session still counts. */
export function isOpen(session: SessionTimes, now: Temporal.Instant): boolean {
  if (Temporal.Instant.compare(now, session.expiresAt) >= 0) return false
  return session.strength !== 'strong' || secondsBetween(session.lastSeenAt, now) < idleMinutes * 60
}

export const isSeenAnew = (session: SessionTimes, now: Temporal.Instant): boolean =>
  secondsBetween(session.lastSeenAt, now) >= seenEverySeconds
