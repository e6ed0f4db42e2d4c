export type FigureRow = {
  readonly kind: string
  readonly name: string
  readonly readers: number
  readonly sent: number
  readonly refused: number
  readonly bounced: number
  readonly inDoubt: number
  readonly unsubscribed: number
  readonly barred: number
}

/** Fewer than this many readers could tell a person from a number. */
export const fewest = 5

const add = (a: FigureRow, b: FigureRow): FigureRow => ({
  ...a,
  readers: a.readers + b.readers,
  sent: a.sent + b.sent,
  refused: a.refused + b.refused,
  bounced: a.bounced + b.bounced,
  inDoubt: a.inDoubt + b.inDoubt,
  unsubscribed: a.unsubscribed + b.unsubscribed,
  barred: a.barred + b.barred,
})

export const nothingOf = (kind: string, name: string): FigureRow => ({
  kind,
  name,
  readers: 0,
  sent: 0,
  refused: 0,
  bounced: 0,
  inDoubt: 0,
  unsubscribed: 0,
  barred: 0,
})

export const totalOf = (rows: readonly FigureRow[]): FigureRow =>
  rows.reduce(add, nothingOf('all', 'All readers'))

/**
 * The rows with every kind of few readers joined into one line, which takes in the next smallest kinds until it too is large
 * enough: otherwise it could be worked out from the total. Largest first. The sums never change.
 */
export function withoutSmallKinds(rows: readonly FigureRow[]): FigureRow[] {
  const bySize = rows.filter((row) => row.readers > 0).toSorted((a, b) => a.readers - b.readers)
  const small = bySize.filter((row) => row.readers < fewest)
  if (small.length === 0) return bySize.toReversed()
  const rest = bySize.slice(small.length)
  let joined = small.reduce(add, nothingOf('others', 'Other kinds'))
  while (joined.readers < fewest && rest.length > 0) joined = add(joined, rest.shift() ?? joined)
  return [...rest.toReversed(), joined]
}
