import assert from 'node:assert/strict'
import { request } from 'node:http'
import { test, type TestContext } from 'node:test'
import pg from 'pg'
import { engine } from '#src/testing/engines.ts'
import { copyDatabase, type DatabaseCopy } from '#src/testing/database-copy.ts'
import { assertFitForProduction } from '#platform/config/production.ts'
import { readSettings, SettingsProblem } from '#platform/config/settings.ts'
import { readMigrations } from '#platform/db/migrations.ts'
import { modules } from '#src/modules.ts'
import { noon } from '#src/testing/noon.ts'
import { migrationFolders } from './migration-folders.ts'
import { DatabaseRefused, prepareDatabase } from './prepare-database.ts'
import { command, folderFor, freePort, start, startAny } from './testing/processes.ts'

const secret = 'dJ3kP0xW7qLz9VbN2mRtY5uEoCsAiHfG'

/** The address of a test's database, as a person would set it. */
const urlOf = ({ owner }: Pick<DatabaseCopy, 'owner'>): string =>
  `postgres://${owner.user}:${String(owner.password)}@localhost/${owner.database}?host=${encodeURIComponent(String(owner.host))}`

async function inDatabase(copy: DatabaseCopy, text: string): Promise<void> {
  const owner = new pg.Client(copy.owner)
  await owner.connect()
  await owner.query(text)
  await owner.end()
}

async function startOn(
  t: TestContext,
  copy: Pick<DatabaseCopy, 'owner'>,
  env: Readonly<Record<string, string>> = {},
) {
  const begun = await startAny(t, ['--data', folderFor(t), '--port', String(await freePort())], {
    env: { HOLDFAST_DATABASE_URL: urlOf(copy), ...env },
  })
  const code = await begun.ended
  return { code, said: begun.said() }
}

const states = [
  {
    title: 'a database of an older Holdfast is refused with the command that mends it',
    make: `delete from platform.migration where (module, name) = (select module, name from platform.migration order by applied_at desc limit 1)`,
    says: /older than this Holdfast: 1 step is missing\. Take a backup with `bin\/holdfast backup FILE`, then run `bin\/holdfast database migrate`/,
  },
  {
    title: 'a database of a newer Holdfast is refused by the step it has taken',
    make: `insert into platform.migration (module, name, hash) values ('network', '9999-later.sql', 'x')`,
    says: /belongs to a newer Holdfast: it has taken network\/9999-later\.sql\. Start that version instead/,
  },
  {
    title: 'a database that was made by other files is refused',
    make: `update platform.migration set hash = 'edited' where module = 'platform' and name like '0001%'`,
    says: /made by other files than these: platform\/0001-floor\.sql/,
  },
  {
    title: 'a database of another program is refused',
    make: `drop schema platform cascade`,
    says: /holds tables that are not Holdfast’s\. Give Holdfast an empty database of its own/,
  },
  {
    title: 'a database marked production is refused by a demo',
    make: `update platform.installation set kind = 'production'`,
    says: /marked production, and HOLDFAST_ENV is demo\. A demo Holdfast never opens it/,
  },
] as const

for (const { title, make, says } of states)
  test(title, async (t) => {
    const copy = await copyDatabase()
    t.after(() => copy.drop())
    await inDatabase(copy, make)
    const owner = new pg.Client(copy.owner)
    await owner.connect()
    const prepared = prepareDatabase(owner, {
      database: copy.name,
      kind: 'demo',
      secret,
      migrations: await readMigrations(migrationFolders(modules)),
      now: noon,
      log: () => {},
    })
    await assert.rejects(prepared, (error: Error) => {
      assert.ok(error instanceof DatabaseRefused)
      assert.match(error.message, says)
      return true
    })
    await owner.end()
  })

test('the command that is named mends an older database, and then Holdfast starts', async (t) => {
  const copy = await copyDatabase()
  t.after(() => copy.drop())
  // The newest step undone: its tables are taken away with the row that says it was taken.
  await inDatabase(
    copy,
    `drop schema bulletin cascade; delete from platform.migration where module = 'bulletin';
      update platform.installation set filled_with = 'demo'`,
  )
  const { code, said } = await startOn(t, copy)
  assert.equal(code, 1)
  assert.match(said, /bin\/holdfast database migrate/)
  assert.doesNotMatch(said, /\n\s+at /, 'no trace of the program')
  const env = { HOLDFAST_DATABASE_URL: urlOf(copy) }
  const dataDir = folderFor(t)
  const mended = await command(['database', 'migrate', '--data', dataDir], { env })
  assert.equal(mended.code, 0, mended.err)
  assert.match(mended.out, /Taking the step bulletin\/0001-bulletin\.sql[^]*Done/)
  const running = await start(t, dataDir, [], { env })
  assert.equal((await running.get('/help')).status, 200)
  assert.equal(await running.stop(), 0)
})

test('a PostgreSQL that is not there ends in a sentence', async (t) => {
  const { code, said } = await startOn(t, {
    owner: { host: '/nowhere', user: 'someone', password: 'secret', database: 'holdfast' },
  })
  assert.equal(code, 1)
  assert.match(said, /The database at HOLDFAST_DATABASE_URL does not answer/)
  assert.doesNotMatch(said, /secret|\n\s+at /)
})

test('a password that the database does not take ends in a sentence', async (t) => {
  const { superuser } = await engine('embedded')
  const { code, said } = await startOn(t, { owner: { ...superuser, password: 'not this one' } })
  assert.equal(code, 1)
  assert.match(said, /The database does not let this user in/)
  assert.doesNotMatch(said, /not this one|\n\s+at /)
})

const fit = {
  HOLDFAST_ENV: 'production',
  HOLDFAST_SECRET: secret,
  HOLDFAST_ORIGIN: 'https://holdfast.fernshire.example',
  HOLDFAST_MAIL_URL: 'smtp://localhost:2525',
  HOLDFAST_MAIL_FROM: 'holdfast@fernshire.example',
  HOLDFAST_PARTNERSHIP_NAME: 'Millshire Safeguarding Children Partnership',
  HOLDFAST_PARTNERSHIP_CONTACT: 'holdfast@fernshire.example',
  HOLDFAST_PARTNERSHIP_ADDRESS: '1 Harbour Square, Merehaven',
}

for (const [what, change, says] of [
  ['without a secret', { HOLDFAST_SECRET: undefined }, /HOLDFAST_SECRET is not set/],
  ['without its own name', { HOLDFAST_PARTNERSHIP_NAME: undefined }, /HOLDFAST_PARTNERSHIP_NAME is not set/],
  [
    'without anybody who answers for it',
    { HOLDFAST_PARTNERSHIP_CONTACT: undefined },
    /HOLDFAST_PARTNERSHIP_CONTACT is not set/,
  ],
  [
    'with a secret of one character',
    { HOLDFAST_SECRET: 'a'.repeat(64) },
    /HOLDFAST_SECRET is too easy to guess/,
  ],
  [
    'with a secret of the same few characters over and over',
    { HOLDFAST_SECRET: 'fernshire2026-'.repeat(4) },
    /HOLDFAST_SECRET is too easy to guess/,
  ],
  ['without an origin', { HOLDFAST_ORIGIN: undefined }, /HOLDFAST_ORIGIN is not set/],
  [
    'on plain http',
    { HOLDFAST_ORIGIN: 'http://holdfast.fernshire.example' },
    /HOLDFAST_ORIGIN must begin with https/,
  ],
  ['without a mail server', { HOLDFAST_MAIL_URL: undefined }, /HOLDFAST_MAIL_URL is not set/],
] as const)
  test(`production does not start ${what}`, () => {
    const settings = readSettings({ ...fit, ...change })
    assert.throws(
      () => assertFitForProduction(settings),
      (error: Error) => {
        assert.ok(error instanceof SettingsProblem)
        assert.match(error.message, says)
        assert.equal(error.message.split('\n').length, 1, 'and nothing else is wrong')
        return true
      },
    )
  })

test('a start with a weak setting ends with code 2 before anything is made', async (t) => {
  const folder = folderFor(t)
  const begun = await startAny(t, ['--data', `${folder}/data`, '--port', String(await freePort())], {
    env: { ...fit, HOLDFAST_ORIGIN: 'http://holdfast.fernshire.example' },
  })
  assert.equal(await begun.ended, 2)
  assert.equal(begun.said().trim().split('\n').length, 1)
})

test('production starts with strong settings, is empty, and has nothing of the demo', async (t) => {
  const dataDir = `${folderFor(t)}/data`
  const running = await start(t, dataDir, [], { env: fit, until: '/health/live' })
  // It answers only to its own name; a proxy in front would send it.
  const host = { host: 'holdfast.fernshire.example' }
  for (const path of ['/demo', '/demo/mail'])
    assert.equal((await ask(running.port, 'GET', path, host)).status, 404, path)
  const signIn = await ask(running.port, 'POST', '/demo/sign-in', {
    ...host,
    origin: fit.HOLDFAST_ORIGIN,
    'content-type': 'application/x-www-form-urlencoded',
  })
  assert.equal(signIn.status, 404)
  const help = await ask(running.port, 'GET', '/help', host)
  assert.equal(help.status, 200)
  assert.match(help.body, /Millshire Safeguarding/)
  assert.doesNotMatch(help.body, /Fernshire/)
  assert.match(String(help.headers['strict-transport-security']), /max-age=31536000/)
  assert.equal((await ask(running.port, 'GET', '/help', { host: 'localhost' })).status, 421)
  assert.equal(await running.stop(), 0)
  const asDemo = await startAny(t, ['--data', dataDir, '--port', String(await freePort())])
  assert.equal(await asDemo.ended, 1)
  assert.match(asDemo.said(), /marked production, and HOLDFAST_ENV is demo/)
})

/** fetch sets the Host header itself, and here it must be another. */
function ask(port: number, method: string, path: string, headers: Record<string, string>) {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>(
    (resolve, reject) => {
      const asked = request({ host: 'localhost', port, method, path, headers }, (answer) => {
        let body = ''
        answer.setEncoding('utf8').on('data', (piece: string) => (body += piece))
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }))
      })
      asked.on('error', reject)
      asked.end()
    },
  )
}
