import type { Tx } from '#platform/db/tx.ts'
import { bulletinIn } from '../tables.ts'

type Of = { readonly edition_id: string | null; readonly post_id: string | null }

/** Everyone who saved any version of what is in an edition or post, or of its own lines and order. */
export async function writersOf(tx: Tx, of: Of): Promise<ReadonlySet<string>> {
  const texts = await bulletinIn(tx)
    .selectFrom('bulletin.article')
    .innerJoin('bulletin.article_version', 'bulletin.article_version.article_id', 'bulletin.article.id')
    .select('saved_by')
    .distinct()
    .where(of.edition_id ? 'edition_id' : 'post_id', '=', of.edition_id ?? of.post_id)
    .where('removed_at', 'is', null)
    .execute()
  const lines = of.edition_id
    ? await bulletinIn(tx)
        .selectFrom('bulletin.edition_version')
        .select('saved_by')
        .distinct()
        .where('edition_id', '=', of.edition_id)
        .execute()
    : await bulletinIn(tx)
        .selectFrom('bulletin.post_version')
        .select('saved_by')
        .distinct()
        .where('post_id', '=', of.post_id ?? '')
        .execute()
  return new Set([...texts, ...lines].flatMap((row) => row.saved_by ?? []))
}
