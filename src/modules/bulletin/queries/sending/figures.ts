import { sql } from 'kysely'
import { listKinds } from '#modules/network/public.ts'
import type { Tx } from '#platform/db/tx.ts'
import { nothingOf, totalOf, withoutSmallKinds, type FigureRow } from '../../rules/sending/figures.ts'
import { sendingIn } from '../../tables-sending.ts'
import { bulletinIn } from '../../tables.ts'

export type EditionFigures = {
  readonly rows: readonly FigureRow[]
  readonly total: FigureRow
  readonly views: number
}

type Counted = { kind: string; state: string; readers: number; unsubscribed: number }

/**
 * What became of an edition, by kind of organisation. A mailbox counts once, by the last run that went to it: refused first
 * and sent later is sent.
 */
export async function figuresOf(tx: Tx, editionId: string): Promise<EditionFigures> {
  const { rows: counted } = await sql<Counted>`
    with last as (
      select distinct on (d.mailbox_id) d.organisation_kind, d.state,
        bool_or(d.unsubscribed_at is not null) over (partition by d.mailbox_id) as left_by_it
      from bulletin.delivery d join bulletin.sending s on s.id = d.sending_id
      where s.edition_id = ${editionId} and s.kind <> 'test'
      order by d.mailbox_id, s.number desc)
    select organisation_kind as kind, state, count(*)::int as readers,
      (count(*) filter (where left_by_it))::int as unsubscribed
    from last group by organisation_kind, state
    union all
    select f.organisation_kind, f.state, sum(f.readers)::int, 0
    from bulletin.figure f join bulletin.sending s on s.id = f.sending_id
    where s.edition_id = ${editionId} and s.kind in ('all', 'correction')
    group by f.organisation_kind, f.state`.execute(sendingIn(tx))
  const names = new Map((await listKinds(tx)).map(({ key, name }) => [key, name]))
  const byKind = Map.groupBy(counted, (row) => row.kind)
  const rows = [...byKind].map(([kind, states]): FigureRow => {
    const of = (...wanted: readonly string[]) =>
      states.filter((row) => wanted.includes(row.state)).reduce((sum, row) => sum + row.readers, 0)
    return {
      ...nothingOf(kind, nameOfKind(kind, names)),
      readers: states
        .filter((row) => row.state !== 'unsubscribed')
        .reduce((sum, row) => sum + row.readers, 0),
      sent: of('sent'),
      refused: of('refused'),
      bounced: of('bounced'),
      inDoubt: of('in_doubt'),
      barred: of('suppressed'),
      unsubscribed: states.reduce((sum, row) => sum + row.unsubscribed, 0) + of('unsubscribed'),
    }
  })
  return { rows: withoutSmallKinds(rows), total: totalOf(rows), views: await viewsOf(tx, editionId) }
}

const nameOfKind = (kind: string, names: ReadonlyMap<string, string>): string =>
  names.get(kind) ?? (kind === 'outside' ? 'Outside readers' : kind === 'blog' ? 'Blog readers' : kind)

async function viewsOf(tx: Tx, editionId: string): Promise<number> {
  const { views } = await bulletinIn(tx)
    .selectFrom('bulletin.view_count as v')
    .innerJoin('bulletin.publication as p', 'p.id', 'v.publication_id')
    .select((by) => by.fn.sum<number | null>('v.views').as('views'))
    .where('p.edition_id', '=', editionId)
    .executeTakeFirstOrThrow()
  return views ?? 0
}
