import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { Actor } from '#platform/auth/actor.ts'
import { inTransaction } from '#platform/db/database.ts'
import type { Database } from '#platform/db/database.ts'
import { platformEvents } from './events.ts'
import { record } from './record.ts'
import { sealAudit } from './seal-audit.ts'
import { aPerson, engines, startAuditServer } from './testing.ts'
import type { AuditServer, Ground } from './testing.ts'
import { verifyAudit } from './verify-audit.ts'

const write = (db: Database, actor: Actor, between: () => Promise<unknown> = async () => {}): Promise<void> =>
  inTransaction(db, actor, async (tx) => {
    await record(tx, actor, platformEvents.signed_out, {})
    await between()
    await record(tx, actor, platformEvents.printed, { what: 'edition' })
  })

/** How often each line is under a seal, as the database itself counts: only "once" is right. */
async function timesSealed({ superuser }: Ground): Promise<Record<string, number>> {
  const { rows } = await superuser.query<{ times: number; lines: number }>(`
    select times, count(*) as lines from (
      select e.id, (select count(*) from platform.audit_seal s where e.id <@ s.entries) as times from platform.audit_entry e
    ) as counted group by times`)
  return Object.fromEntries(rows.map(({ times, lines }) => [times, lines]))
}

const settledTo = async ({ superuser }: Ground): Promise<number> => {
  const { rows } = await superuser.query<{ settled: number }>(
    'select max(settled_to) as settled from platform.audit_seal',
  )
  return rows[0]?.settled ?? 0
}

/** A transaction that waits until it is told to go on; `begun` resolves when it stands at the gate. */
function gate() {
  const begun = Promise.withResolvers<void>()
  const go = Promise.withResolvers<void>()
  return {
    begun: begun.promise,
    open: () => go.resolve(),
    wait: () => {
      begun.resolve()
      return go.promise
    },
  }
}

for (const engine of engines) {
  describe(`sealing while others write on ${engine}`, () => {
    let server: AuditServer
    before(async () => {
      server = await startAuditServer(engine)
    })
    after(() => server.stop())
    const trial = (title: string, body: (ground: Ground) => Promise<void>): void => {
      void test(title, () => server.ground(body))
    }

    trial(
      'of fifty who write at once while two seal, every line that stands is under exactly one seal',
      async (ground) => {
        const writing = new AbortController()
        let committed = 0
        const writer = async (number: number) => {
          const actor = aPerson(number)
          for (let turn = 0; turn < 8; turn += 1) {
            const undone = (number + turn) % 7 === 0
            await write(ground.db, actor, async () => {
              await pause((number * 13 + turn * 29) % 40)
              if (undone) throw new Error('undone')
            }).then(
              () => (committed += 2),
              (error: unknown) => assert.ok(undone && error instanceof Error && error.message === 'undone'),
            )
          }
        }
        const sealer = async () => {
          while (!writing.signal.aborted) await sealAudit(ground.db, ground.keeping)
        }
        const sealers = [sealer(), sealer()]
        await Promise.all(Array.from({ length: 50 }, (_, number) => writer(number)))
        writing.abort()
        await Promise.all(sealers)
        await sealAudit(ground.db, ground.keeping)
        assert.deepEqual(await timesSealed(ground), { 1: committed })
        const result = await verifyAudit(ground.db, ground.keeping, { graceSeconds: 0 })
        assert.deepEqual([result.findings, result.lines, result.unsealed.count], [[], committed, 0])
        assert.ok(result.seals > 3, `many seals were made meanwhile (${result.seals})`)
      },
    )

    trial(
      'a line that commits after later ones were sealed is sealed next, and is never taken for one put in',
      async (ground) => {
        const slow = gate()
        const late = write(ground.db, aPerson(1), slow.wait)
        await slow.begun
        for (let turn = 0; turn < 3; turn += 1) {
          await write(ground.db, aPerson(2))
          await sealAudit(ground.db, ground.keeping)
        }
        // The slow one holds places 1 and later 8; nothing from its first place on may be called settled.
        assert.equal(await settledTo(ground), 0)
        assert.equal((await verifyAudit(ground.db, ground.keeping)).intact, true)
        slow.open()
        await late
        const between = await verifyAudit(ground.db, ground.keeping)
        assert.deepEqual(
          [between.findings, between.unsealed.ranges],
          [
            [],
            [
              { first: 1, last: 1 },
              { first: 8, last: 8 },
            ],
          ],
        )
        await sealAudit(ground.db, ground.keeping)
        await write(ground.db, aPerson(2))
        await sealAudit(ground.db, ground.keeping)
        assert.deepEqual(await timesSealed(ground), { 1: 10 })
        assert.equal(await settledTo(ground), 8)
        const result = await verifyAudit(ground.db, ground.keeping)
        assert.deepEqual([result.findings, result.unsealed.count], [[], 0])
      },
    )

    trial(
      'a transaction that had its number long before it took a place keeps that place open',
      async (ground) => {
        const early = await ground.connect()
        await early.query('begin; select pg_current_xact_id()')
        await write(ground.db, aPerson(2))
        await sealAudit(ground.db, ground.keeping)
        await early.query(`insert into platform.audit_entry (actor_kind, roles, event, fields, about_kinds, about_ids)
        values ('visitor', '{}', 'platform.signed_out', '{}', '{}', '{}')`)
        await write(ground.db, aPerson(2))
        await sealAudit(ground.db, ground.keeping)
        await write(ground.db, aPerson(2))
        await sealAudit(ground.db, ground.keeping)
        assert.equal(await settledTo(ground), 0)
        await early.query('commit')
        await early.end()
        await sealAudit(ground.db, ground.keeping)
        assert.deepEqual(await timesSealed(ground), { 1: 7 })
        assert.deepEqual((await verifyAudit(ground.db, ground.keeping)).findings, [])
      },
    )

    trial('writers do not wait for a sealer that holds its lock', async (ground) => {
      const sealer = await ground.connect()
      await sealer.query('begin; select pg_advisory_xact_lock(4607111909)')
      await write(ground.db, aPerson(1))
      await sealer.query('rollback')
      await sealer.end()
      assert.deepEqual((await sealAudit(ground.db, ground.keeping)).entries, 2)
    })
  })
}
