import { record } from '#platform/audit/record.ts'
import type { Actor } from '#platform/auth/actor.ts'
import type { Tx } from '#platform/db/tx.ts'
import { NotHere, Refusal } from '#platform/http/refusal.ts'
import { parseAddress } from '#platform/mail/address.ts'
import { events } from '../declarations.ts'
import { networkIn } from '../tables.ts'
import type { PrivateContact } from '../queries/find-person.ts'

/** Keeps a person's own private contact details, or takes them out when all are empty. Only they themselves can. */
export async function keepContact(
  tx: Tx,
  actor: Actor,
  contact: PrivateContact,
  now: Temporal.Instant,
): Promise<void> {
  if (actor.kind !== 'person') throw new NotHere('only a person has contact details')
  if (contact.email) {
    const check = parseAddress(contact.email)
    if (!check.ok) throw new Refusal('no_address', check.problem.replace(/\.$/, ''), 'email')
  }
  const network = networkIn(tx)
  if (!contact.mobile && !contact.email && !contact.note)
    await network.deleteFrom('network.private_contact').where('person_id', '=', actor.personId).execute()
  else
    await network
      .insertInto('network.private_contact')
      .values({ person_id: actor.personId, ...contact, changed_at: now })
      .onConflict((conflict) => conflict.column('person_id').doUpdateSet({ ...contact, changed_at: now }))
      .execute()
  await record(tx, actor, events.contact_changed, {})
}
