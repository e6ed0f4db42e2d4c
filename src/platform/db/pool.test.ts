import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { scenario } from '#src/testing/scenario.ts'
import { system } from '#platform/auth/actor.ts'
import { inTransaction } from '#platform/db/database.ts'
import { openAs } from '#platform/db/tx.ts'

scenario(
  'a connection that ends between two statements fails the second and nothing else',
  async ({ db, owner }) => {
    const faults: unknown[] = []
    const hear = (fault: unknown) => void faults.push(fault)
    process.on('uncaughtException', hear)
    try {
      const work = inTransaction(db, system('test'), async (tx) => {
        const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(openAs(tx))
        await owner('select pg_terminate_backend($1)', [rows[0]?.pid])
        await pause(100)
        await sql`select 1`.execute(openAs(tx))
      })
      await assert.rejects(work, /terminat|not queryable/i)
      assert.deepEqual(faults, [])
      const { rows } = await inTransaction(db, system('test'), (tx) =>
        sql`select 1 as one`.execute(openAs(tx)),
      )
      assert.deepEqual(rows, [{ one: 1 }])
    } finally {
      process.off('uncaughtException', hear)
    }
  },
)
