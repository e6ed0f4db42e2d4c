import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { system } from '#platform/auth/actor.ts'
import { inTransaction } from '#platform/db/database.ts'
import { CommandProblem } from '#platform/declare/command.ts'
import { auditCommands } from './commands.ts'
import { platformEvents } from './events.ts'
import { record } from './record.ts'
import { aPerson, startAuditServer } from './testing.ts'
import type { AuditServer, Ground } from './testing.ts'
import { witnessLetter } from './witness-letter.ts'

const ann = aPerson(1)

const run = async (
  { db, keeping, installation }: Ground,
  verb: string,
  options: Record<string, string | true> = {},
  json = false,
) => {
  const command = auditCommands(keeping).find((one) => one.verb === verb)
  assert.ok(command)
  const said: string[] = []
  const given: unknown[] = []
  const code = await command.run({
    db,
    actor: system('command'),
    now: Temporal.Instant.from('2026-11-23T12:00:00Z'),
    words: [],
    options,
    json,
    say: (line) => said.push(line),
    data: (value) => given.push(value),
    installation,
  })
  return { code, said: said.join('\n'), given }
}
const write = ({ db }: Ground) =>
  inTransaction(db, ann, (tx) => record(tx, ann, platformEvents.signed_out, {}))

describe('the commands of the audit', () => {
  let server: AuditServer
  before(async () => {
    server = await startAuditServer('embedded')
  })
  after(() => server.stop())
  const trial = (title: string, body: (ground: Ground) => Promise<void>): void => {
    void test(title, () => server.ground(body))
  }

  trial('a sealed audit is told to be whole, and the check itself leaves a line', async (ground) => {
    await write(ground)
    assert.deepEqual(await run(ground, 'seal'), {
      code: 0,
      said: '1 line sealed under 1 new seal.',
      given: [],
    })
    const first = await run(ground, 'verify')
    assert.equal(first.code, 0)
    assert.match(
      first.said,
      /1 line under 1 seal checked\.[^]*Every line is sealed\.\nNothing was changed, removed or put in\./,
    )
    assert.match((await run(ground, 'verify')).said, /1 line not sealed yet: 2\./)
  })

  trial('a changed line is named, with exit 1', async (ground) => {
    await write(ground)
    await run(ground, 'seal')
    await ground.superuser.query(
      `alter table platform.audit_entry disable trigger user; update platform.audit_entry set event = 'x'`,
    )
    const found = await run(ground, 'verify')
    assert.equal(found.code, 1)
    assert.match(found.said, /Line 1 was changed after sealing\.[^]*1 finding\./)
    const { code, given } = await run(ground, 'verify', {}, true)
    assert.equal(code, 1)
    assert.partialDeepStrictEqual(given, [
      { intact: false, findings: [{ kind: 'line_changed', first: 1, last: 1 }] },
    ])
  })

  trial('the letter to the witness has what the command asks for', async (ground) => {
    assert.equal(await inTransaction(ground.db, system('test'), witnessLetter), null)
    await write(ground)
    await run(ground, 'seal')
    const letter = await inTransaction(ground.db, system('test'), witnessLetter)
    const [, witness] = /--witness (\S+)/.exec(letter?.text ?? '') ?? []
    assert.ok(witness)
    assert.equal((await run(ground, 'verify', { witness })).code, 0)
    const other = await run(ground, 'verify', { witness: `1:${'0'.repeat(64)}` })
    assert.deepEqual(
      [other.code, other.said.split('\n')[0]],
      [1, 'Seal 1 is not the one that the witness was sent.'],
    )
    await assert.rejects(run(ground, 'verify', { witness: 'twelve' }), CommandProblem)
  })

  trial('going on after a copy does nothing while nothing is lost', async (ground) => {
    await write(ground)
    await run(ground, 'seal')
    const { code, said } = await run(ground, 'continue')
    assert.deepEqual([code, said], [0, 'The database has every seal that the file knows. Nothing was done.'])
  })
})
