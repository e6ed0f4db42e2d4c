import assert from 'node:assert/strict'
import { appendFile, readFile, rm, writeFile } from 'node:fs/promises'
import { after, before, describe, test } from 'node:test'
import type pg from 'pg'
import { system } from '#platform/auth/actor.ts'
import { inTransaction } from '#platform/db/database.ts'
import type { Database } from '#platform/db/database.ts'
import { continueSeals } from './continue-seals.ts'
import { auditEvents, platformEvents } from './events.ts'
import { findingSays } from './findings.ts'
import { record } from './record.ts'
import { sealAudit } from './seal-audit.ts'
import { sealFile } from './seal-file.ts'
import { aPerson, engines, startAuditServer } from './testing.ts'
import type { AuditServer, Ground } from './testing.ts'
import { verifyAudit } from './verify-audit.ts'
import type { Verification } from './verify-audit.ts'

const ann = aPerson(1)
const recordId = (number: number) => `00000000-0000-4000-a000-${String(number).padStart(12, '0')}`

const write = (db: Database, lines: number): Promise<void> =>
  inTransaction(db, ann, async (tx) => {
    for (let n = 1; n <= lines; n += 1)
      await record(tx, ann, auditEvents.lines_seen, { person: null, record: recordId(n), shown: n })
  })

/** Three seals over ten lines each, lines 1 to 30. */
async function thirty({ db, keeping }: Ground): Promise<void> {
  for (let seal = 0; seal < 3; seal += 1) {
    await write(db, 10)
    await sealAudit(db, keeping)
  }
}

/** What somebody can do who has taken over the server: the trigger is out of the way. */
async function tamper(superuser: pg.Client, ...statements: string[]): Promise<void> {
  const triggers = (how: string) =>
    superuser.query(`alter table platform.audit_entry ${how} trigger user; alter table platform.audit_about ${how} trigger user;
      alter table platform.audit_seal ${how} trigger user`)
  await triggers('disable')
  for (const statement of statements) await superuser.query(statement)
  await triggers('enable')
}

const found = ({ findings }: Verification) =>
  findings.map(({ kind, first, last }) => `${kind} ${first}-${last}`)
const finds = (result: Verification, expected: string[]) =>
  assert.deepEqual(found(result).toSorted(), expected.toSorted())
const check = ({ db, keeping }: Ground) => verifyAudit(db, keeping, { graceSeconds: 0 })

const insertLine = (id: string, at: string) => `insert into platform.audit_entry
  (id, at, actor_kind, person_id, roles, event, fields, about_kinds, about_ids)
  values (${id}, ${at}, 'person', '${ann.personId}', '{}', 'platform.signed_out', '{}', '{}', '{}')`

for (const engine of engines) {
  describe(`the audit is checked against its seals on ${engine}`, () => {
    let server: AuditServer
    before(async () => {
      server = await startAuditServer(engine)
    })
    after(() => server.stop())
    const trial = (title: string, body: (ground: Ground) => Promise<void>) =>
      test(title, () => server.ground(body))

    trial(
      'an audit that nobody touched is intact, and says which lines are not sealed yet',
      async (ground) => {
        await thirty(ground)
        await write(ground.db, 3)
        const result = await check(ground)
        finds(result, [])
        assert.equal(result.intact, true)
        assert.deepEqual([result.lines, result.seals, result.newest?.number], [30, 3, 3])
        assert.deepEqual([result.unsealed.count, result.unsealed.ranges], [3, [{ first: 31, last: 33 }]])
        assert.ok(result.unsealed.oldestAt)
      },
    )

    trial('an audit without a line is intact', async (ground) => {
      const result = await check(ground)
      assert.deepEqual([result.intact, result.lines, result.unsealed.count], [true, 0, 0])
    })

    for (const [column, value] of [
      ['person_id', `'${recordId(99)}'`],
      ['fields', `'{"person": null, "record": "${recordId(99)}", "shown": 7}'`],
      ['event', `'platform.signed_out'`],
      ['at', `at + interval '1 second'`],
      ['roles', `'{officer}'`],
      ['strength', `'strong'`],
      ['session', 'null'],
      ['organisation_id', 'null'],
      ['request_id', `'another'`],
      ['about_kinds', `'{enquiry}'`],
    ]) {
      trial(`a changed ${column} is named by its line`, async (ground) => {
        await thirty(ground)
        await tamper(ground.superuser, `update platform.audit_entry set ${column} = ${value} where id = 17`)
        finds(await check(ground), ['line_changed 17-17'])
      })
    }

    trial('removed lines are named, neighbours together', async (ground) => {
      await thirty(ground)
      await tamper(ground.superuser, 'delete from platform.audit_entry where id in (5, 9, 10, 11, 12, 30)')
      finds(await check(ground), ['line_gone 5-5', 'line_gone 9-12', 'line_gone 30-30'])
    })

    trial('two lines that changed places are both named', async (ground) => {
      await thirty(ground)
      await tamper(
        ground.superuser,
        'update platform.audit_entry set id = -1 where id = 14',
        'update platform.audit_entry set id = 14 where id = 22',
        'update platform.audit_entry set id = 22 where id = -1',
      )
      finds(await check(ground), [
        'line_changed 14-14',
        'index_differs 14-14',
        'line_changed 22-22',
        'index_differs 22-22',
      ])
    })

    trial('a line put at an empty place among sealed ones is named', async (ground) => {
      await thirty(ground)
      await assert.rejects(
        inTransaction(ground.db, ann, async (tx) => {
          await record(tx, ann, platformEvents.signed_out, {})
          throw new Error('rolled back, so that place 31 stays empty')
        }),
      )
      await thirty(ground)
      await tamper(
        ground.superuser,
        insertLine('31', 'now()'),
        insertLine('0', 'now()'),
        insertLine('-7', 'now()'),
      )
      finds(await check(ground), ['line_inserted -7--7', 'line_inserted 0-0', 'line_inserted 31-31'])
    })

    trial('a back-dated line at the end is named as soon as it is sealed', async (ground) => {
      await thirty(ground)
      await tamper(
        ground.superuser,
        insertLine('platform.next_audit_entry_id()', `now() - interval '2 days'`),
      )
      await sealAudit(ground.db, ground.keeping)
      finds(await check(ground), ['time_misplaced 31-31'])
    })

    trial('a line dated ahead is named, and the lines after it are not', async (ground) => {
      await thirty(ground)
      await tamper(
        ground.superuser,
        insertLine('platform.next_audit_entry_id()', `now() + interval '2 days'`),
      )
      await thirty(ground)
      finds(await check(ground), ['time_misplaced 31-31'])
    })

    trial('a tail cut off with its seals is known from the file outside the database', async (ground) => {
      await thirty(ground)
      await tamper(
        ground.superuser,
        'delete from platform.audit_entry where id > 10',
        'delete from platform.audit_seal where number > 1',
        'delete from platform.audit_about where entry_id > 10',
      )
      finds(await check(ground), ['tail_cut_off 2-3'])
    })

    trial(
      'an old copy that was put back and went on is known, and the file keeps the evidence',
      async (ground) => {
        await write(ground.db, 10)
        await sealAudit(ground.db, ground.keeping)
        await ground.superuser.query(
          'create table kept as select * from platform.audit_seal; create table lines as select * from platform.audit_entry',
        )
        await thirty(ground)
        await tamper(
          ground.superuser,
          'delete from platform.audit_entry; delete from platform.audit_seal; delete from platform.audit_about where entry_id > 10',
          'insert into platform.audit_seal select * from kept; insert into platform.audit_entry select * from lines',
        )
        await thirty(ground)
        const sealing = await sealAudit(ground.db, ground.keeping)
        assert.equal(sealing.writtenDown.kind, 'disagrees')
        finds(await check(ground), ['tail_cut_off 2-4'])
      },
    )

    trial(
      'a seal replaced with plain hashes made anew is broken, and its changed line is still named',
      async (ground) => {
        await thirty(ground)
        await tamper(
          ground.superuser,
          `update platform.audit_entry set event = 'platform.signed_out' where id = 15`,
          `update platform.audit_seal set row_digests = overlay(row_digests placing substring(sha256('made anew'), 1, 16) from 65),
           seal = sha256('made anew') where number = 2`,
        )
        finds(await check(ground), [
          'line_changed 15-15',
          'seal_broken 2-2',
          'seal_unchained 3-3',
          'tail_cut_off 2-3',
        ])
      },
    )

    trial('a seal taken away is named, and its lines are under no seal', async (ground) => {
      await thirty(ground)
      // A seal says what was settled before it, so a fourth stands over the three.
      await write(ground.db, 1)
      await sealAudit(ground.db, ground.keeping)
      await tamper(ground.superuser, 'delete from platform.audit_seal where number = 2')
      finds(await check(ground), ['seal_gone 2-2', 'line_inserted 11-20', 'tail_cut_off 2-4'])
    })

    trial('a removed entry of the list by record is named, though no line was touched', async (ground) => {
      await thirty(ground)
      await tamper(
        ground.superuser,
        'delete from platform.audit_about where entry_id = 8',
        `update platform.audit_about set record_id = '${recordId(77)}' where entry_id = 9`,
      )
      finds(await check(ground), ['index_differs 8-9'])
    })

    trial(
      'a file of seals that is missing, cut, changed or shortened in the middle is named as such',
      async (ground) => {
        await thirty(ground)
        const file = sealFile(ground.keeping)
        const text = await readFile(file, 'utf8')
        const rows = text.trimEnd().split('\n')
        await writeFile(file, `${rows.slice(0, 2).join('\n')}\n`)
        finds(await check(ground), ['file_behind 3-3'])
        await writeFile(file, text.replace('"count":10', '"count":11'))
        finds(await check(ground), ['file_changed 1-1'])
        await writeFile(file, `${rows[0]}\n${rows[2]}\n`)
        finds(await check(ground), ['file_changed 2-2'])
        await writeFile(file, `${rows[0]}\nnot a line\n${rows[2]}\n`)
        // Without the second line nothing vouches for the third.
        finds(await check(ground), ['file_changed 2-3'])
        await rm(file)
        finds(await check(ground), ['file_missing 0-0'])
        await writeFile(file, text)
        finds(await check(ground), [])
      },
    )

    trial(
      'a line of the file that a crash left half written is written again by the next sealing',
      async (ground) => {
        await thirty(ground)
        await appendFile(sealFile(ground.keeping), '{"number":4,"sealedAt":"20')
        finds(await check(ground), [])
        await thirty(ground)
        finds(await check(ground), [])
      },
    )

    trial('seals that could not be written to the file are written by a later sealing', async (ground) => {
      await thirty(ground)
      const file = sealFile(ground.keeping)
      const rows = (await readFile(file, 'utf8')).trimEnd().split('\n')
      await writeFile(file, `${rows[0]}\n`)
      const sealing = await sealAudit(ground.db, ground.keeping)
      assert.deepEqual(sealing.writtenDown, { kind: 'written', added: 2, newest: 3 })
      finds(await check(ground), [])
    })

    trial('the seal that the witness was sent is compared', async (ground) => {
      await thirty(ground)
      const { newest } = await check(ground)
      assert.ok(newest)
      const good = await verifyAudit(ground.db, ground.keeping, { witness: { number: 3, seal: newest.seal } })
      finds(good, [])
      const other = await verifyAudit(ground.db, ground.keeping, {
        witness: { number: 2, seal: newest.seal },
      })
      finds(other, ['witness_differs 2-2'])
      assert.equal(
        findingSays({ kind: 'witness_differs', first: 2, last: 2 }),
        'Seal 2 is not the one that the witness was sent.',
      )
    })

    trial('another key fits no seal and no line', async (ground) => {
      await thirty(ground)
      const result = await verifyAudit(
        ground.db,
        { ...ground.keeping, key: Buffer.from('another') },
        { graceSeconds: 0 },
      )
      finds(result, ['file_changed 1-3', 'line_changed 1-30', 'seal_broken 1-3'])
    })
  })
}
