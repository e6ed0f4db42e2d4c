type Span = { readonly from: Temporal.PlainDate; readonly to: Temporal.PlainDate | null }

/** Whether a post or a role is in force on a day. The last day still counts. */
export function inPost(span: Span, today: Temporal.PlainDate): 'past' | 'present' | 'future' {
  if (Temporal.PlainDate.compare(span.from, today) > 0) return 'future'
  return span.to && Temporal.PlainDate.compare(span.to, today) < 0 ? 'past' : 'present'
}
