import { record } from '#platform/audit/record.ts'
import type { Actor } from '#platform/auth/actor.ts'
import type { Tx } from '#platform/db/tx.ts'
import { publishFile } from '#platform/files/change-file.ts'
import { plainWords } from '#platform/richtext/plain-text.ts'
import { events } from '../declarations.ts'
import { canonicalText, textsOf, type EditionContent, type PostContent } from '../rules/content.ts'
import { editionSummary, summaryOf } from '../rules/summary.ts'
import { bulletinIn } from '../tables.ts'

/**
 * Puts an approved edition on the web, at the address that was frozen with it. Doing so again changes nothing: the address
 * and the moment stay. What readers it goes to is no part of what is published.
 */
export async function publishEdition(
  tx: Tx,
  actor: Actor,
  content: EditionContent,
  now: Temporal.Instant,
): Promise<string> {
  const { audience: _readers, ...open } = content
  const corrects = content.correctsEditionId
    ? await bulletinIn(tx)
        .selectFrom('bulletin.publication')
        .select('id')
        .where('edition_id', '=', content.correctsEditionId)
        .executeTakeFirst()
    : undefined
  return put(
    tx,
    actor,
    {
      kind: 'edition',
      edition_id: content.editionId,
      post_id: null,
      slug: content.slug,
      title: content.title,
      summary: editionSummary(content),
      author_name: null,
      month_on: content.month ? Temporal.PlainDate.from(content.month) : null,
      content: canonicalText(open),
      words: [
        ...content.articles.map((article) => article.heading),
        ...textsOf(content).map(plainWords),
      ].join('\n'),
      corrects_publication_id: corrects?.id ?? null,
    },
    content.pictures.map((picture) => picture.id),
    now,
  )
}

/** Puts an approved post on the blog. Published again after a change, it keeps its address and its first day. */
export async function publishPost(
  tx: Tx,
  actor: Actor,
  content: PostContent,
  now: Temporal.Instant,
): Promise<string> {
  return put(
    tx,
    actor,
    {
      kind: 'post',
      edition_id: null,
      post_id: content.postId,
      slug: content.slug,
      title: content.title,
      summary: content.summary || summaryOf(plainWords(content.body)),
      author_name: content.author,
      month_on: null,
      content: canonicalText(content),
      words: [content.author, content.summary, plainWords(content.body)].join('\n'),
      corrects_publication_id: null,
    },
    content.pictures.map((picture) => picture.id),
    now,
  )
}

type Put = {
  kind: 'edition' | 'post'
  edition_id: string | null
  post_id: string | null
  slug: string
  title: string
  summary: string
  author_name: string | null
  month_on: Temporal.PlainDate | null
  content: string
  words: string
  corrects_publication_id: string | null
}

async function put(
  tx: Tx,
  actor: Actor,
  row: Put,
  pictures: readonly string[],
  now: Temporal.Instant,
): Promise<string> {
  const found = await bulletinIn(tx)
    .selectFrom('bulletin.publication')
    .select('id')
    .where(row.edition_id ? 'edition_id' : 'post_id', '=', row.edition_id ?? row.post_id)
    .forUpdate()
    .executeTakeFirst()
  const publication = found
    ? await bulletinIn(tx)
        .updateTable('bulletin.publication')
        .set({ ...row, changed_at: now, withdrawn_at: null })
        .where('id', '=', found.id)
        .returning('id')
        .executeTakeFirstOrThrow()
    : await bulletinIn(tx)
        .insertInto('bulletin.publication')
        .values({ ...row, published_at: now, changed_at: now, withdrawn_at: null })
        .returning('id')
        .executeTakeFirstOrThrow()
  for (const picture of pictures) await publishFile(tx, actor, picture, now)
  await record(tx, actor, events.published, { publication: publication.id, kind: row.kind })
  return publication.id
}
