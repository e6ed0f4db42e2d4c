import { record } from '#platform/audit/record.ts'
import { personOf, type Actor } from '#platform/auth/actor.ts'
import type { Tx } from '#platform/db/tx.ts'
import { NotHere } from '#platform/http/refusal.ts'
import { events } from '../declarations.ts'
import { networkIn } from '../tables.ts'

/**
 * Keeps what a person looks for, so that the address of the result holds an opaque id that only they can open. Looking for
 * nothing keeps nothing: it leads back to the whole list.
 */
export async function searchDirectory(
  tx: Tx,
  actor: Actor,
  input: { readonly words: string | null },
  now: Temporal.Instant,
): Promise<string | null> {
  const personId = personOf(actor)
  if (!personId) throw new NotHere('only a person searches')
  const search = input.words === null ? null : crypto.randomUUID()
  if (search !== null && input.words !== null)
    await networkIn(tx)
      .insertInto('network.search')
      .values({ id: search, person_id: personId, words: input.words, made_at: now })
      .execute()
  await record(tx, actor, events.directory_searched, { search })
  return search
}
