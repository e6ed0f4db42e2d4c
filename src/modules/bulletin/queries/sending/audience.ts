import { listRecipients, type Recipient } from '#modules/network/public.ts'
import type { Tx } from '#platform/db/tx.ts'
import { mailboxKey, parseAddress } from '#platform/mail/address.ts'
import { inNetwork } from '../../actions/sending/prepare-readers.ts'
import type { Audience } from '../../rules/audience.ts'
import { reachedStates } from '../../rules/sending/delivery-state.ts'
import { maskedAddress } from '../../rules/sending/suppression.ts'
import { sendingIn, type SuppressionReason } from '../../tables-sending.ts'

export type SampleReader = { readonly name: string; readonly where: string; readonly address: string }

/** Who an edition would go to if it left now, counted before anybody presses the button. */
export type AudienceCount = {
  /** People in post today who fit, and how many mailboxes they read. */
  readonly people: number
  readonly mailboxes: number
  readonly byKind: ReadonlyMap<string, number>
  readonly outside: number
  /** Outside readers who are people of the network too, and so counted there. */
  readonly outsideToo: number
  readonly unusable: number
  readonly barred: Readonly<Record<SuppressionReason, number>>
  /** Mails that would leave: every mailbox once, without those who must not be written to. */
  readonly mails: number
  readonly sample: readonly SampleReader[]
}

const sampleSize = 10

export async function countAudience(
  tx: Tx,
  audience: Audience,
  now: Temporal.Instant,
): Promise<AudienceCount> {
  const keys = new Set<string>()
  const byKind = new Map<string, number>()
  const sampler = makeSampler()
  let [people, unusable] = [0, 0]
  if (audience.network)
    for await (const recipient of listRecipients(tx, inNetwork(audience), now)) {
      people += 1
      const check = parseAddress(recipient.email)
      if (!check.ok) {
        unusable += 1
        continue
      }
      const key = mailboxKey(check.address)
      if (keys.has(key)) continue
      keys.add(key)
      byKind.set(recipient.organisationKind, (byKind.get(recipient.organisationKind) ?? 0) + 1)
      sampler.offer(sampleOf(recipient))
    }
  const mailboxes = keys.size
  const readers = audience.outsideReaders ? await outsideReaders(tx) : []
  let outsideToo = 0
  for (const reader of readers) {
    if (keys.has(reader.address_key)) outsideToo += 1
    else sampler.offer({ name: 'Outside reader', where: '', address: maskedAddress(reader.address) })
    keys.add(reader.address_key)
  }
  const barred = await countBarred(tx, keys)
  return {
    people,
    mailboxes,
    byKind,
    outside: readers.length,
    outsideToo,
    unusable,
    barred,
    mails: keys.size - Object.values(barred).reduce((sum, count) => sum + count, 0),
    sample: sampler.sample(),
  }
}

/** A correction goes to those who got the wrong edition, and the audience it was written with plays no part. */
export async function countReached(tx: Tx, editionId: string): Promise<number> {
  const { readers } = await sendingIn(tx)
    .selectFrom('bulletin.delivery as d')
    .innerJoin('bulletin.sending as s', 's.id', 'd.sending_id')
    .select((by) => by.fn.count<number>('d.mailbox_id').distinct().as('readers'))
    .where('s.edition_id', '=', editionId)
    .where('s.kind', '<>', 'test')
    .where('d.state', 'in', [...reachedStates])
    .where((by) =>
      by.not(
        by.exists(
          by
            .selectFrom('bulletin.suppression as b')
            .select('b.id')
            .whereRef('b.mailbox_id', '=', 'd.mailbox_id')
            .where('b.lifted_at', 'is', null),
        ),
      ),
    )
    .executeTakeFirstOrThrow()
  return readers
}

const sampleOf = ({ name, organisation, email }: Recipient): SampleReader => ({
  name,
  where: organisation,
  address: email,
})

const outsideReaders = (tx: Tx) =>
  sendingIn(tx)
    .selectFrom('bulletin.mailbox')
    .select(['address', 'address_key'])
    .where('confirmed_at', 'is not', null)
    .where('left_at', 'is', null)
    .execute()

async function countBarred(
  tx: Tx,
  keys: ReadonlySet<string>,
): Promise<Readonly<Record<SuppressionReason, number>>> {
  const barred = { unsubscribed: 0, bounced: 0, complaint: 0, by_hand: 0 }
  const rows = await sendingIn(tx)
    .selectFrom('bulletin.suppression as s')
    .innerJoin('bulletin.mailbox as m', 'm.id', 's.mailbox_id')
    .select(['m.address_key', 's.reason'])
    .where('s.lifted_at', 'is', null)
    .execute()
  for (const row of rows) if (keys.has(row.address_key)) barred[row.reason] += 1
  return barred
}

/** Ten from all over a list whose length is not known beforehand: every one has the same chance, and a second look shows others. */
function makeSampler() {
  const kept: SampleReader[] = []
  let seen = 0
  return {
    offer: (reader: SampleReader): void => {
      seen += 1
      if (kept.length < sampleSize) kept.push(reader)
      else {
        const place = Math.floor(Math.random() * seen)
        if (place < sampleSize) kept[place] = reader
      }
    },
    sample: (): SampleReader[] => kept.toSorted((a, b) => a.name.localeCompare(b.name, 'en-GB')),
  }
}
