import type { Actor } from '#platform/auth/actor.ts'
import type { Tx } from '#platform/db/tx.ts'
import { Refusal } from '#platform/http/refusal.ts'
import { getApprovedSnapshot } from '../queries/approved-snapshot.ts'
import { fitLine, longestHeading } from '../rules/heading.ts'
import { bulletinIn } from '../tables.ts'
import { ownPicture } from './add-picture.ts'
import { insertArticle } from './change-article.ts'
import { keepEditionVersion, makeEdition } from './change-edition.ts'
import { lockEdition } from './load-edition.ts'

/**
 * A new edition that corrects one which has gone out: it begins with exactly what was sent, goes through approval like any other,
 * and is sent to those who got the wrong one.
 */
export async function makeCorrection(
  tx: Tx,
  actor: Actor,
  input: { readonly editionId: string },
  now: Temporal.Instant,
): Promise<{ id: string }> {
  const wrong = await lockEdition(tx, input.editionId)
  const snapshot = await getApprovedSnapshot(tx, wrong.id)
  if (wrong.state !== 'sent' || !snapshot)
    throw new Refusal('not_sent', 'Only an edition that has gone out is corrected. Change this one instead.')
  const open = await bulletinIn(tx)
    .selectFrom('bulletin.edition')
    .select('id')
    .where('corrects_edition_id', '=', wrong.id)
    .where('state', 'not in', ['sent', 'cancelled'])
    .executeTakeFirst()
  if (open) throw new Refusal('correction_open', 'A correction of this edition is being written already.')
  const { content } = snapshot
  const correction = await makeEdition(
    tx,
    actor,
    {
      title: fitLine(`Correction: ${content.title}`, longestHeading),
      subject: fitLine(`Correction: ${content.subject}`, 200),
      month: wrong.month_on,
      audience: wrong.audience,
      corrects: wrong.id,
      how: 'correction',
    },
    now,
  )
  const texts = [
    ...(content.introduction
      ? [{ part: 'introduction' as const, heading: '', body: content.introduction }]
      : []),
    ...content.articles.map(({ heading, body }) => ({ part: 'article' as const, heading, body })),
    ...(content.closing ? [{ part: 'closing' as const, heading: '', body: content.closing }] : []),
  ]
  for (const [position, text] of texts.entries())
    await insertArticle(
      tx,
      actor,
      { ...text, editionId: correction.id, postId: null, position, imported: false },
      now,
    )
  const pictures = await bulletinIn(tx)
    .selectFrom('bulletin.picture')
    .select(['file_id', 'alt'])
    .where('edition_id', '=', wrong.id)
    .execute()
  for (const picture of pictures)
    await ownPicture(
      tx,
      actor,
      { owner: { editionId: correction.id }, fileId: picture.file_id, alt: picture.alt },
      now,
    )
  await keepEditionVersion(tx, actor, correction.id, now)
  return correction
}
