import type { PersonActor } from '#platform/auth/actor.ts'
import type { Tx } from '#platform/db/tx.ts'
import { listRecipients } from '#modules/network/public.ts'

/** Those who can take an approver's place: colleagues in post in the same organisation today, by name. */
export async function listDeputies(
  tx: Tx,
  actor: PersonActor,
  now: Temporal.Instant,
): Promise<{ id: string; name: string }[]> {
  const found: { id: string; name: string }[] = []
  for await (const person of listRecipients(tx, {}, now))
    if (person.organisationId === actor.organisationId && person.personId !== actor.personId)
      found.push({ id: person.personId, name: person.name })
  return found.toSorted((a, b) => a.name.localeCompare(b.name, 'en-GB'))
}
