import { sql } from 'kysely'
import type { Tx } from '#platform/db/tx.ts'
import type { ViewCount } from '#platform/http/view-counter.ts'
import { bulletinIn } from '../tables.ts'

/** Adds openings to the count of their publication and day. An address that is none of ours is passed over. */
export async function keepViews(tx: Tx, counts: readonly ViewCount[]): Promise<void> {
  // In one order, so that two processes that hand over at once never wait for each other in a circle.
  for (const { key, day, views } of counts.toSorted((a, b) => (a.key < b.key ? -1 : 1))) {
    const [kind, slug] = key.split('/')
    await sql`insert into bulletin.view_count (publication_id, on_day, views)
      select id, ${day}, ${views} from bulletin.publication where kind = ${kind} and slug = ${slug}
      on conflict (publication_id, on_day) do update set views = bulletin.view_count.views + excluded.views`.execute(
      bulletinIn(tx),
    )
  }
}
