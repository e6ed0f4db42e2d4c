import { createHash } from 'node:crypto'
import { system, type Actor } from '#platform/auth/actor.ts'
import type { Tx } from '#platform/db/tx.ts'
import type { BulkOutcome } from '#platform/mail/bulk/batch.ts'
import { claimBatch, type ClaimedMail } from '../actions/sending/claim-batch.ts'
import { finishRun } from '../actions/sending/finish-run.ts'
import { keepResults } from '../actions/sending/keep-results.ts'
import { prepareReaders } from '../actions/sending/prepare-readers.ts'
import { sendToFailures, startSending, type Started } from '../actions/sending/start-sending.ts'
import { bar } from '../actions/sending/suppress.ts'
import { sendingIn, type ReportKind } from '../tables-sending.ts'

const holdfast = system('demo')

const localParts = ['office', 'reception', 'admin', 'enquiries'] as const
const places = [
  'larkrise-nursery',
  'millpond-dance',
  'fernshire-scouts',
  'saltings-swimming',
  'old-quay-chess',
  'harbour-brass-band',
  'tidewater-tutors',
  'northmoor-riding',
  'heron-hall',
  'copperbeech-choir',
] as const

/** Readers from outside who asked for the bulletin in the year before its first edition here: clubs, nurseries and halls of the county. */
export async function loadOutsideReaders(tx: Tx, since: Temporal.Instant): Promise<void> {
  const addresses = localParts.flatMap((local) => places.map((place) => `${local}@${place}.example`))
  await sendingIn(tx)
    .insertInto('bulletin.mailbox')
    .values(
      addresses.map((address, at) => {
        const asked = since.add({ hours: at * 8 * 24 + (at % 9) })
        const confirmed = asked.add({ minutes: 4 + (at % 50) })
        return {
          address,
          address_key: address,
          asked_at: asked,
          confirmed_at: confirmed,
          left_at: null,
          blog_since: at % 4 === 0 ? confirmed : null,
          added_at: asked,
          changed_at: confirmed,
        }
      }),
    )
    .execute()
}

/** What did not go smoothly in one sending, by how many readers. The rest simply arrived. */
export type Mishaps = {
  readonly refused: number
  readonly returned: number
  readonly full: number
  readonly inDoubt: number
  readonly unsubscribed: number
  readonly complained: number
  /** Whether the officer sent it again to those it did not reach. */
  readonly sentAgain: boolean
}

type PastSending = {
  readonly editionId: string
  readonly officer: Actor
  readonly mishaps: Mishaps
  /** The cast, whose mails always arrive: nobody should begin a demonstration by being barred. */
  readonly spared: ReadonlySet<string>
}

const taken: BulkOutcome = { kind: 'accepted', response: '250 2.0.0 Ok: queued' }
const refused: BulkOutcome = {
  kind: 'refused',
  permanent: true,
  code: 550,
  reason: '550 5.7.1 Our filter did not take this mail',
}
const inDoubt: BulkOutcome = {
  kind: 'in_doubt',
  reason: 'The connection ended before the mail server answered.',
}

/** Sends an approved edition as it was sent then: the same steps, lists and ledger, with the answers that mail servers gave. */
export async function sendInThePast(
  tx: Tx,
  { editionId, officer, mishaps, spared }: PastSending,
  at: Temporal.Instant,
): Promise<void> {
  const later = (hours: number) => at.add({ hours })
  const started = await startSending(tx, officer, { editionId }, at)
  const mails = await run(tx, started, { outcomeOf: outcomesBy(mishaps), spared }, at)
  const next = takeFrom(mails.slice(mishaps.refused + mishaps.inDoubt))
  for (const mail of next(mishaps.returned)) await comesBack(tx, started, mail, gone, later(2))
  for (const mail of next(mishaps.full)) await comesBack(tx, started, mail, full, later(30))
  for (const mail of next(mishaps.complained)) await comesBack(tx, started, mail, complaint, later(7))
  for (const mail of next(mishaps.unsubscribed)) await saysNo(tx, started, mail, later(5))
  if (!mishaps.sentAgain) return
  const again = await sendToFailures(tx, officer, { editionId, number: started.number }, later(26))
  await run(tx, again, { outcomeOf: () => taken, spared }, later(26))
}

const outcomesBy =
  ({ refused: no, inDoubt: doubts }: Mishaps) =>
  (place: number): BulkOutcome =>
    place < no ? refused : place < no + doubts ? inDoubt : taken

/** Works one sending through, and gives its mails in the order in which mishaps befall them. */
async function run(
  tx: Tx,
  { id }: Started,
  how: { readonly outcomeOf: (place: number) => BulkOutcome; readonly spared: ReadonlySet<string> },
  at: Temporal.Instant,
): Promise<readonly ClaimedMail[]> {
  await prepareReaders(tx, holdfast, id, at.add({ seconds: 1 }))
  const worker = crypto.randomUUID()
  const { mails } = await claimBatch(tx, { sendingId: id, worker, most: 10_000 }, at.add({ seconds: 2 }))
  const shuffled = mails
    .filter(({ name }) => !how.spared.has(name))
    .toSorted((a, b) => (digest(id, a.address) < digest(id, b.address) ? -1 : 1))
  const inOrder = [...shuffled, ...mails.filter(({ name }) => how.spared.has(name))]
  const results = inOrder.map((mail, place) => ({
    batch: worker,
    id: mail.mailboxId,
    outcome: how.outcomeOf(place),
  }))
  const ended = at.add({ minutes: 4 })
  await keepResults(tx, results, { worker, sendingId: id }, ended)
  await sendingIn(tx).updateTable('bulletin.sending').set({ way: 'smtp' }).where('id', '=', id).execute()
  await finishRun(tx, holdfast, id, ended)
  return shuffled
}

/** An order in which a person sees no pattern, and another one for each sending. */
const digest = (...words: readonly string[]): string =>
  createHash('sha256').update(words.join(' ')).digest('hex')

const takeFrom = (mails: readonly ClaimedMail[]) => {
  let from = 0
  return (count: number): readonly ClaimedMail[] => mails.slice(from, (from += count))
}

type Told = { readonly kind: ReportKind; readonly status: string | null; readonly words: string }

const gone: Told = { kind: 'permanent', status: '5.1.1', words: 'There is no mailbox of this name here' }
const full: Told = { kind: 'temporary', status: '4.2.2', words: 'The mailbox is full' }
const complaint: Told = { kind: 'complaint', status: null, words: 'The reader complained.' }

async function comesBack(
  tx: Tx,
  { id }: Started,
  { mailboxId }: ClaimedMail,
  told: Told,
  at: Temporal.Instant,
): Promise<void> {
  await sendingIn(tx)
    .insertInto('bulletin.report')
    .values({
      ...told,
      mailbox_id: mailboxId,
      sending_id: id,
      mail_sha256: createHash('sha256').update(`${id} ${mailboxId}`).digest(),
      read_at: at,
      set_aside_at: null,
    })
    .execute()
  if (told.kind !== 'complaint')
    await settle(tx, id, mailboxId, { state: 'bounced', answer: told.words, changed_at: at })
  if (told.kind === 'temporary') return
  const reason = told.kind === 'complaint' ? 'complaint' : 'bounced'
  await bar(tx, { mailboxId, reason, note: told.words, by: null }, at)
}

async function saysNo(
  tx: Tx,
  { id }: Started,
  { mailboxId }: ClaimedMail,
  at: Temporal.Instant,
): Promise<void> {
  await settle(tx, id, mailboxId, { unsubscribed_at: at })
  await sendingIn(tx)
    .insertInto('bulletin.suppression')
    .values({
      mailbox_id: mailboxId,
      reason: 'unsubscribed',
      added_by: null,
      added_at: at,
      lifted_at: null,
      lifted_by: null,
      lifted_because: null,
    })
    .execute()
  await sendingIn(tx)
    .updateTable('bulletin.mailbox')
    .set({ left_at: at })
    .where('id', '=', mailboxId)
    .where('confirmed_at', 'is not', null)
    .execute()
}

type Change =
  | { readonly unsubscribed_at: Temporal.Instant }
  | { readonly state: 'bounced'; readonly answer: string; readonly changed_at: Temporal.Instant }

const settle = (tx: Tx, sendingId: string, mailboxId: string, change: Change) =>
  sendingIn(tx)
    .updateTable('bulletin.delivery')
    .set(change)
    .where('sending_id', '=', sendingId)
    .where('mailbox_id', '=', mailboxId)
    .execute()
