import { record } from '#platform/audit/record.ts'
import { personOf, type Actor } from '#platform/auth/actor.ts'
import type { Tx } from '#platform/db/tx.ts'
import { NotHere, Refusal } from '#platform/http/refusal.ts'
import { events } from '../declarations.ts'
import { findOrganisation } from '../queries/find-organisation.ts'
import { mustKeep } from '../queries/keeps.ts'
import { sealList } from '../queries/list-seal.ts'
import { londonDay } from '../rules/london-day.ts'
import { networkIn } from '../tables.ts'

/** Confirms that an organisation's whole list is right as of today. Refused when the list is not the one that was looked at. */
export async function confirmList(
  tx: Tx,
  actor: Actor,
  input: { readonly organisationId: string; readonly seal: string },
  now: Temporal.Instant,
): Promise<number> {
  await mustKeep(tx, input.organisationId)
  const organisation = await findOrganisation(tx, input.organisationId)
  if (!organisation) throw new NotHere('no such organisation')
  const { seal, people } = await sealList(tx, input.organisationId, londonDay(now))
  if (seal !== input.seal)
    throw new Refusal(
      'list_changed',
      'The list has changed since you opened this page. Look through it once more, then confirm it.',
    )
  await networkIn(tx)
    .insertInto('network.confirmation')
    .values({
      organisation_id: input.organisationId,
      confirmed_by: personOf(actor),
      confirmed_at: now,
      people,
    })
    .execute()
  await record(tx, actor, events.list_confirmed, { organisation: input.organisationId, people })
  return people
}
