import { sql } from 'kysely'
import type { Tx } from '#platform/db/tx.ts'
import { bulletinIn } from '../tables.ts'

export type Published = {
  readonly id: string
  readonly kind: 'edition' | 'post'
  readonly slug: string
  readonly title: string
  readonly summary: string
  readonly author: string | null
  readonly month: Temporal.PlainDate | null
  readonly publishedAt: Temporal.Instant
  readonly changedAt: Temporal.Instant
}

export type PublishedWhole = Published & {
  readonly content: string
  /** The edition that corrects this one, and the one that this one corrects. */
  readonly correctedBy: { readonly slug: string; readonly title: string } | null
  readonly corrects: { readonly slug: string; readonly title: string } | null
}

const columns = [
  'id',
  'kind',
  'slug',
  'title',
  'summary',
  'author_name as author',
  'month_on as month',
  'published_at as publishedAt',
  'changed_at as changedAt',
] as const

export const publishedPageSize = 20

/** What anyone may read, the newest first. */
export async function listPublished(
  tx: Tx,
  of: { readonly kind?: 'edition' | 'post'; readonly page?: number; readonly most?: number },
): Promise<{ rows: Published[]; total: number }> {
  const query = bulletinIn(tx)
    .selectFrom('bulletin.publication')
    .where('withdrawn_at', 'is', null)
    .$if(of.kind !== undefined, (one) => one.where('kind', '=', of.kind ?? 'edition'))
  const { total } = await query.select((by) => by.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  const size = of.most ?? publishedPageSize
  const rows = await query
    .select(columns)
    .orderBy('published_at', 'desc')
    .orderBy('id')
    .limit(size)
    .offset(((of.page ?? 1) - 1) * size)
    .execute()
  return { rows, total }
}

/** One publication by its address, with what corrects it. Undefined when there is none or it was taken off. */
export async function findPublished(
  tx: Tx,
  kind: 'edition' | 'post',
  slug: string,
): Promise<PublishedWhole | null> {
  const bulletin = bulletinIn(tx)
  const row = await bulletin
    .selectFrom('bulletin.publication')
    .select([...columns, 'content', 'corrects_publication_id'])
    .where('kind', '=', kind)
    .where('slug', '=', slug)
    .where('withdrawn_at', 'is', null)
    .executeTakeFirst()
  if (!row) return null
  const { corrects_publication_id: wrongId, ...open } = row
  const correctedBy = await bulletin
    .selectFrom('bulletin.publication')
    .select(['slug', 'title'])
    .where('corrects_publication_id', '=', row.id)
    .orderBy('published_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  const corrects = wrongId
    ? await bulletin
        .selectFrom('bulletin.publication')
        .select(['slug', 'title'])
        .where('id', '=', wrongId)
        .executeTakeFirst()
    : undefined
  return { ...open, correctedBy: correctedBy ?? null, corrects: corrects ?? null }
}

// Signs that no text holds, so that what is marked can be told from the words without any markup.
const [from, to] = ['\u0002', '\u0003']

export type Found = Published & {
  readonly excerpt: readonly { readonly text: string; readonly hit: boolean }[]
}

/** Editions and posts that hold these words, the best first, with the place where they stand. */
export async function searchPublished(tx: Tx, words: string, kind?: 'edition' | 'post'): Promise<Found[]> {
  const query = sql`websearch_to_tsquery('english', ${words})`
  const { rows } = await sql<Published & { excerpt: string }>`
    select id, kind, slug, title, summary, author_name as author, month_on as month,
      published_at as "publishedAt", changed_at as "changedAt",
      ts_headline('english', words, ${query},
        ${`StartSel=${from}, StopSel=${to}, MaxFragments=2, FragmentDelimiter=" … ", MaxWords=24, MinWords=10`}) as excerpt
    from bulletin.publication
    where search @@ ${query} and withdrawn_at is null and (${kind ?? null}::text is null or kind = ${kind ?? null})
    order by ts_rank(search, ${query}) desc, published_at desc
    limit 50`.execute(bulletinIn(tx))
  return rows.map(({ excerpt, ...row }) => ({ ...row, excerpt: parts(excerpt) }))
}

const parts = (excerpt: string): { text: string; hit: boolean }[] =>
  excerpt
    .split(from)
    .flatMap((piece, index) => {
      if (index === 0) return [{ text: piece, hit: false }]
      const end = piece.indexOf(to)
      return [
        { text: piece.slice(0, end), hit: true },
        { text: piece.slice(end + 1), hit: false },
      ]
    })
    .filter(({ text }) => text !== '')
