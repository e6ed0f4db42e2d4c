import { Kysely, PostgresDialect, sql } from 'kysely'
import type pg from 'pg'
import type { Actor } from '#platform/auth/actor.ts'
import { personOf } from '#platform/auth/actor.ts'
import { createPool } from './pool.ts'
import type { Tx } from './tx.ts'
import { seal } from './tx.ts'

/** The database as pages and jobs may use it: only through transactions that carry a role and an actor. */
export type Database = {
  /** What visitors and people ask for. */
  readonly app: Kysely<unknown>
  /** What Holdfast does by itself. */
  readonly work: Kysely<unknown>
  close(): Promise<void>
}

/**
 * Opens a pool for each of the two logins, which own nothing and by themselves may read nothing. The one that pages use cannot
 * take the system's role, so a fault in a page cannot either, whatever statement it lets in.
 */
export function openDatabase(app: pg.PoolConfig, work: pg.PoolConfig): Database {
  const [pages, ours] = [open(app), open(work)]
  return {
    app: pages,
    work: ours,
    close: async () => {
      await Promise.all([pages.destroy(), ours.destroy()])
    },
  }
}

const open = (config: pg.PoolConfig) =>
  new Kysely<unknown>({ dialect: new PostgresDialect({ pool: createPool(config) }) })

/** The database role each kind of actor takes. What a role may do is decided by grants and policies in the migrations. */
export const roleOf = (actor: Actor): 'holdfast_visitor' | 'holdfast_person' | 'holdfast_system' => {
  switch (actor.kind) {
    case 'visitor':
      return 'holdfast_visitor'
    case 'person':
    case 'token':
      return 'holdfast_person'
    case 'system':
      return 'holdfast_system'
  }
}

type Options = {
  readOnly?: boolean
  repeatable?: boolean
  /** A statement that runs longer is cut off, so that one page cannot hold a connection from all others. */
  cutOffSeconds?: number
}

/**
 * Runs work in one transaction under the actor's database role. `set_config(…, true)` ends with the transaction, so neither
 * role nor actor reaches the connection's next user. `holdfast.strength` lets policies ask for a strong sign-in.
 * A throw rolls everything back: rows, audit lines and jobs alike.
 */
export async function inTransaction<T>(
  db: Database,
  actor: Actor,
  work: (tx: Tx) => Promise<T>,
  options: Options = {},
): Promise<T> {
  let begin = (actor.kind === 'system' ? db.work : db.app).transaction()
  if (options.readOnly) begin = begin.setAccessMode('read only')
  if (options.repeatable) begin = begin.setIsolationLevel('repeatable read')
  return begin.execute(async (transaction) => {
    const strength = actor.kind === 'person' ? actor.strength : ''
    const cutOff = options.cutOffSeconds
      ? sql`, set_config('statement_timeout', ${`${options.cutOffSeconds}s`}, true)`
      : sql``
    await sql`select set_config('role', ${roleOf(actor)}, true),
      set_config('holdfast.actor', ${personOf(actor) ?? ''}, true),
      set_config('holdfast.actor_kind', ${actor.kind}, true),
      set_config('holdfast.strength', ${strength}, true)${cutOff}`.execute(transaction)
    return work(seal(transaction))
  })
}
