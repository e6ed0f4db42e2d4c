/** So many openings of one page on one day: the page by a module's own key, and nothing about who opened it. */
export type ViewCount = { readonly key: string; readonly day: Temporal.PlainDate; readonly views: number }

export type ViewCounter = {
  add(key: string, userAgent: string | undefined, now: Temporal.Instant): void
  /** Hands over what was counted since the last time. What cannot be kept is counted again. */
  flush(): Promise<void>
  /** Keeps what was counted and stops. */
  close(): Promise<void>
}

// Programs that say what they are. Those that do not are counted as people; nothing better is known without following people.
const robots =
  /bot\b|bot[/-]|crawl|spider|slurp|fetch|monitor|preview|scan|check|archiver|curl|wget|python|java\/|go-http|okhttp|axios|node-fetch|undici|headless|facebookexternalhit|feed|rss/i

export const isRobot = (userAgent: string | undefined): boolean =>
  userAgent === undefined || userAgent === '' || robots.test(userAgent)

/**
 * Counts openings of public pages in memory and hands them over every few seconds, so that a reader costs no statement. A
 * killed process loses the last seconds of counting, and nothing else.
 */
export function createViewCounter(
  keep: (counts: readonly ViewCount[]) => Promise<void>,
  everyMs = 5_000,
): ViewCounter {
  let counted = new Map<string, ViewCount>()
  const note = ({ key, day, views }: ViewCount) => {
    const at = `${day.toString()} ${key}`
    counted.set(at, { key, day, views: views + (counted.get(at)?.views ?? 0) })
  }
  const flush = async () => {
    if (counted.size === 0) return
    const taken = [...counted.values()]
    counted = new Map()
    try {
      await keep(taken)
    } catch {
      // The database is away: it is tried again with the next flush.
      taken.forEach(note)
    }
  }
  const timer = setInterval(() => void flush(), everyMs)
  timer.unref()
  return {
    add(key, userAgent, now) {
      if (isRobot(userAgent)) return
      note({ key, day: now.toZonedDateTimeISO('Europe/London').toPlainDate(), views: 1 })
    },
    flush,
    async close() {
      clearInterval(timer)
      await flush()
    },
  }
}
