import { record } from '#platform/audit/record.ts'
import type { Actor } from '#platform/auth/actor.ts'
import type { Tx } from '#platform/db/tx.ts'
import { NotHere, Refusal } from '#platform/http/refusal.ts'
import { mailboxKey, parseAddress } from '#platform/mail/address.ts'
import type { LinkKey } from '#platform/mail/links.ts'
import { queueMail } from '#platform/outbox/queue-mail.ts'
import { sendingEvents } from '../../declarations-sending.ts'
import { confirmToken, readConfirmToken, readerToken } from '../../mail/reader-link.ts'
import { sendingIn } from '../../tables-sending.ts'
import { addMailbox } from './add-mailbox.ts'
import { speakFor } from './speak-for.ts'

// Nobody can have a stranger's mailbox filled with our letters by pressing again and again.
const quietMinutes = 15
const confirmDays = 7

/**
 * Somebody asks for the bulletin at an address. Whatever we know of the address, the answer to the person is the same; what
 * comes by mail differs. Nothing is sent to it, but for this one letter, until the link in it is confirmed.
 */
export async function askForBulletin(
  tx: Tx,
  actor: Actor,
  input: { readonly address: string; readonly keys: readonly LinkKey[] },
  now: Temporal.Instant,
): Promise<void> {
  const check = parseAddress(input.address)
  if (!check.ok) throw new Refusal('address', check.problem, 'address')
  const key = mailboxKey(check.address)
  await speakFor(tx, { key })
  const mailbox = await addMailbox(tx, check.address, key, now)
  await record(tx, actor, sendingEvents.subscription_asked, { mailbox: mailbox.id })
  await speakFor(tx, { id: mailbox.id })
  const barred = await findBar(tx, mailbox.id)
  // A mailbox that bounced, complained or was barred by hand gets not even this letter.
  if (barred && barred.reason !== 'unsubscribed') return
  const recently = mailbox.asked_at && now.since(mailbox.asked_at).total('minutes') < quietMinutes
  if (recently) return
  await sendingIn(tx)
    .updateTable('bulletin.mailbox')
    .set({ asked_at: now, changed_at: now })
    .where('id', '=', mailbox.id)
    .execute()
  const gets = mailbox.confirmed_at !== null && mailbox.left_at === null && !barred
  await queueMail(
    tx,
    gets
      ? alreadyLetter(check.address, mailbox.id, input.keys)
      : confirmLetter(check.address, mailbox.id, input.keys, now),
    now,
  )
}

const findBar = (tx: Tx, mailboxId: string) =>
  sendingIn(tx)
    .selectFrom('bulletin.suppression')
    .select(['id', 'reason'])
    .where('mailbox_id', '=', mailboxId)
    .where('lifted_at', 'is', null)
    .executeTakeFirst()

const why = 'You get this letter because somebody entered this address on our page.'

const confirmLetter = (
  address: string,
  mailboxId: string,
  keys: readonly LinkKey[],
  now: Temporal.Instant,
) => ({
  to: { address },
  purpose: 'bulletin.confirm',
  subject: 'Confirm that you want the bulletin',
  expiresAt: now.add({ hours: confirmDays * 24 }),
  notice: {
    heading: 'Do you want our bulletin?',
    paragraphs: ['Somebody asked for our bulletin at this address. If it was you, confirm it on our page.'],
    action: { label: 'Confirm', href: `/bulletins/confirm/${confirmToken(mailboxId, keys, now)}` },
    afterAction: [
      'The link works for seven days. If it was not you, do nothing: without it you get no bulletin.',
    ],
    why,
  },
})

const alreadyLetter = (address: string, mailboxId: string, keys: readonly LinkKey[]) => ({
  to: { address },
  purpose: 'bulletin.confirm',
  subject: 'You get the bulletin already',
  notice: {
    heading: 'You get our bulletin already',
    paragraphs: [
      'Somebody asked for our bulletin at this address. It comes to you already, so nothing changes.',
    ],
    action: {
      label: 'Choose what you get',
      href: `/bulletins/preferences/${readerToken({ mailboxId, sendingId: null }, keys)}`,
    },
    why,
  },
})

/** The second half of asking: only who reads the mailbox can do it. Lifts the reader's own no, and nobody else's. */
export async function confirmBulletin(
  tx: Tx,
  actor: Actor,
  input: { readonly token: string; readonly keys: readonly LinkKey[] },
  now: Temporal.Instant,
): Promise<void> {
  const mailboxId = readConfirmToken(input.token, input.keys, now)
  if (!mailboxId) throw new Refusal('link', 'This link does not work any more. Ask for the bulletin again.')
  await speakFor(tx, { id: mailboxId })
  const mailbox = await sendingIn(tx)
    .selectFrom('bulletin.mailbox')
    .select(['id', 'confirmed_at', 'left_at', 'asked_at'])
    .where('id', '=', mailboxId)
    .forUpdate()
    .executeTakeFirst()
  if (!mailbox) throw new NotHere('no such mailbox')
  await comeBack(tx, mailboxId, 'The reader asked for the bulletin again.', now)
  await sendingIn(tx)
    .updateTable('bulletin.mailbox')
    .set({
      asked_at: mailbox.asked_at ?? now,
      // Pressed twice, it stays as it was the first time.
      confirmed_at: mailbox.left_at === null ? (mailbox.confirmed_at ?? now) : now,
      left_at: null,
      changed_at: now,
    })
    .where('id', '=', mailboxId)
    .execute()
  await record(tx, actor, sendingEvents.subscribed, { mailbox: mailboxId })
}

/** Takes back the reader's own no. */
export const comeBack = (tx: Tx, mailboxId: string, because: string, now: Temporal.Instant) =>
  sendingIn(tx)
    .updateTable('bulletin.suppression')
    .set({ lifted_at: now, lifted_because: because })
    .where('mailbox_id', '=', mailboxId)
    .where('reason', '=', 'unsubscribed')
    .where('lifted_at', 'is', null)
    .execute()
