/** Where an article can be sent among its neighbours. */
export type Move = 'up' | 'down' | 'first' | 'last'

/** The same ids with one of them moved. At either end it stays where it is. */
export function movedTo(order: readonly string[], id: string, move: Move): string[] {
  const from = order.indexOf(id)
  if (from === -1) return [...order]
  const rest = order.toSpliced(from, 1)
  const to = { up: Math.max(0, from - 1), down: Math.min(rest.length, from + 1), first: 0, last: rest.length }
  return rest.toSpliced(to[move], 0, id)
}
