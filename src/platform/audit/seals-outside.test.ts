import assert from 'node:assert/strict'
import { appendFile, readFile, rm, writeFile } from 'node:fs/promises'
import { after, before, describe, test } from 'node:test'
import { system } from '#platform/auth/actor.ts'
import { continueSeals } from './continue-seals.ts'
import { findingSays } from './findings.ts'
import { sealAudit } from './seal-audit.ts'
import { sealFile } from './seal-file.ts'
import { engines, startAuditServer } from './testing.ts'
import type { AuditServer, Ground } from './testing.ts'
import { check, finds, tamper, thirty, write } from './testing-attacks.ts'
import { verifyAudit } from './verify-audit.ts'

for (const engine of engines) {
  describe(`what is known outside the database tells on ${engine}`, () => {
    let server: AuditServer
    before(async () => {
      server = await startAuditServer(engine)
    })
    after(() => server.stop())
    const trial = (title: string, body: (ground: Ground) => Promise<void>): void => {
      void test(title, () => server.ground(body))
    }

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

        const now = Temporal.Instant.from('2026-11-23T12:00:00Z')
        const continuing = await continueSeals(ground.db, system('restore'), ground.keeping, now)
        assert.deepEqual(continuing, { kind: 'continued', after: 1, lost: 3 })
        const later = await check(ground)
        finds(later, [])
        assert.deepEqual(later.continued, [{ after: 1, lost: 3, at: now.toString() }])
        await thirty(ground)
        finds(await check(ground), [])
        await tamper(ground.superuser, 'delete from platform.audit_seal where number > 5')
        assert.equal((await check(ground)).intact, false)
      },
    )

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
  })
}
