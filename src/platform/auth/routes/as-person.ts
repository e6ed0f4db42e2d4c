import type { Actor, PersonActor } from '../actor.ts'
import { NotHere } from '#platform/http/refusal.ts'

/** The person behind a route that only people use; an API token has no sign-in to look after. */
export function asPerson(actor: Actor): PersonActor {
  if (actor.kind !== 'person') throw new NotHere('only a person has an account')
  return actor
}
