import { inTransaction } from '#platform/db/database.ts'
import { record } from '#platform/audit/record.ts'
import type { Tx } from '#platform/db/tx.ts'
import type { AuditEvent } from '#platform/declare/declarations.ts'
import type { Answer } from './answers.ts'
import type { Asker, House } from './house.ts'
import { NotHere } from './refusal.ts'
import type { GetRoute, RequestFacts } from './route.ts'
import { isSound } from './sound-text.ts'

/** Runs a declared page: reads what was asked, shows it, and writes down that it was seen, all in one transaction. */
export async function runGet(
  house: House,
  route: GetRoute,
  asker: Asker,
  asked: { params: unknown; query: unknown; request: RequestFacts },
): Promise<Answer> {
  const params = route.params ? route.params.safeParse(asked.params) : { success: true as const, data: {} }
  if (!params.success || !isSound(asked.params)) throw new NotHere('no such address')
  // A filter that cannot be read is as if it were not set: an old or mistyped link still leads to the list.
  const query = route.query ? readQuery(route.query, asked.query) : {}
  const now = house.clock()
  const show = async (tx: Tx): Promise<Answer> => {
    const context = {
      tx,
      actor: asker.actor,
      now,
      params: params.data,
      query,
      platform: house.platform,
      request: asked.request,
    } as never
    const answer = await route.show(context)
    if (!answer) throw new NotHere('hidden or absent')
    if (route.audit !== 'none') {
      const event = (Array.isArray(route.audit) ? route.audit[0] : route.audit) as AuditEvent
      await record(tx, asker.actor, event, (route.tells?.(context, answer) ?? {}) as never, {
        requestId: asked.request.id,
      })
    }
    return answer
  }
  if (route.withoutDatabase && route.audit === 'none') return show(noTx)
  const { cutOffSeconds } = route
  return inTransaction(house.db, asker.actor, show, cutOffSeconds === null ? {} : { cutOffSeconds })
}

// Whatever is asked of it fails at once, so that a page which said it needs no database cannot use one by mistake.
const noTx = Object.freeze({}) as Tx

function readQuery(schema: NonNullable<GetRoute['query']>, asked: unknown): unknown {
  const given = Object.fromEntries(Object.entries(asked as object).filter((one) => isSound(one)))
  const whole = schema.safeParse(given)
  if (whole.success) return whole.data
  const wrong = new Set(whole.error.issues.map((issue) => String(issue.path[0])))
  const kept = Object.fromEntries(Object.entries(given).filter(([name]) => !wrong.has(name)))
  const again = schema.safeParse(kept)
  if (again.success) return again.data
  const bare = schema.safeParse({})
  if (bare.success) return bare.data
  throw new NotHere('a needed part of the address is missing')
}
