import { sql } from 'kysely'

/** Of the post `q`: somebody noted that its person has left, which holds from that moment and not from the next day. */
export const leftAlready = sql<boolean>`exists (select from network.leaving l
  where l.organisation_id = q.organisation_id and l.person_id = q.person_id and q.id = any(l.posts)
    and l.finished_at is not null and l.undone_at is null)`

/** The post `q` is held today or begins later. Its last day still counts. */
export const notOver = (today: Temporal.PlainDate) =>
  sql<boolean>`(q.to_on is null or (q.to_on >= ${today} and not ${leftAlready}))`
