import { inPost } from './in-post.ts'

type Post = { readonly id: string; readonly from: Temporal.PlainDate; readonly to: Temporal.PlainDate | null }

// A week: a slip is seen within days. Longer would promise that what was ended comes back whole, which it does not.
const undoDays = 7

/** The posts that a leaving ends, or a problem with its last day. */
export function decideLeaving(
  posts: readonly Post[],
  lastOn: Temporal.PlainDate,
  today: Temporal.PlainDate,
):
  | { readonly ok: true; readonly ends: readonly Post[] }
  | { readonly ok: false; readonly reason: 'gone' | 'before_it_began' } {
  const ends = posts.filter((post) => inPost(post, today) !== 'past')
  if (ends.length === 0) return { ok: false, reason: 'gone' }
  const begun = ends.filter((post) => inPost(post, today) === 'present')
  if (begun.some((post) => Temporal.PlainDate.compare(lastOn, post.from) < 0))
    return { ok: false, reason: 'before_it_began' }
  return { ok: true, ends }
}

/** The last day of a post that ends: one that had not begun by then ends on the day it was to begin. */
export const lastDayOf = (post: Post, lastOn: Temporal.PlainDate): Temporal.PlainDate =>
  Temporal.PlainDate.compare(lastOn, post.from) < 0 ? post.from : lastOn

/**
 * Whether everything is to be ended now. Somebody who has left already loses their access at once; somebody whose last day is
 * today or later keeps it to the end of that day.
 */
export const endsNow = (when: 'now' | 'on', lastOn: Temporal.PlainDate, today: Temporal.PlainDate): boolean =>
  when === 'now' || Temporal.PlainDate.compare(lastOn, today) < 0

/**
 * What undoing a leaving brings back. Before the last day has passed: everything. In the week after it: the posts, while roles
 * must be asked for again and the person signs in anew. Later: nothing, they are added as a starter.
 */
export function decideUndo(
  leaving: { readonly finishedAt: Temporal.Instant | null; readonly undoneAt: Temporal.Instant | null },
  now: Temporal.Instant,
): 'everything' | 'posts' | 'nothing' {
  if (leaving.undoneAt) return 'nothing'
  if (!leaving.finishedAt) return 'everything'
  const until = leaving.finishedAt.add({ hours: undoDays * 24 })
  return Temporal.Instant.compare(now, until) <= 0 ? 'posts' : 'nothing'
}
