import { createHash } from 'node:crypto'
import { record } from '#platform/audit/record.ts'
import { personOf, type Actor } from '#platform/auth/actor.ts'
import type { Tx } from '#platform/db/tx.ts'
import { Refusal } from '#platform/http/refusal.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { sendEditionsShape, sendTestsShape } from '../../jobs/shapes.ts'
import { sendingEvents } from '../../declarations-sending.ts'
import { editionContent } from '../../queries/freeze.ts'
import { tallyOf } from '../../queries/sending/find-sending.ts'
import { canonicalText } from '../../rules/content.ts'
import { failedStates } from '../../rules/sending/delivery-state.ts'
import type { SendingKind } from '../../rules/sending/sending-state.ts'
import { bulletinIn } from '../../tables.ts'
import { sendingIn } from '../../tables-sending.ts'
import { beginSending } from '../edition-state.ts'
import { lockEdition } from '../load-edition.ts'

export type Started = { readonly id: string; readonly editionId: string; readonly number: number }

/**
 * Sends an approved edition to its readers, or a correction to those who got what it corrects. What goes out is copied from
 * the approval, hash and all; the list of readers is made by the job, so that a press of the button answers at once.
 */
export async function startSending(
  tx: Tx,
  actor: Actor,
  input: { readonly editionId: string },
  now: Temporal.Instant,
): Promise<Started> {
  const snapshot = await beginSending(tx, actor, input, now)
  const kind = snapshot.content.correctsEditionId === null ? 'all' : 'correction'
  return insertEditionSending(
    tx,
    actor,
    {
      editionId: snapshot.editionId,
      kind,
      content: snapshot.text,
      sha256: Buffer.from(snapshot.sha256, 'hex'),
      approvalId: snapshot.approvalId,
    },
    now,
  )
}

/** Sends the same mail again to those whom an earlier run certainly did not reach. */
export async function sendToFailures(
  tx: Tx,
  actor: Actor,
  input: { readonly editionId: string; readonly number: number },
  now: Temporal.Instant,
): Promise<Started> {
  await lockEdition(tx, input.editionId)
  const earlier = await sendingIn(tx)
    .selectFrom('bulletin.sending')
    .selectAll()
    .where('edition_id', '=', input.editionId)
    .where('number', '=', input.number)
    .executeTakeFirst()
  if (!earlier || earlier.kind === 'test') throw new Refusal('no_such_sending', 'There is no such sending.')
  if (earlier.state !== 'done' && earlier.state !== 'stopped')
    throw new Refusal(
      'still_sending',
      'Wait until this sending has ended, then send to those it did not reach.',
    )
  const tally = await tallyOf(tx, earlier.id)
  if (failedStates.every((state) => (tally[state] ?? 0) === 0))
    throw new Refusal('nobody_failed', 'This sending reached everybody it could.')
  const next = await sendingIn(tx)
    .selectFrom('bulletin.sending')
    .select('number')
    .where('of_sending_id', '=', earlier.id)
    .executeTakeFirst()
  if (next) throw new Refusal('sent_again', `This was sent again already, as sending ${next.number}.`)
  return insertEditionSending(
    tx,
    actor,
    {
      editionId: input.editionId,
      kind: 'failures',
      content: earlier.content,
      sha256: earlier.sha256,
      approvalId: earlier.approval_id,
      ofSendingId: earlier.id,
    },
    now,
  )
}

const mostTested = 20

/** Mails the edition as it stands now to colleagues, whatever its state: before approval is when it is needed most. */
export async function sendTest(
  tx: Tx,
  actor: Actor,
  input: { readonly editionId: string; readonly people: readonly string[] },
  now: Temporal.Instant,
): Promise<Started> {
  const people = [...new Set(input.people)]
  if (people.length === 0) throw new Refusal('nobody', 'Choose who gets the test mail', 'people')
  if (people.length > mostTested)
    throw new Refusal('too_many', `Choose ${mostTested} people or fewer`, 'people')
  const edition = await lockEdition(tx, input.editionId)
  const content = await editionContent(tx, edition, edition.slug ?? 'test', [], now)
  if (content.subject === '') throw new Refusal('no_subject', 'Write the subject of the mail first.')
  const text = canonicalText(content)
  return insertEditionSending(
    tx,
    actor,
    {
      editionId: edition.id,
      kind: 'test',
      content: text,
      sha256: createHash('sha256').update(text).digest(),
      approvalId: null,
      testPeople: people,
    },
    now,
  )
}

/**
 * Mails a published post of the blog to those who want them, once. Null where nobody does, or what is published is not what
 * stands approved.
 */
export async function startPostSending(
  tx: Tx,
  actor: Actor,
  input: { readonly postId: string },
  now: Temporal.Instant,
): Promise<string | null> {
  const wanted = await sendingIn(tx)
    .selectFrom('bulletin.mailbox')
    .select('id')
    .where('blog_since', 'is not', null)
    .limit(1)
    .executeTakeFirst()
  const approval = await bulletinIn(tx)
    .selectFrom('bulletin.approval')
    .select(['id', 'content', 'sha256'])
    .where('post_id', '=', input.postId)
    .where('state', '=', 'approved')
    .executeTakeFirst()
  if (!wanted || !approval) return null
  const started = await insertSending(
    tx,
    actor,
    {
      editionId: null,
      postId: input.postId,
      kind: 'post',
      content: approval.content,
      sha256: approval.sha256,
      approvalId: approval.id,
    },
    now,
  )
  return started.id
}

type NewSending = {
  readonly editionId: string | null
  readonly postId?: string
  readonly kind: SendingKind
  readonly content: string
  readonly sha256: Buffer
  readonly approvalId: string | null
  readonly ofSendingId?: string
  readonly testPeople?: readonly string[]
}

const insertEditionSending = async (
  tx: Tx,
  actor: Actor,
  sending: NewSending & { readonly editionId: string },
  now: Temporal.Instant,
): Promise<Started> => ({
  ...(await insertSending(tx, actor, sending, now)),
  editionId: sending.editionId,
})

async function insertSending(
  tx: Tx,
  actor: Actor,
  sending: NewSending,
  now: Temporal.Instant,
): Promise<{ id: string; number: number }> {
  const { last } = await sendingIn(tx)
    .selectFrom('bulletin.sending')
    .select((by) => by.fn.max('number').as('last'))
    .where(sending.editionId ? 'edition_id' : 'post_id', '=', sending.editionId ?? sending.postId ?? null)
    .executeTakeFirstOrThrow()
  const started = await sendingIn(tx)
    .insertInto('bulletin.sending')
    .values({
      edition_id: sending.editionId,
      post_id: sending.postId ?? null,
      number: (last ?? 0) + 1,
      kind: sending.kind,
      content: sending.content,
      sha256: sending.sha256,
      approval_id: sending.approvalId,
      of_sending_id: sending.ofSendingId ?? null,
      test_people: sending.testPeople ?? [],
      way: null,
      trouble: null,
      trouble_at: null,
      started_by: personOf(actor),
      started_at: now,
      prepared_at: null,
      ended_at: null,
    })
    .returning(['id', 'number'])
    .executeTakeFirstOrThrow()
  if (sending.editionId === null)
    await record(tx, actor, sendingEvents.post_sending_started, {
      sending: started.id,
      post: sending.postId ?? null,
    })
  else
    await record(tx, actor, sendingEvents.sending_started, {
      sending: started.id,
      edition: sending.editionId,
      kind: sending.kind,
    })
  await enqueue(tx, sending.kind === 'test' ? sendTestsShape : sendEditionsShape, {})
  return started
}
