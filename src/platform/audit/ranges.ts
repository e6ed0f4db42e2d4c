/** Whole numbers from `from` up to but without `to`, as PostgreSQL counts a range. */
export type Range = { from: number; to: number }

/** `{[1,5),[7,8)}`, as PostgreSQL writes a multirange of whole numbers. */
export const formatRanges = (ranges: readonly Range[]): string =>
  `{${ranges.map(({ from, to }) => `[${from},${to})`).join(',')}}`

/** Null where the text is not what PostgreSQL writes for a multirange of places: bounded, and above nought. */
export function parseRanges(text: string): Range[] | null {
  if (!/^\{(\[\d+,\d+\)(,\[\d+,\d+\))*)?\}$/.test(text)) return null
  return [...text.matchAll(/\[(\d+),(\d+)\)/g)].map((match) => ({
    from: Number(match[1]),
    to: Number(match[2]),
  }))
}

/** Ids in rising order, as ranges. */
export function rangesOf(ids: Iterable<number>): Range[] {
  const ranges: Range[] = []
  for (const id of ids) {
    const last = ranges.at(-1)
    if (last && last.to === id) last.to = id + 1
    else ranges.push({ from: id, to: id + 1 })
  }
  return ranges
}

export function* idsOf(ranges: readonly Range[]): Generator<number> {
  for (const { from, to } of ranges) for (let id = from; id < to; id += 1) yield id
}

/**
 * Many ranges in order, joined where they touch: a million lines of the audit are a handful of these, so the memory it
 * takes grows with the number of empty places and not with the number of lines.
 */
export type RangeSet = {
  /** Adds a range; the answer is the part of it that was there already. */
  readonly add: (range: Range) => Range[]
  readonly ranges: () => readonly Range[]
  /** What is not there, from `from` up to and with `last`. */
  readonly gaps: (from: number, last: number) => Range[]
}

export function rangeSet(): RangeSet {
  const all: Range[] = []
  /** The place of the first range that ends at or after `from`. */
  const placeOf = (from: number): number => {
    let low = 0
    let high = all.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((all[middle]?.to ?? 0) < from) low = middle + 1
      else high = middle
    }
    return low
  }
  return {
    add({ from, to }) {
      const start = placeOf(from)
      const joined = { from, to }
      const twice: Range[] = []
      let end = start
      for (let next = all[end]; next && next.from <= to; next = all[end]) {
        if (next.from < to && next.to > from)
          twice.push({ from: Math.max(from, next.from), to: Math.min(to, next.to) })
        joined.from = Math.min(joined.from, next.from)
        joined.to = Math.max(joined.to, next.to)
        end += 1
      }
      all.splice(start, end - start, joined)
      return twice
    },
    ranges: () => all,
    gaps(from, last) {
      const gaps: Range[] = []
      let at = from
      for (const range of all) {
        if (range.from > last) break
        if (range.from > at) gaps.push({ from: at, to: range.from })
        at = Math.max(at, range.to)
      }
      if (at <= last) gaps.push({ from: at, to: last + 1 })
      return gaps
    },
  }
}
