import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { plainServer, scriptedServer } from '#platform/mail/testing.ts'
import { scenario, type World } from '#src/testing/scenario.ts'
import { decideDoubts, goOnSending, pauseSending, stopSending } from '../actions/sending/steer-sending.ts'
import { sendTest, sendToFailures } from '../actions/sending/start-sending.ts'
import { anEdition, meansOf, numbered, outsideReaders, send, startAs, statesOf, testPace } from './testing.ts'

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const bound = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  return bound !== null && typeof bound === 'object' ? bound.port : 0
}

const stateOf = async (world: World, id: string) =>
  (
    await world.owner<{ state: string; trouble: string | null }>(
      `select state, trouble from bulletin.sending where id = $1`,
      [id],
    )
  )[0]

const least = async (list: readonly unknown[], count: number) => {
  while (list.length < count) await pause(5)
}

scenario(
  'a mail server that is down is named, waited for, and everything leaves once it is back',
  async (world) => {
    const port = await freePort()
    await outsideReaders(world, numbered(25))
    const edition = await anEdition(world)
    const started = await startAs(world, edition.id)
    const means = meansOf(world.dataDir, plainServer(port))
    await send(world, means)
    assert.deepEqual(await statesOf(world, started.id), { queued: 25 }, 'nothing is in anybody’s hands')
    const troubled = await stateOf(world, started.id)
    assert.equal(troubled?.state, 'running')
    assert.match(troubled?.trouble ?? '', /does not answer/)

    const smtp = await scriptedServer({}, port)
    try {
      await send(world, means)
      assert.deepEqual(await statesOf(world, started.id), { sent: 25 })
      assert.deepEqual(await stateOf(world, started.id), { state: 'done', trouble: null })
    } finally {
      await smtp.close()
    }
  },
)

scenario(
  'a mail server that breaks off in the middle of mails gets them again, and no reader two',
  async (world) => {
    let broken = 0
    const smtp = await scriptedServer({
      onRcptTo: (_address, session, done) => {
        broken += 1
        // Every seventh connection is cut before the mail was handed over.
        if (broken % 7 === 0) done(Object.assign(new Error('Going down'), { responseCode: 421 }))
        else done()
        void session
      },
    })
    try {
      await outsideReaders(world, numbered(40))
      const edition = await anEdition(world)
      const started = await startAs(world, edition.id)
      const means = meansOf(world.dataDir, smtp.server)
      for (let turns = 0; turns < 8; turns += 1) {
        await send(world, means, { pace: { ...testPace, patienceMs: 30_000 } })
        world.pass({ minutes: 6 })
      }
      assert.deepEqual(await statesOf(world, started.id), { sent: 40 })
      assert.equal(new Set(smtp.taken.map((mail) => mail.to)).size, 40)
      assert.equal(smtp.taken.length, 40)
    } finally {
      await smtp.close()
    }
  },
)

scenario(
  'paused in the middle it comes to rest at once, and going on sends to those who are left',
  async (world) => {
    const smtp = await scriptedServer({ onMailFrom: (_a, _s, done) => void setTimeout(done, 20) })
    try {
      await outsideReaders(world, numbered(120))
      const edition = await anEdition(world)
      const started = await startAs(world, edition.id)
      const which = { editionId: edition.id, number: started.number }
      const means = meansOf(world.dataDir, smtp.server)
      const running = send(world, means)
      await least(smtp.taken, 20)
      await world.by('erin', (tx, actor) => pauseSending(tx, actor, which, world.now()))
      await running
      const states = await statesOf(world, started.id)
      assert.equal(states['claimed'], undefined)
      assert.equal((states['sent'] ?? 0) + (states['queued'] ?? 0), 120)
      assert.ok((states['queued'] ?? 0) > 0)
      await send(world, means)
      assert.deepEqual(await statesOf(world, started.id), states, 'paused means paused')
      await world.by('erin', (tx, actor) => goOnSending(tx, actor, which, world.now()))
      await send(world, means)
      assert.deepEqual(await statesOf(world, started.id), { sent: 120 })
      assert.equal(smtp.taken.length, 120)
    } finally {
      await smtp.close()
    }
  },
)

scenario(
  'stopped for good, the rest is left out, and can be sent to as failures: once, and to nobody else',
  async (world) => {
    const smtp = await scriptedServer({ onMailFrom: (_a, _s, done) => void setTimeout(done, 20) })
    try {
      await outsideReaders(world, numbered(100))
      const edition = await anEdition(world)
      const started = await startAs(world, edition.id)
      const which = { editionId: edition.id, number: started.number }
      const means = meansOf(world.dataDir, smtp.server)
      const running = send(world, means)
      await least(smtp.taken, 20)
      await world.by('erin', (tx, actor) => stopSending(tx, actor, which, world.now()))
      await running
      const states = await statesOf(world, started.id)
      assert.deepEqual(Object.keys(states), ['left_out', 'sent'])
      const again = await world.by('erin', (tx, actor) => sendToFailures(tx, actor, which, world.now()))
      await assert.rejects(
        world.by('erin', (tx, actor) => sendToFailures(tx, actor, which, world.now())),
        /was sent again already/,
      )
      await send(world, means)
      assert.deepEqual(await statesOf(world, again.id), { sent: states['left_out'] })
      assert.equal(new Set(smtp.taken.map((mail) => mail.to)).size, 100)
      assert.equal(smtp.taken.length, 100)
    } finally {
      await smtp.close()
    }
  },
)

scenario('a mail in doubt waits for a person, who sends it again or leaves it', async (world) => {
  let dropping = true
  const smtp = await scriptedServer({
    onData: (stream, session, done) => {
      stream.resume()
      stream.on('end', () => {
        smtp.taken.push({ from: '', to: session.envelope.rcptTo[0]?.address ?? '', raw: '' })
        if (dropping) smtp.dropAll()
        else done()
      })
    },
  })
  try {
    await outsideReaders(world, ['one', 'two'])
    const edition = await anEdition(world)
    const started = await startAs(world, edition.id)
    const which = { editionId: edition.id, number: started.number }
    const means = meansOf(world.dataDir, smtp.server, { HOLDFAST_MAIL_CONNECTIONS: '1' })
    await send(world, means)
    assert.deepEqual(await statesOf(world, started.id), { in_doubt: 2 })
    dropping = false
    await send(world, means)
    assert.equal(smtp.taken.length, 2, 'nobody sends it again by themselves')
    const [first, second] = await world.owner<{ id: string }>(
      `select mailbox_id as id from bulletin.delivery order by 1`,
    )
    const decide = (how: 'again' | 'leave', id = '') =>
      world.by('erin', (tx, actor) =>
        decideDoubts(tx, actor, { ...which, mailboxIds: [id], how }, world.now()),
      )
    assert.equal(await decide('again', first?.id), 1)
    assert.equal(await decide('again', first?.id), 0, 'a second press changes nothing')
    assert.ok(second)
    const rest = await world.by('erin', (tx, actor) =>
      decideDoubts(tx, actor, { ...which, mailboxIds: 'all', how: 'leave' }, world.now()),
    )
    assert.equal(rest, 1, 'all that are still in doubt, and no others')
    await send(world, means)
    assert.deepEqual(await statesOf(world, started.id), { sent: 2 })
    assert.equal(smtp.taken.length, 3)
  } finally {
    await smtp.close()
  }
})

scenario('a correction goes to exactly those who got the wrong edition', async (world) => {
  const smtp = await scriptedServer()
  try {
    await outsideReaders(world, ['got-it', 'refuse-rcpt+1', 'left-since'])
    const wrong = await anEdition(world)
    await startAs(world, wrong.id)
    const means = meansOf(world.dataDir, smtp.server)
    await send(world, means)
    await outsideReaders(world, ['came-since'])
    await world.owner(
      `insert into bulletin.suppression (mailbox_id, reason, added_at)
       select id, 'unsubscribed', now() from bulletin.mailbox where address like 'left-since@%'`,
    )
    const correction = await anEdition(world, { corrects: wrong.id, title: 'Correction' })
    const started = await startAs(world, correction.id)
    await send(world, means)
    assert.deepEqual(await statesOf(world, started.id), { sent: 1, suppressed: 1 })
    assert.deepEqual(
      smtp.taken.filter((mail) => mail.raw.includes('Subject: Correction')).map((mail) => mail.to),
      ['got-it@readers.example'],
    )
  } finally {
    await smtp.close()
  }
})

scenario('a test of a draft goes to the named colleagues alone, and is nobody’s edition', async (world) => {
  const smtp = await scriptedServer()
  try {
    await outsideReaders(world, numbered(5))
    const edition = await anEdition(world, { state: 'draft' })
    const [erin, femi] = [await world.as('erin'), await world.as('femi')]
    await world.by('erin', (tx, actor) =>
      sendTest(tx, actor, { editionId: edition.id, people: [erin.personId, femi.personId] }, world.now()),
    )
    await send(world, meansOf(world.dataDir, smtp.server), { which: 'tests' })
    assert.equal(smtp.taken.length, 2)
    for (const mail of smtp.taken) assert.match(mail.raw, /^Subject: Test: The April bulletin\r$/m)
    const [state] = await world.owner(`select state from bulletin.edition where id = $1`, [edition.id])
    assert.deepEqual(state, { state: 'draft' })
  } finally {
    await smtp.close()
  }
})

scenario('the rate holds: no more mails a second than the setting says', async (world) => {
  const smtp = await scriptedServer()
  try {
    await outsideReaders(world, numbered(30))
    const edition = await anEdition(world)
    await startAs(world, edition.id)
    const began = performance.now()
    await send(world, meansOf(world.dataDir, smtp.server, { HOLDFAST_MAIL_RATE: '20' }))
    const seconds = (performance.now() - began) / 1000
    assert.equal(smtp.taken.length, 30)
    assert.ok(seconds > 1.2, `${seconds} seconds for 30 mails at 20 a second`)
  } finally {
    await smtp.close()
  }
})

scenario(
  'without a mail server nothing leaves: the ledger is worked through and twenty mails are kept to be read',
  async (world) => {
    await outsideReaders(world, numbered(60))
    const edition = await anEdition(world)
    const started = await startAs(world, edition.id)
    await world.runJobs()
    assert.deepEqual(await statesOf(world, started.id), { sent: 60 })
    const [kept] = await world.owner(
      `select count(*)::int from platform.mail where state = 'kept' and purpose = 'bulletin.edition'`,
    )
    assert.deepEqual(kept, { count: 20 })
  },
)

scenario(
  'a scheduled edition leaves at its moment and not before; one taken off the schedule stays',
  async (world) => {
    await outsideReaders(world, numbered(3))
    const [goes, stays] = [await anEdition(world), await anEdition(world)]
    const at = world.now().add({ hours: 20 })
    const { scheduleEdition, unscheduleEdition } = await import('../actions/edition-state.ts')
    const { watchSendings } = await import('./watch-sendings.ts')
    for (const { id } of [goes, stays])
      await world.by('erin', (tx, actor) => scheduleEdition(tx, actor, { editionId: id, at }, world.now()))
    await world.by('erin', (tx, actor) => unscheduleEdition(tx, actor, { editionId: stays.id }, world.now()))
    const watch = () =>
      watchSendings.run(
        {
          db: world.db,
          now: world.now(),
          signal: new AbortController().signal,
          log: { info: () => undefined, warn: () => undefined },
        },
        {},
      )
    await watch()
    assert.deepEqual(await world.owner(`select id from bulletin.sending`), [])
    world.pass({ hours: 20, seconds: 1 })
    await watch()
    await world.runJobs()
    const states = await world.owner<{ id: string; state: string }>(`select id, state from bulletin.edition`)
    assert.equal(states.find((one) => one.id === goes.id)?.state, 'sent')
    assert.equal(states.find((one) => one.id === stays.id)?.state, 'approved')
  },
)

scenario(
  'mails of a worker whose machine never came back are in doubt after an hour, and never sent again by themselves',
  async (world) => {
    await outsideReaders(world, numbered(4))
    const edition = await anEdition(world)
    const started = await startAs(world, edition.id)
    const smtp = await scriptedServer()
    try {
      const elsewhere = crypto.randomUUID()
      await world.owner(
        `insert into bulletin.sending_worker (id, sending_id, began_at, seen_at) values ($1, $2, $3, $3)`,
        [elsewhere, started.id, world.now().toString()],
      )
      const { prepareReaders } = await import('../actions/sending/prepare-readers.ts')
      const { claimBatch } = await import('../actions/sending/claim-batch.ts')
      const { watchSendings } = await import('./watch-sendings.ts')
      const { system } = await import('#platform/auth/actor.ts')
      await world.bySystem((tx) => prepareReaders(tx, system('test'), started.id, world.now()))
      await world.bySystem((tx) =>
        claimBatch(tx, { sendingId: started.id, worker: elsewhere, most: 2 }, world.now()),
      )
      await send(world, meansOf(world.dataDir, smtp.server))
      assert.deepEqual(await statesOf(world, started.id), { claimed: 2, sent: 2 })
      world.pass({ minutes: 61 })
      await watchSendings.run(
        {
          db: world.db,
          now: world.now(),
          signal: new AbortController().signal,
          log: { info: () => undefined, warn: () => undefined },
        },
        {},
      )
      await send(world, meansOf(world.dataDir, smtp.server))
      assert.deepEqual(await statesOf(world, started.id), { in_doubt: 2, sent: 2 })
      assert.equal(smtp.taken.length, 2)
    } finally {
      await smtp.close()
    }
  },
)
