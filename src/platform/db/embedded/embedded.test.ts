import assert from 'node:assert/strict'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { attachOrStart, startEmbedded } from './embedded.ts'
import { EmbeddedRefused } from './refused.ts'
import { ask, holding, serverOf, startHolder, madeFolder, temporaryFolder } from './testing/pieces.ts'

test('a new folder becomes a database that keeps its rows from one start to the next', async (t) => {
  const dataDir = temporaryFolder(t)
  const first = await startEmbedded({ dataDir, tuning: 'test' })
  t.after(() => first.stop())
  await ask(first.superuser, 'create table kept (word text)')
  await ask(first.superuser, "insert into kept values ('still here')")
  await first.stop()
  assert.ok(!existsSync(join(dataDir, 'database', 'cluster', 'postmaster.pid')))

  const second = await startEmbedded({ dataDir, tuning: 'test' })
  t.after(() => second.stop())
  assert.deepEqual(await ask(second.superuser, 'select word from kept'), [{ word: 'still here' }])
  assert.equal(second.alreadyRunning, false)
})

test('the database sorts as English people do, keeps accents in searches, listens on no port and asks for a password', async (t) => {
  const embedded = await startEmbedded({ dataDir: temporaryFolder(t), tuning: 'test' })
  t.after(() => embedded.stop())
  const sorted = await ask(
    embedded.superuser,
    "select n from (values ('zebra'), ('Émile'), ('apple'), ('Frank')) v (n) order by n",
  )
  assert.deepEqual(
    sorted.map((row) => row['n']),
    ['apple', 'Émile', 'Frank', 'zebra'],
  )
  await ask(embedded.superuser, 'create extension pg_trgm')
  const [accented] = await ask(embedded.superuser, "select similarity('Zoë', 'Zo') < 1 as counts")
  assert.deepEqual(accented, { counts: true })
  const [listens] = await ask(embedded.superuser, 'show listen_addresses')
  assert.deepEqual(listens, { listen_addresses: '' })
  await assert.rejects(
    ask(embedded.url('postgres', embedded.superuser.user, 'guessed'), 'select 1'),
    /password authentication failed/,
  )
})

test('a real start makes every commit wait for the disk; a test start does not', async (t) => {
  const dataDir = await madeFolder(t)
  const durability =
    "select current_setting('fsync') || current_setting('full_page_writes') || current_setting('synchronous_commit') as held"
  const real = await startEmbedded({ dataDir })
  t.after(() => real.stop())
  assert.deepEqual(await ask(real.superuser, durability), [{ held: 'ononon' }])
  await real.stop()

  const quick = await startEmbedded({ dataDir, tuning: 'test', maxConnections: 123 })
  t.after(() => quick.stop())
  assert.deepEqual(await ask(quick.superuser, durability), [{ held: 'offoffoff' }])
  assert.deepEqual(await ask(quick.superuser, 'show max_connections'), [{ max_connections: '123' }])
})

test('only the owner can read the folder, and the log holds no word of a statement that failed', async (t) => {
  const dataDir = temporaryFolder(t)
  const embedded = await startEmbedded({ dataDir, tuning: 'test' })
  t.after(() => embedded.stop())
  await ask(embedded.superuser, 'create table person (mail text unique)')
  await ask(embedded.superuser, "insert into person values ('secret@school.example')")
  const { user, password } = embedded.superuser
  const elsewhere = embedded.url('template1', user, password)
  await assert.rejects(ask(elsewhere, "select 'secret'::int"), /invalid input/)
  await assert.rejects(
    ask(embedded.superuser, "insert into person values ('secret@school.example')"),
    /duplicate key/,
  )
  await embedded.stop()

  const base = join(dataDir, 'database')
  for (const name of ['', 'cluster', 'cluster/holdfast-password', 'socket', 'lock', 'postgres.log']) {
    assert.equal(statSync(join(base, name)).mode & 0o077, 0, name)
  }
  const log = readFileSync(join(base, 'postgres.log'), 'utf8')
  assert.match(log, /ready to accept connections/)
  assert.doesNotMatch(log, /secret|duplicate|invalid/)
})

test('a second start on the same folder is refused with a sentence that names who has it', async (t) => {
  const dataDir = await madeFolder(t)
  const first = await holding(t, 'start', dataDir)
  const second = await startHolder(t, 'start', dataDir)
  assert.ok('refused' in second)
  assert.equal(second.refused, 'in_use')
  assert.ok(
    second.sentence.includes(`process ${first.pid}`) && second.sentence.includes(dataDir),
    second.sentence,
  )
  assert.deepEqual(await ask(first.superuser, 'select 1 as answer'), [{ answer: 1 }])
  await first.finish()
})

test('the same process cannot start the same folder twice', async (t) => {
  const dataDir = await madeFolder(t)
  const embedded = await startEmbedded({ dataDir, tuning: 'test' })
  t.after(() => embedded.stop())
  for (const tuning of ['test', 'durable'] as const) {
    await assert.rejects(
      startEmbedded({ dataDir, tuning }),
      (fault) => fault instanceof EmbeddedRefused && fault.code === 'in_use',
    )
  }
})

test('a command comes to the running server and leaves it running', async (t) => {
  const dataDir = await madeFolder(t)
  const running = await startEmbedded({ dataDir, tuning: 'test' })
  t.after(() => running.stop())
  const command = await holding(t, 'attach', dataDir)
  assert.equal(command.alreadyRunning, true)
  assert.deepEqual(await ask(command.superuser, 'select 1 as answer'), [{ answer: 1 }])
  await command.finish()
  assert.deepEqual(await ask(running.superuser, 'select 1 as answer'), [{ answer: 1 }])
})

test('a command that started the server stops it, but only after the commands that came to it', async (t) => {
  const dataDir = await madeFolder(t)
  const first = await attachOrStart({ dataDir, tuning: 'test' })
  t.after(() => first.stop())
  assert.equal(first.alreadyRunning, false)
  const second = await holding(t, 'attach', dataDir)
  let stopped = false
  const stopping = first.stop().then(() => (stopped = true))
  assert.deepEqual(await ask(second.superuser, "select pg_sleep(0.3)::text || 'done' as answer"), [
    { answer: 'done' },
  ])
  assert.equal(stopped, false)
  await second.finish()
  await stopping
  assert.ok(!existsSync(join(dataDir, 'database', 'cluster', 'postmaster.pid')))
})

test('commands that begin at the same moment share one server, and none is left when all have ended', async (t) => {
  const dataDir = await madeFolder(t)
  const commands = await Promise.all([1, 2, 3].map(() => holding(t, 'attach', dataDir)))
  assert.equal(commands.filter(({ alreadyRunning }) => !alreadyRunning).length, 1)
  for (const { superuser } of commands) await ask(superuser, 'select 1')
  await Promise.all(commands.map((command) => command.finish()))
  assert.ok(!existsSync(join(dataDir, 'database', 'cluster', 'postmaster.pid')))
})

test('a long path gets its socket in the temporary folder, and stop clears it away', async (t) => {
  const dataDir = join(temporaryFolder(t), 'a'.repeat(60), 'b'.repeat(60))
  const embedded = await startEmbedded({ dataDir, tuning: 'test' })
  t.after(() => embedded.stop())
  const { host } = embedded.superuser
  assert.ok(!host.startsWith(dataDir), host)
  assert.equal(statSync(host).mode & 0o777, 0o700)
  const command = await holding(t, 'attach', dataDir)
  assert.deepEqual(await ask(command.superuser, 'select 1 as answer'), [{ answer: 1 }])
  await command.finish()
  await embedded.stop()
  assert.ok(!existsSync(host))
})

test('a folder below one that others may not enter serves as well as any other', async (t) => {
  const closed = join(temporaryFolder(t), 'closed')
  mkdirSync(closed, { mode: 0o700 })
  chmodSync(closed, 0o700)
  const dataDir = join(closed, 'data')
  for (const answer of [1, 2]) {
    const embedded = await startEmbedded({ dataDir, tuning: 'test' })
    t.after(() => embedded.stop())
    assert.deepEqual(await ask(embedded.superuser, `select ${answer} as answer`), [{ answer }])
    await embedded.stop()
  }
})

test('a folder that was copied while its server ran starts beside the first one', async (t) => {
  const dataDir = await madeFolder(t)
  const first = await startEmbedded({ dataDir, tuning: 'durable' })
  t.after(() => first.stop())
  await ask(first.superuser, 'create table kept as select 7 as n')
  await ask(first.superuser, 'checkpoint')
  const copy = temporaryFolder(t)
  cpSync(dataDir, copy, {
    recursive: true,
    filter: (path) => !path.includes('.s.PGSQL') && !path.endsWith('/lock') && !path.endsWith('/attached'),
  })
  const second = await startEmbedded({ dataDir: copy, tuning: 'test' })
  t.after(() => second.stop())
  assert.deepEqual(await ask(second.superuser, 'select n from kept'), [{ n: 7 }])
  assert.notEqual(serverOf(copy), serverOf(dataDir))
  assert.deepEqual(await ask(first.superuser, 'select n from kept'), [{ n: 7 }])
})

test('a database of another PostgreSQL is refused with what to do', async (t) => {
  const dataDir = await madeFolder(t)
  const embedded = await startEmbedded({ dataDir, tuning: 'test' })
  await embedded.stop()
  writeFileSync(join(dataDir, 'database', 'cluster', 'PG_VERSION'), '17\n')
  await assert.rejects(
    startEmbedded({ dataDir, tuning: 'test' }),
    (fault) =>
      fault instanceof EmbeddedRefused && fault.code === 'other_version' && /backup/.test(fault.message),
  )
  assert.ok(readdirSync(join(dataDir, 'database', 'cluster')).length > 10)
})
