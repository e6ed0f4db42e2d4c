import assert from 'node:assert/strict'
import type pg from 'pg'
import { inTransaction } from '#platform/db/database.ts'
import type { Database } from '#platform/db/database.ts'
import { auditEvents } from './events.ts'
import { record } from './record.ts'
import { sealAudit } from './seal-audit.ts'
import { aPerson } from './testing.ts'
import type { Ground } from './testing.ts'
import { verifyAudit } from './verify-audit.ts'
import type { Verification } from './verify-audit.ts'

export const ann = aPerson(1)
export const recordId = (number: number) => `00000000-0000-4000-a000-${String(number).padStart(12, '0')}`

export const write = (db: Database, lines: number): Promise<void> =>
  inTransaction(db, ann, async (tx) => {
    for (let n = 1; n <= lines; n += 1)
      await record(tx, ann, auditEvents.lines_seen, { person: null, record: recordId(n), shown: n })
  })

/** Three seals over ten lines each, lines 1 to 30. */
export async function thirty({ db, keeping }: Ground): Promise<void> {
  for (let seal = 0; seal < 3; seal += 1) {
    await write(db, 10)
    await sealAudit(db, keeping)
  }
}

/** What somebody can do who has taken over the server: the trigger is out of the way. */
export async function tamper(superuser: pg.Client, ...statements: string[]): Promise<void> {
  const triggers = (how: string) =>
    superuser.query(`alter table platform.audit_entry ${how} trigger user; alter table platform.audit_about ${how} trigger user;
      alter table platform.audit_seal ${how} trigger user`)
  await triggers('disable')
  for (const statement of statements) await superuser.query(statement)
  await triggers('enable')
}

const found = ({ findings }: Verification) =>
  findings.map(({ kind, first, last }) => `${kind} ${first}-${last}`)
export const finds = (result: Verification, expected: string[]) =>
  assert.deepEqual(found(result).toSorted(), expected.toSorted())
export const check = ({ db, keeping }: Ground) => verifyAudit(db, keeping, { graceSeconds: 0 })

export const insertLine = (id: string, at: string) => `insert into platform.audit_entry
  (id, at, actor_kind, person_id, roles, event, fields, about_kinds, about_ids)
  values (${id}, ${at}, 'person', '${ann.personId}', '{}', 'platform.signed_out', '{}', '{}', '{}')`
