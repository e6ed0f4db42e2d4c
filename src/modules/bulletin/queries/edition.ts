import type { Selectable } from 'kysely'
import type { Tx } from '#platform/db/tx.ts'
import { namesOf } from '#modules/network/public.ts'
import type { EditionRow } from '../actions/load-edition.ts'
import { bulletinIn, type ApprovalTable } from '../tables.ts'

/** An edition by its id, or null. */
export const findEdition = (tx: Tx, editionId: string): Promise<EditionRow | undefined> =>
  bulletinIn(tx).selectFrom('bulletin.edition').selectAll().where('id', '=', editionId).executeTakeFirst()

export type ApprovalListed = Omit<Selectable<ApprovalTable>, 'content' | 'sha256'>

/** What was put before somebody, newest first, without the frozen texts. */
export const listApprovalsOf = (
  tx: Tx,
  of: { readonly editionId: string } | { readonly postId: string },
): Promise<ApprovalListed[]> =>
  bulletinIn(tx)
    .selectFrom('bulletin.approval')
    .select([
      'id',
      'edition_id',
      'post_id',
      'number',
      'state',
      'note',
      'asked_by',
      'asked_at',
      'decided_by',
      'decided_for',
      'decided_at',
      'comments',
      'ended_by',
      'ended_at',
    ])
    .where('editionId' in of ? 'edition_id' : 'post_id', '=', 'editionId' in of ? of.editionId : of.postId)
    .orderBy('number', 'desc')
    .execute()

/** The name behind each id; Holdfast's own doing, and people who are not known any more, have a name too. */
export async function nameTeller(
  tx: Tx,
  ids: readonly (string | null)[],
): Promise<(id: string | null) => string> {
  const names = await namesOf(
    tx,
    ids.filter((id) => id !== null),
  )
  return (id) => (id === null ? 'Holdfast' : (names.get(id) ?? 'Somebody who has left'))
}

/** Texts that were taken out of an edition, the latest first. */
export const listTakenOut = (tx: Tx, editionId: string) =>
  bulletinIn(tx)
    .selectFrom('bulletin.article')
    .select(['id', 'part', 'heading', 'removed_at'])
    .where('edition_id', '=', editionId)
    .where('removed_at', 'is not', null)
    .orderBy('removed_at', 'desc')
    .execute()

/** Where an edition stands on the web, or undefined while it does not. */
export const findPublication = (tx: Tx, of: { readonly editionId: string } | { readonly postId: string }) =>
  bulletinIn(tx)
    .selectFrom('bulletin.publication')
    .select(['id', 'slug', 'published_at', 'withdrawn_at'])
    .where('editionId' in of ? 'edition_id' : 'post_id', '=', 'editionId' in of ? of.editionId : of.postId)
    .executeTakeFirst()

/** Pictures that were brought in for an edition or post, the latest first. */
export const listPictures = (tx: Tx, of: { readonly editionId: string } | { readonly postId: string }) =>
  bulletinIn(tx)
    .selectFrom('bulletin.picture')
    .select(['file_id', 'alt'])
    .where('editionId' in of ? 'edition_id' : 'post_id', '=', 'editionId' in of ? of.editionId : of.postId)
    .orderBy('added_at', 'desc')
    .execute()
