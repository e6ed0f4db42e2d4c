import type { Tx } from '#platform/db/tx.ts'
import { findFile } from '#platform/files/read-file.ts'
import { parseMarkdown } from '#platform/richtext/markdown-parse.ts'
import type { RichText } from '#platform/richtext/types.ts'
import type { LiveBlock } from '#platform/declare/module.ts'
import type { EditionRow } from '../actions/load-edition.ts'
import type { PostRow } from '../actions/change-post.ts'
import type { EditionContent, FrozenPicture, PostContent } from '../rules/content.ts'
import { pictureIds, textsOf } from '../rules/content.ts'
import { blockNames, fillBlocks } from '../rules/live-blocks.ts'
import { bulletinIn } from '../tables.ts'

/** The texts of an edition in their order, those that were taken out left out. */
export const listTexts = (tx: Tx, editionId: string) =>
  bulletinIn(tx)
    .selectFrom('bulletin.article')
    .select(['id', 'part', 'heading', 'body', 'version', 'changed_by', 'changed_at'])
    .where('edition_id', '=', editionId)
    .where('removed_at', 'is', null)
    .orderBy('position')
    .orderBy('id')
    .execute()

async function fillAll(
  tx: Tx,
  texts: readonly RichText[],
  blocks: readonly LiveBlock[],
  now: Temporal.Instant,
): Promise<ReadonlyMap<string, RichText>> {
  const wanted = blockNames(texts)
  const filled = new Map<string, RichText>()
  for (const block of blocks)
    if (wanted.includes(block.name)) filled.set(block.name, parseMarkdown(await block.markdown(tx, now)))
  return filled
}

async function frozenPictures(tx: Tx, texts: readonly RichText[]): Promise<FrozenPicture[]> {
  const pictures: FrozenPicture[] = []
  for (const id of pictureIds(texts)) {
    const file = await findFile(tx, id)
    if (!file) throw new Error('a text names a picture that is not stored')
    pictures.push({
      id,
      sha256: file.sha256.toString('hex'),
      width: file.width ?? 0,
      height: file.height ?? 0,
    })
  }
  return pictures
}

/** The edition as it stands now, as it would be published: live blocks filled in, pictures by their hashes. */
export async function editionContent(
  tx: Tx,
  edition: EditionRow,
  slug: string,
  blocks: readonly LiveBlock[],
  now: Temporal.Instant,
): Promise<EditionContent> {
  const texts = await listTexts(tx, edition.id)
  const filled = await fillAll(
    tx,
    texts.map((text) => text.body),
    blocks,
    now,
  )
  const bodyOf = (part: string): RichText | null => {
    const text = texts.find((one) => one.part === part)
    return text && text.body.content.length > 0 ? fillBlocks(text.body, filled) : null
  }
  const parts = {
    introduction: bodyOf('introduction'),
    articles: texts
      .filter((text) => text.part === 'article')
      .map((text) => ({ id: text.id, heading: text.heading, body: fillBlocks(text.body, filled) })),
    closing: bodyOf('closing'),
  }
  return {
    kind: 'edition',
    format: 1,
    editionId: edition.id,
    slug,
    title: edition.title,
    month: edition.month_on?.toString() ?? null,
    subject: edition.subject,
    preheader: edition.preheader,
    correctsEditionId: edition.corrects_edition_id,
    audience: edition.audience,
    ...parts,
    pictures: await frozenPictures(tx, textsOf(parts)),
  }
}

/** The post as it stands now, as it would be published. */
export async function postContent(
  tx: Tx,
  post: PostRow,
  slug: string,
  blocks: readonly LiveBlock[],
  now: Temporal.Instant,
): Promise<PostContent> {
  const text = await bulletinIn(tx)
    .selectFrom('bulletin.article')
    .select(['id', 'heading', 'body'])
    .where('post_id', '=', post.id)
    .executeTakeFirstOrThrow()
  const body = fillBlocks(text.body, await fillAll(tx, [text.body], blocks, now))
  return {
    kind: 'post',
    format: 1,
    postId: post.id,
    slug,
    title: text.heading,
    author: post.author_name,
    summary: post.summary,
    body,
    pictures: await frozenPictures(tx, [body]),
  }
}
