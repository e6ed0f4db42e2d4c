import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { system, visitor } from '#platform/auth/actor.ts'
import { inTransaction } from '#platform/db/database.ts'
import type { AuditEvent } from '#platform/declare/declarations.ts'
import { declareEvents } from '#platform/declare/declarations.ts'
import { platformEvents } from './events.ts'
import { hashOfSession, record, recordedIn } from './record.ts'
import { auditTables } from './tables.ts'
import { aPerson, engines, governance, grantGovernance, startAuditServer } from './testing.ts'
import type { AuditServer, Ground } from './testing.ts'

const events = declareEvents('trial', { opened: ['paper'], counted: ['how_many', 'which'], closed: [] })
const ann = aPerson(1, [
  { role: 'champion', areaId: null },
  { role: 'coordinator', areaId: '00000000-0000-4000-9000-0000000000a1' },
])
const bilal = aPerson(2)
const paper = '00000000-0000-4000-a000-000000000001'

for (const engine of engines) {
  describe(`writing the audit on ${engine}`, () => {
    let server: AuditServer
    before(async () => {
      server = await startAuditServer(engine)
    })
    after(() => server.stop())
    const trial = (title: string, body: (ground: Ground) => Promise<void>): void => {
      void test(title, () => server.ground(body))
    }

    trial(
      'a line says who did what as what, with the session hashed, and stands under its record',
      async ({ db, superuser }) => {
        await inTransaction(db, ann, async (tx) => {
          assert.deepEqual(recordedIn(tx), [])
          await record(
            tx,
            ann,
            events.opened,
            { paper },
            { about: [{ kind: 'edition', id: aPerson(9).personId }], requestId: 'req-1' },
          )
          await record(tx, ann, events.closed, {})
          assert.deepEqual(recordedIn(tx), ['trial.opened', 'trial.closed'])
        })
        const { rows } = await superuser.query('select * from platform.audit_entry order by id')
        const { at, ...line } = rows[0]
        assert.ok(at instanceof Temporal.Instant)
        assert.deepEqual(line, {
          id: 1,
          actor_kind: 'person',
          person_id: ann.personId,
          token_id: null,
          part: null,
          organisation_id: ann.organisationId,
          roles: ['champion', 'coordinator:00000000-0000-4000-9000-0000000000a1'],
          strength: 'link',
          session: hashOfSession(ann.sessionId),
          request_id: 'req-1',
          event: 'trial.opened',
          fields: { paper },
          about_kinds: ['paper', 'edition'],
          about_ids: [paper, aPerson(9).personId],
        })
        const about = await superuser.query('select * from platform.audit_about order by record_id')
        assert.deepEqual(about.rows, [
          { record_id: aPerson(9).personId, entry_id: 1 },
          { record_id: paper, entry_id: 1 },
        ])
      },
    )

    trial('visitors, tokens and Holdfast itself leave lines too', async ({ db, superuser }) => {
      const token = {
        kind: 'token',
        tokenId: paper,
        personId: ann.personId,
        organisationId: paper,
        scopes: [],
      } as const
      for (const actor of [visitor, token, system('trial.job')]) {
        await inTransaction(db, actor, (tx) =>
          record(tx, actor, platformEvents.refused, { route: 'GET /forums/:forumId' }),
        )
      }
      const { rows } = await superuser.query(
        'select actor_kind, person_id, token_id, part from platform.audit_entry order by id',
      )
      assert.deepEqual(rows, [
        { actor_kind: 'visitor', person_id: null, token_id: null, part: null },
        { actor_kind: 'token', person_id: ann.personId, token_id: paper, part: null },
        { actor_kind: 'system', person_id: null, token_id: null, part: 'trial.job' },
      ])
    })

    trial('a line goes with the transaction that is rolled back', async ({ db, superuser }) => {
      await assert.rejects(
        inTransaction(db, ann, async (tx) => {
          await record(tx, ann, events.closed, {})
          throw new Error('undone')
        }),
      )
      assert.equal((await superuser.query('select from platform.audit_entry')).rowCount, 0)
    })

    trial('names, addresses, numbers of people and free text are refused', async ({ db, superuser }) => {
      for (const [which, problem] of [
        ['ann@school.example', /looks like a mail address/],
        ['Ann Field', /looks like words a person typed/],
        ['01632960123', /looks like a number of a person/],
        ['x'.repeat(121), /longer than 120/],
      ] as const) {
        await assert.rejects(
          inTransaction(db, ann, (tx) => record(tx, ann, events.counted, { how_many: 1, which })),
          problem,
        )
        await assert.rejects(
          inTransaction(db, ann, (tx) =>
            record(tx, ann, events.counted, { how_many: 1, which: ['fine', which] }),
          ),
          problem,
        )
      }
      assert.equal((await superuser.query('select from platform.audit_entry')).rowCount, 0)
    })

    trial('a missing field, an unknown field and a record without an id are faults', async ({ db }) => {
      const loose: AuditEvent = events.counted
      const trying = (fields: Record<string, number | null>, about: { kind: string; id: string }[] = []) =>
        inTransaction(db, ann, (tx) => record(tx, ann, loose, fields, { about }))
      await assert.rejects(trying({ how_many: 1 }), /without its field which/)
      await assert.rejects(trying({ how_many: 1, which: null, more: 2 }), /unknown field more/)
      await assert.rejects(
        trying({ how_many: 1, which: null }, [{ kind: 'child', id: 'Ann' }]),
        /something else than a kind and an id/,
      )
      await inTransaction(db, ann, async (tx) => {
        // @ts-expect-error a field is missing
        await assert.rejects(record(tx, ann, events.counted, { how_many: 1 }))
        // @ts-expect-error a field too many
        await assert.rejects(record(tx, ann, events.closed, { how_many: 1 }))
        // @ts-expect-error a misspelt field
        await assert.rejects(record(tx, ann, events.opened, { papr: paper }))
      })
    })

    trial('nobody writes a line in another’s name, sets its time or its place', async ({ db }) => {
      await assert.rejects(
        inTransaction(db, ann, (tx) => record(tx, bilal, events.closed, {})),
        /row-level security/,
      )
      await assert.rejects(
        inTransaction(db, visitor, (tx) => record(tx, ann, events.closed, {})),
        /row-level security/,
      )
      await assert.rejects(
        inTransaction(db, ann, (tx) => record(tx, system('trial'), events.closed, {})),
        /row-level security/,
      )
      for (const [column, value] of [
        ['at', Temporal.Now.instant()],
        ['id', 7],
      ] as const) {
        await assert.rejects(
          inTransaction(db, ann, (tx) =>
            sql`insert into platform.audit_entry (${sql.ref(column)}, actor_kind, person_id, roles, event, fields, about_kinds, about_ids)
              values (${value}, 'person', ${ann.personId}, '{}', 'trial.closed', '{}', '{}', '{}')`.execute(
              auditTables(tx),
            ),
          ),
          /permission denied/,
        )
      }
    })

    trial(
      'no role changes, removes or empties the audit, and the owner is stopped by the trigger',
      async ({ db, superuser }) => {
        await inTransaction(db, ann, (tx) => record(tx, ann, events.opened, { paper }))
        const tables = ['audit_entry', 'audit_about', 'audit_seal']
        for (const table of tables) {
          for (const statement of [
            `update platform.${table} set ${table === 'audit_seal' ? 'number' : 'id'} = 1`,
            `delete from platform.${table}`,
            `truncate platform.${table}`,
          ]) {
            for (const role of [
              'holdfast_visitor',
              'holdfast_person',
              'holdfast_system',
              'holdfast_auth',
              'holdfast_jobs',
            ]) {
              await superuser.query(`begin; set local role ${role}`)
              await assert.rejects(
                superuser.query(statement.replace('audit_about set id', 'audit_about set entry_id')),
                /permission denied/,
              )
              await superuser.query('rollback')
            }
            await assert.rejects(
              superuser.query(statement.replace('audit_about set id', 'audit_about set entry_id')),
              /only ever added to/,
            )
          }
        }
      },
    )

    trial('people read their own lines, governance officers all, others none', async ({ db, superuser }) => {
      await grantGovernance(superuser)
      for (const actor of [ann, bilal, governance])
        await inTransaction(db, actor, (tx) => record(tx, actor, events.opened, { paper }))
      const seen = (actor: typeof ann) =>
        inTransaction(db, actor, async (tx) => {
          const lines = await auditTables(tx)
            .selectFrom('platform.audit_entry')
            .select('person_id')
            .orderBy('id')
            .execute()
          const about = await auditTables(tx).selectFrom('platform.audit_about').select('entry_id').execute()
          return { people: lines.map((line) => line.person_id), about: about.length }
        })
      assert.deepEqual(await seen(ann), { people: [ann.personId], about: 0 })
      assert.deepEqual(await seen(aPerson(3)), { people: [], about: 0 })
      assert.deepEqual(await seen(governance), {
        people: [ann.personId, bilal.personId, governance.personId],
        about: 3,
      })
      await assert.rejects(
        inTransaction(db, visitor, (tx) =>
          auditTables(tx).selectFrom('platform.audit_entry').select('id').execute(),
        ),
        /permission denied/,
      )
    })
  })
}
