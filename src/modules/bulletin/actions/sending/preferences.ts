import { record } from '#platform/audit/record.ts'
import type { Actor } from '#platform/auth/actor.ts'
import type { Tx } from '#platform/db/tx.ts'
import { NotHere, Refusal } from '#platform/http/refusal.ts'
import { sendingEvents } from '../../declarations-sending.ts'
import type { ReaderLink } from '../../mail/reader-link.ts'
import { sendingIn } from '../../tables-sending.ts'
import { speakFor } from './speak-for.ts'
import { comeBack } from './subscribe.ts'

/**
 * Ends every mail of ours to this mailbox, at once. Pressed or sent twice it changes nothing more: mail programs repeat
 * themselves, and a reader who has left wants no error.
 */
export async function unsubscribe(
  tx: Tx,
  actor: Actor,
  input: { readonly link: ReaderLink; readonly how: 'one_click' | 'page' },
  now: Temporal.Instant,
): Promise<void> {
  const { mailboxId, sendingId } = input.link
  await openMailbox(tx, mailboxId)
  await sayNo(tx, { mailboxId, covers: 'all' }, now)
  await sendingIn(tx)
    .updateTable('bulletin.mailbox')
    .set({ blog_since: null, changed_at: now })
    .where('id', '=', mailboxId)
    .execute()
  await noteInLedger(tx, input.link, now)
  await record(tx, actor, sendingEvents.unsubscribed, {
    mailbox: mailboxId,
    sending: sendingId,
    how: input.how,
  })
}

export type Preferences = { readonly bulletin: 'yes' | 'no'; readonly blog: 'yes' | 'no' }

/** What a reader chose on the page that their own link opens. They take back their own no, and nobody else's. */
export async function savePreferences(
  tx: Tx,
  actor: Actor,
  input: { readonly link: ReaderLink } & Preferences,
  now: Temporal.Instant,
): Promise<void> {
  const { mailboxId } = input.link
  const mailbox = await openMailbox(tx, mailboxId)
  await comeBack(tx, mailboxId, 'The reader chose so.', now)
  const bar = await sendingIn(tx)
    .selectFrom('bulletin.suppression')
    .select('reason')
    .where('mailbox_id', '=', mailboxId)
    .where('lifted_at', 'is', null)
    .executeTakeFirst()
  if (bar && (input.bulletin === 'yes' || input.blog === 'yes'))
    throw new Refusal(
      'barred',
      'Mails to this address came back or were ended by the partnership. Write to us if you want them again.',
    )
  if (input.bulletin === 'no') {
    await sayNo(tx, { mailboxId, covers: input.blog === 'yes' ? 'bulletin' : 'all' }, now)
    await noteInLedger(tx, input.link, now)
  }
  await sendingIn(tx)
    .updateTable('bulletin.mailbox')
    .set({
      blog_since: input.blog === 'yes' ? (mailbox.blog_since ?? now) : null,
      left_at:
        input.bulletin === 'yes' ? null : mailbox.confirmed_at === null ? null : (mailbox.left_at ?? now),
      changed_at: now,
    })
    .where('id', '=', mailboxId)
    .execute()
  await record(tx, actor, sendingEvents.preferences_changed, {
    mailbox: mailboxId,
    bulletin: input.bulletin,
    blog: input.blog,
  })
}

/** @throws NotHere where there is no such mailbox: a link to one that was removed reads like a link that never was */
async function openMailbox(tx: Tx, mailboxId: string) {
  await speakFor(tx, { id: mailboxId })
  const mailbox = await sendingIn(tx)
    .selectFrom('bulletin.mailbox')
    .select(['id', 'confirmed_at', 'left_at', 'blog_since'])
    .where('id', '=', mailboxId)
    .forUpdate()
    .executeTakeFirst()
  if (!mailbox) throw new NotHere('no such mailbox')
  return mailbox
}

async function sayNo(
  tx: Tx,
  { mailboxId, covers }: { mailboxId: string; covers: 'all' | 'bulletin' },
  now: Temporal.Instant,
): Promise<void> {
  // A mailbox that was barred for another reason stays barred for that one. A no to the bulletin alone becomes a no to all.
  await sendingIn(tx)
    .insertInto('bulletin.suppression')
    .values({
      mailbox_id: mailboxId,
      reason: 'unsubscribed',
      covers,
      added_by: null,
      added_at: now,
      lifted_at: null,
      lifted_by: null,
      lifted_because: null,
    })
    .onConflict((conflict) => conflict.column('mailbox_id').where('lifted_at', 'is', null).doNothing())
    .execute()
  await sendingIn(tx)
    .updateTable('bulletin.suppression')
    .set({ covers })
    .where('mailbox_id', '=', mailboxId)
    .where('reason', '=', 'unsubscribed')
    .where('lifted_at', 'is', null)
    .execute()
  await sendingIn(tx)
    .updateTable('bulletin.mailbox')
    .set({ left_at: now })
    .where('id', '=', mailboxId)
    .where('confirmed_at', 'is not', null)
    .where('left_at', 'is', null)
    .execute()
}

/** For the edition's figures: which mail it was that made somebody leave. */
async function noteInLedger(
  tx: Tx,
  { mailboxId, sendingId }: ReaderLink,
  now: Temporal.Instant,
): Promise<void> {
  if (sendingId === null) return
  await sendingIn(tx)
    .updateTable('bulletin.delivery')
    .set({ unsubscribed_at: now })
    .where('sending_id', '=', sendingId)
    .where('mailbox_id', '=', mailboxId)
    .where('unsubscribed_at', 'is', null)
    .execute()
}
