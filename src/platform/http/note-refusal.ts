import { platformEvents } from '#platform/audit/events.ts'
import { record } from '#platform/audit/record.ts'
import type { Actor } from '#platform/auth/actor.ts'
import { inTransaction } from '#platform/db/database.ts'
import type { House } from './house.ts'
import { routeName, type DeclaredRoute } from './route.ts'

/** Writes down that somebody was not let in: the route's pattern, never the address or what was sent. */
export const noteRefusal = (
  house: House,
  actor: Actor,
  route: DeclaredRoute,
  requestId: string,
): Promise<void> =>
  inTransaction(house.db, actor, (tx) =>
    record(tx, actor, platformEvents.refused, { route: routeName(route) }, { requestId }),
  )
