import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { startEmbedded } from './embedded.ts'
import { isAlive } from './process-alive.ts'
import type { ServerExit } from './server.ts'
import {
  ask,
  gone,
  holding,
  kill,
  serverOf,
  spawnHolder,
  madeFolder,
  temporaryFolder,
  until,
  watchersOf,
} from './testing/pieces.ts'

test('when Holdfast is killed its server ends by itself and the committed rows are found again', async (t) => {
  const dataDir = await madeFolder(t)
  const holder = await holding(t, 'start', dataDir)
  await ask(holder.superuser, 'create table kept as select n from generate_series(1, 1000) n')
  const server = serverOf(dataDir)
  kill(holder.pid)
  await gone(server)

  const next = await startEmbedded({ dataDir })
  t.after(() => next.stop())
  assert.deepEqual(await ask(next.superuser, 'select count(*)::int from kept'), [{ count: 1000 }])
})

test('a start that comes at once after the kill waits for the old server and finds everything', async (t) => {
  const dataDir = await madeFolder(t)
  const holder = await holding(t, 'start', dataDir)
  await ask(holder.superuser, 'create table kept as select n from generate_series(1, 1000) n')
  const server = serverOf(dataDir)
  kill(holder.pid)
  const next = await startEmbedded({ dataDir })
  t.after(() => next.stop())
  assert.notEqual(serverOf(dataDir), server)
  assert.ok(!isAlive(server))
  assert.deepEqual(await ask(next.superuser, 'select count(*)::int from kept'), [{ count: 1000 }])
})

test('the watcher alone stops the server when the one who began it is killed', async (t) => {
  const dataDir = await madeFolder(t)
  const embedded = await startEmbedded({ dataDir, tuning: 'test' })
  t.after(() => embedded.stop())
  const ended = new Promise<ServerExit>((resolve) => embedded.onExit(resolve))
  const script = fileURLToPath(new URL('./testing/watcher-holder.ts', import.meta.url))
  const cluster = join(dataDir, 'database', 'cluster')
  const other = spawn(process.execPath, [script, cluster, String(serverOf(dataDir))], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  t.after(() => other.kill('SIGKILL'))
  await once(other.stdout, 'data')
  other.kill('SIGKILL')
  assert.deepEqual(await ended, { code: 0, signal: null })
})

test('a watcher that is killed is replaced, and the new one stands guard', async (t) => {
  const dataDir = await madeFolder(t)
  const holder = await holding(t, 'start', dataDir)
  const [first = 0] = watchersOf(holder.pid)
  kill(first)
  await until('another watcher runs', () =>
    watchersOf(holder.pid).some((pid) => pid !== first && isAlive(pid)),
  )
  await ask(holder.superuser, 'create table kept as select 1 as n')
  const server = serverOf(dataDir)
  const [second = 0] = watchersOf(holder.pid)
  kill(holder.pid)
  await gone(server)
  await gone(second)
})

test('a server that is killed is reported, and a restart finds the committed rows on the same socket', async (t) => {
  const dataDir = await madeFolder(t)
  const embedded = await startEmbedded({ dataDir })
  t.after(() => embedded.stop())
  const exits: ServerExit[] = []
  embedded.onExit((exit) => void exits.push(exit))
  for (const round of [1, 2]) {
    await ask(embedded.superuser, `create table kept_${round} as select n from generate_series(1, 1000) n`)
    kill(serverOf(dataDir))
    await until('the end is reported', () => exits.length === round)
    assert.deepEqual(exits.at(-1), { code: null, signal: 'SIGKILL' })
    await embedded.restart()
    assert.deepEqual(await ask(embedded.superuser, `select count(*)::int from kept_${round}`), [
      { count: 1000 },
    ])
  }
  await embedded.stop()
  assert.equal(exits.length, 2)
})

test('a server killed while a session works hard starts again, and the work that was not committed is gone', async (t) => {
  const dataDir = await madeFolder(t)
  const embedded = await startEmbedded({ dataDir })
  t.after(() => embedded.stop())
  const ended = new Promise((resolve) => embedded.onExit(resolve))
  await ask(embedded.superuser, 'create table kept (n int)')
  const working = ask(embedded.superuser, 'insert into kept select n from generate_series(1, 100000000) n')
  const failed = assert.rejects(working)
  await new Promise((resolve) => setTimeout(resolve, 300))
  kill(serverOf(dataDir))
  await ended
  await embedded.restart()
  await failed
  assert.deepEqual(await ask(embedded.superuser, 'select count(*)::int from kept'), [{ count: 0 }])
})

test('Holdfast and its watcher killed together leave no server once the next start is done', async (t) => {
  const dataDir = await madeFolder(t)
  const holder = await holding(t, 'start', dataDir)
  await ask(holder.superuser, 'create table kept as select n from generate_series(1, 1000) n')
  const server = serverOf(dataDir)
  kill(...watchersOf(holder.pid), holder.pid)
  const next = await startEmbedded({ dataDir })
  t.after(() => next.stop())
  assert.ok(!isAlive(server))
  assert.deepEqual(await ask(next.superuser, 'select count(*)::int from kept'), [{ count: 1000 }])
})

test('everything killed at once: the next start recovers every committed row', async (t) => {
  const dataDir = await madeFolder(t)
  const holder = await holding(t, 'start', dataDir)
  await ask(holder.superuser, 'create table kept as select n from generate_series(1, 100000) n')
  kill(...watchersOf(holder.pid), serverOf(dataDir), holder.pid)
  assert.ok(existsSync(join(dataDir, 'database', 'cluster', 'postmaster.pid')))
  const next = await startEmbedded({ dataDir })
  t.after(() => next.stop())
  assert.deepEqual(await ask(next.superuser, 'select count(*)::int from kept'), [{ count: 100000 }])
})

test('a first start killed while it makes the database leaves nothing that is taken for one', async (t) => {
  const dataDir = temporaryFolder(t)
  const base = join(dataDir, 'database')
  const child = spawnHolder(t, 'die-making', dataDir)
  await once(child, 'exit')
  assert.equal(child.signalCode, 'SIGKILL')
  assert.ok(readdirSync(base).some((name) => /^making-\d+$/.test(name)))
  assert.ok(!existsSync(join(base, 'cluster')))
  const next = await startEmbedded({ dataDir, tuning: 'test' })
  t.after(() => next.stop())
  assert.deepEqual(await ask(next.superuser, 'select 1 as answer'), [{ answer: 1 }])
  assert.ok(!readdirSync(base).some((name) => name.startsWith('making-')))
})

test('a process that ends without stopping its database leaves no server behind', async (t) => {
  const dataDir = await madeFolder(t)
  const holder = await holding(t, 'start', dataDir)
  const server = serverOf(dataDir)
  holder.child.kill('SIGTERM')
  await gone(server)
})
