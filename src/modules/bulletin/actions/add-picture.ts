import { record } from '#platform/audit/record.ts'
import type { Actor } from '#platform/auth/actor.ts'
import { personOf } from '#platform/auth/actor.ts'
import type { Tx } from '#platform/db/tx.ts'
import type { PreparedFile } from '#platform/files/prepare-file.ts'
import { storeFile } from '#platform/files/store-file.ts'
import { events } from '../declarations.ts'
import { bulletinIn } from '../tables.ts'

type Owner = { readonly editionId: string } | { readonly postId: string }

/** Stores a picture that was drawn anew, with the words that say what it shows. Private until what uses it is published. */
export async function addPicture(
  tx: Tx,
  actor: Actor,
  input: { readonly owner: Owner; readonly file: PreparedFile; readonly alt: string },
  now: Temporal.Instant,
): Promise<{ fileId: string }> {
  const ownerId = 'editionId' in input.owner ? input.owner.editionId : input.owner.postId
  const fileId = await storeFile(
    tx,
    actor,
    input.file,
    { purpose: 'bulletin.picture', ownerId, readers: ['officer', 'approver'] },
    now,
  )
  await ownPicture(tx, actor, { owner: input.owner, fileId, alt: input.alt }, now)
  return { fileId }
}

/** Lets an edition or post use a picture that is stored already, such as one that came with an imported file. */
export async function ownPicture(
  tx: Tx,
  actor: Actor,
  input: { readonly owner: Owner; readonly fileId: string; readonly alt: string },
  now: Temporal.Instant,
): Promise<void> {
  await bulletinIn(tx)
    .insertInto('bulletin.picture')
    .values({
      file_id: input.fileId,
      edition_id: 'editionId' in input.owner ? input.owner.editionId : null,
      post_id: 'postId' in input.owner ? input.owner.postId : null,
      alt: input.alt,
      added_by: personOf(actor),
      added_at: now,
    })
    .onConflict((on) => on.doNothing())
    .execute()
  await record(tx, actor, events.picture_added, { picture: input.fileId })
}
