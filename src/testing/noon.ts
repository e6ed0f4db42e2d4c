/** The moment at which every scenario begins, unless it says another: a Thursday in term time, after the clocks went forward. */
export const noon = Temporal.Instant.from('2026-04-16T11:00:00Z')
