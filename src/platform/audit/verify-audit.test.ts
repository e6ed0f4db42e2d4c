import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { inTransaction } from '#platform/db/database.ts'
import { platformEvents } from './events.ts'
import { record } from './record.ts'
import { sealAudit } from './seal-audit.ts'
import { engines, startAuditServer } from './testing.ts'
import type { AuditServer, Ground } from './testing.ts'
import { ann, check, finds, insertLine, recordId, tamper, thirty, write } from './testing-attacks.ts'
import { verifyAudit } from './verify-audit.ts'

for (const engine of engines) {
  describe(`the audit is checked against its seals on ${engine}`, () => {
    let server: AuditServer
    before(async () => {
      server = await startAuditServer(engine)
    })
    after(() => server.stop())
    const trial = (title: string, body: (ground: Ground) => Promise<void>): void => {
      void test(title, () => server.ground(body))
    }

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
