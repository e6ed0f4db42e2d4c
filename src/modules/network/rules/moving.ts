type Span = { readonly from: Temporal.PlainDate; readonly to: Temporal.PlainDate | null }

/** Why a move cannot be as it was asked for, or null: the two posts must follow each other, each in its own organisation. */
export function moveProblem(move: {
  readonly post: Span
  readonly fromOrganisation: string
  readonly toOrganisation: string
  readonly lastOn: Temporal.PlainDate
  readonly startsOn: Temporal.PlainDate
}): 'same_organisation' | 'before_it_began' | 'starts_before_it_ends' | null {
  if (move.fromOrganisation === move.toOrganisation) return 'same_organisation'
  if (Temporal.PlainDate.compare(move.lastOn, move.post.from) < 0) return 'before_it_began'
  if (Temporal.PlainDate.compare(move.startsOn, move.lastOn) <= 0) return 'starts_before_it_ends'
  return null
}
