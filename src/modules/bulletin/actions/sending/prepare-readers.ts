import { sql } from 'kysely'
import { listRecipients, type Audience as NetworkAudience, type Recipient } from '#modules/network/public.ts'
import { record } from '#platform/audit/record.ts'
import type { Actor } from '#platform/auth/actor.ts'
import type { Tx } from '#platform/db/tx.ts'
import { mailboxKey, parseAddress } from '#platform/mail/address.ts'
import { oneLine } from '#platform/mail/one-line.ts'
import { sendingEvents } from '../../declarations-sending.ts'
import { readSent } from '../../queries/sending/find-sending.ts'
import type { Audience } from '../../rules/audience.ts'
import { failedStates, reachedStates } from '../../rules/sending/delivery-state.ts'
import { sendingIn } from '../../tables-sending.ts'
import { holdMailboxes } from './ledger-lock.ts'

const chunkSize = 1000

/**
 * Writes the ledger of a sending: one row an address, all in this transaction, so that a crash leaves either the whole list or
 * none of it. Does nothing to a sending whose list is made.
 */
export async function prepareReaders(
  tx: Tx,
  actor: Actor,
  sendingId: string,
  now: Temporal.Instant,
): Promise<void> {
  await holdMailboxes(tx)
  const sending = await sendingIn(tx)
    .selectFrom('bulletin.sending')
    .selectAll()
    .where('id', '=', sendingId)
    .forUpdate()
    .executeTakeFirstOrThrow()
  if (sending.state !== 'preparing') return
  const content = readSent(sending)
  let unusable = 0
  switch (sending.kind) {
    case 'all':
      if (content.kind !== 'edition') throw new Error('only an edition has an audience')
      unusable = await addAudience(tx, sending.id, content.audience, now)
      break
    case 'test': {
      const wanted = new Set(sending.test_people)
      unusable = await addPeople(tx, sending.id, {}, (one) => wanted.has(one.personId), now)
      break
    }
    case 'failures':
      await addFailures(tx, sending.id, sending.of_sending_id ?? '')
      break
    case 'correction':
      if (content.kind !== 'edition' || !content.correctsEditionId)
        throw new Error('a correction says what it corrects')
      await addThoseReached(tx, sending.id, content.correctsEditionId)
      break
    case 'post':
      await addBlogReaders(tx, sending.id)
      break
  }
  await sendingIn(tx)
    .updateTable('bulletin.sending')
    .set({ state: 'running', prepared_at: now, unusable })
    .where('id', '=', sending.id)
    .execute()
  const { readers } = await sendingIn(tx)
    .selectFrom('bulletin.delivery')
    .select((by) => by.fn.countAll<number>().as('readers'))
    .where('sending_id', '=', sending.id)
    .executeTakeFirstOrThrow()
  await record(tx, actor, sendingEvents.sending_prepared, { sending: sending.id, readers })
}

async function addAudience(
  tx: Tx,
  sendingId: string,
  audience: Audience,
  now: Temporal.Instant,
): Promise<number> {
  const unusable = audience.network ? await addPeople(tx, sendingId, inNetwork(audience), () => true, now) : 0
  if (audience.outsideReaders)
    await sql`
      insert into bulletin.delivery (sending_id, mailbox_id, organisation_kind)
      select ${sendingId}, id, 'outside' from bulletin.mailbox
      where confirmed_at is not null and left_at is null
      order by id
      on conflict (sending_id, mailbox_id) do nothing`.execute(sendingIn(tx))
  return unusable
}

export const inNetwork = (audience: Audience): NetworkAudience => ({
  roles: audience.roles,
  kinds: audience.organisationKinds,
  areas: audience.areaIds,
})

type Reader = { address: string; key: string; name: string; kind: string }

async function addPeople(
  tx: Tx,
  sendingId: string,
  audience: NetworkAudience,
  wanted: (recipient: Recipient) => boolean,
  now: Temporal.Instant,
): Promise<number> {
  let unusable = 0
  let chunk = new Map<string, Reader>()
  for await (const recipient of listRecipients(tx, audience, now)) {
    if (!wanted(recipient)) continue
    const check = parseAddress(recipient.email)
    if (!check.ok) {
      unusable += 1
      continue
    }
    const key = mailboxKey(check.address)
    const shared = chunk.get(key)
    // Two people who read one mailbox get one mail, which greets neither by name.
    if (shared) shared.name = ''
    else
      chunk.set(key, {
        address: check.address,
        key,
        name: oneLine(recipient.name).slice(0, 400),
        kind: recipient.organisationKind,
      })
    if (chunk.size < chunkSize) continue
    await addReaders(tx, sendingId, [...chunk.values()], now)
    chunk = new Map()
  }
  await addReaders(tx, sendingId, [...chunk.values()], now)
  return unusable
}

async function addReaders(
  tx: Tx,
  sendingId: string,
  readers: readonly Reader[],
  now: Temporal.Instant,
): Promise<void> {
  if (readers.length === 0) return
  // In the order of their keys, so that two sendings that are prepared at once wait for each other and never in a circle.
  const given = readers.toSorted((a, b) => (a.key < b.key ? -1 : 1))
  const keys = given.map((one) => one.key)
  await sql`
    insert into bulletin.mailbox as m (address, address_key, name, added_at, changed_at)
    select g.address, g.key, g.name, ${now}, ${now}
    from unnest(${given.map((one) => one.address)}::text[], ${keys}::text[], ${given.map((one) => one.name)}::text[])
      with ordinality as g (address, key, name, place)
    order by g.place
    on conflict (address_key) do update set name = excluded.name, address = excluded.address, changed_at = excluded.changed_at
      where (m.name, m.address) is distinct from (excluded.name, excluded.address)`.execute(sendingIn(tx))
  const { rows } = await sql<{ address_key: string }>`
    with added as (
      insert into bulletin.delivery (sending_id, mailbox_id, organisation_kind)
      select ${sendingId}, m.id, g.kind
      from unnest(${keys}::text[], ${given.map((one) => one.kind)}::text[]) as g (key, kind)
      join bulletin.mailbox m on m.address_key = g.key
      on conflict (sending_id, mailbox_id) do nothing
      returning mailbox_id)
    select m.address_key from bulletin.mailbox m
    where m.address_key = any(${keys}::text[]) and m.id not in (select mailbox_id from added)`.execute(
    sendingIn(tx),
  )
  if (rows.length === 0) return
  // Somebody of an earlier thousand reads the same mailbox.
  await sendingIn(tx)
    .updateTable('bulletin.mailbox')
    .set({ name: '' })
    .where(
      'address_key',
      'in',
      rows.map((row) => row.address_key),
    )
    .execute()
}

const addFailures = (tx: Tx, sendingId: string, ofSendingId: string) =>
  sql`
    insert into bulletin.delivery (sending_id, mailbox_id, organisation_kind)
    select ${sendingId}, mailbox_id, organisation_kind from bulletin.delivery
    where sending_id = ${ofSendingId} and state = any(${[...failedStates]}::text[])`.execute(sendingIn(tx))

const addThoseReached = (tx: Tx, sendingId: string, editionId: string) =>
  sql`
    insert into bulletin.delivery (sending_id, mailbox_id, organisation_kind)
    select distinct on (d.mailbox_id) ${sendingId}::uuid, d.mailbox_id, d.organisation_kind
    from bulletin.delivery d join bulletin.sending s on s.id = d.sending_id
    where s.edition_id = ${editionId} and s.kind <> 'test' and d.state = any(${[...reachedStates]}::text[])
    order by d.mailbox_id`.execute(sendingIn(tx))

const addBlogReaders = (tx: Tx, sendingId: string) =>
  sql`
    insert into bulletin.delivery (sending_id, mailbox_id, organisation_kind)
    select ${sendingId}, id, 'blog' from bulletin.mailbox where blog_since is not null`.execute(sendingIn(tx))
