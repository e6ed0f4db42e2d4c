import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { scriptedServer, type ScriptedServer } from '#platform/mail/testing.ts'
import { scenario, type World } from '#src/testing/scenario.ts'
import { anEdition, numbered, outsideReaders, startAs, statesOf } from './testing.ts'

const readers = 240
const connections = 4

/** A mail server that takes its time, so that a kill always finds mails under way. */
const slowServer = (): Promise<ScriptedServer> =>
  scriptedServer({
    // Between the end of a mail and the answer to it.
    onMailFrom: (_address, _session, done) => void setTimeout(done, 4),
  })

function startWorker(world: World, smtp: ScriptedServer): ChildProcess {
  const { server } = smtp
  return spawn(
    process.execPath,
    [
      fileURLToPath(new URL('./send-child-for-tests.ts', import.meta.url)),
      JSON.stringify(world.copy.login('work')),
      world.dataDir,
      `smtp://${server.host}:${server.port}?tls=never`,
      world.now().toString(),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
}

async function takenIs(smtp: ScriptedServer, least: number): Promise<void> {
  for (let waited = 0; smtp.taken.length < least; waited += 5) {
    if (waited > 60_000) throw new Error(`only ${smtp.taken.length} mails were taken`)
    await pause(5)
  }
}

const timesTaken = (smtp: ScriptedServer): Map<string, number> => {
  const times = new Map<string, number>()
  for (const { to } of smtp.taken) times.set(to, (times.get(to) ?? 0) + 1)
  return times
}

scenario(
  'a worker killed three times in the middle mails nobody twice and leaves nobody out; what is in doubt is listed',
  async (world) => {
    const smtp = await slowServer()
    try {
      await outsideReaders(world, numbered(readers))
      const edition = await anEdition(world)
      const started = await startAs(world, edition.id)
      for (const at of [15, 60, 130]) {
        const worker = startWorker(world, smtp)
        await takenIs(smtp, at)
        const ended = once(worker, 'exit')
        worker.kill('SIGKILL')
        await ended
      }
      const last = startWorker(world, smtp)
      const [code] = await once(last, 'exit')
      assert.equal(code, 0)

      const times = timesTaken(smtp)
      assert.deepEqual(
        [...times.values()].filter((count) => count > 1),
        [],
        'nobody got two',
      )
      const doubts = await world.owner<{ address: string }>(
        `select m.address from bulletin.delivery d join bulletin.mailbox m on m.id = d.mailbox_id where d.state = 'in_doubt'`,
      )
      assert.ok(doubts.length <= 3 * connections, `${doubts.length} in doubt`)
      const doubted = new Set(doubts.map((row) => row.address))
      const missing = numbered(readers)
        .map((local) => `${local}@readers.example`)
        .filter((address) => !times.has(address) && !doubted.has(address))
      assert.deepEqual(missing, [], 'nobody is left out')
      assert.deepEqual(await statesOf(world, started.id), {
        ...(doubts.length > 0 ? { in_doubt: doubts.length } : {}),
        sent: readers - doubts.length,
      })
    } finally {
      await smtp.close()
    }
  },
)

scenario('two workers at once share an edition and mail nobody twice', async (world) => {
  const smtp = await slowServer()
  try {
    await outsideReaders(world, numbered(readers))
    const edition = await anEdition(world)
    const started = await startAs(world, edition.id)
    const workers = [startWorker(world, smtp), startWorker(world, smtp)]
    for (const [code] of await Promise.all(workers.map((worker) => once(worker, 'exit'))))
      assert.equal(code, 0)
    assert.deepEqual(
      [...timesTaken(smtp).values()].filter((count) => count !== 1),
      [],
    )
    assert.equal(smtp.taken.length, readers)
    assert.deepEqual(await statesOf(world, started.id), { sent: readers })
    const shares = await world.owner(`select worker, count(*)::int from bulletin.delivery group by worker`)
    assert.equal(shares.length, 2, 'both had a share')
  } finally {
    await smtp.close()
  }
})

scenario(
  'a database that goes away in the middle and comes back holds the sending up and loses nothing',
  async (world) => {
    const smtp = await slowServer()
    try {
      await outsideReaders(world, numbered(readers))
      const edition = await anEdition(world)
      const started = await startAs(world, edition.id)
      const worker = startWorker(world, smtp)
      for (const at of [20, 90]) {
        await takenIs(smtp, at)
        // Nobody but its owner may come in, and everybody who was in is thrown out.
        await world.owner(`alter database ${world.copy.name} with connection limit 0`)
        await world.owner(
          `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()`,
          [world.copy.name],
        )
        await pause(700)
        await world.owner(`alter database ${world.copy.name} with connection limit -1`)
      }
      const [code] = await once(worker, 'exit')
      assert.equal(code, 0)
      assert.deepEqual(
        [...timesTaken(smtp).values()].filter((count) => count !== 1),
        [],
      )
      assert.equal(smtp.taken.length, readers)
      assert.deepEqual(await statesOf(world, started.id), { sent: readers })
    } finally {
      await smtp.close()
    }
  },
)
