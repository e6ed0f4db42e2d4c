import assert from 'node:assert/strict'
import { Writable } from 'node:stream'
import { scriptedServer } from '#platform/mail/testing.ts'
import { scenario } from '#src/testing/scenario.ts'
import { anEdition, meansOf, numbered, outsideReaders, send, startAs, statesOf, testPace } from './testing.ts'

const patient = { ...testPace, patienceMs: 30_000 }

scenario(
  'a mail server that drops connections in the middle of messages leaves just these in doubt; sent again by the officer they arrive once',
  async (world) => {
    const dropped = new Set<string>()
    const smtp = await scriptedServer({
      onData: (stream, session, done) => {
        const to = session.envelope.rcptTo[0]?.address ?? ''
        const isFirst = !dropped.has(to) && Number(/\d+/.exec(to)?.[0]) % 9 === 0
        const swallow = new Writable({
          write: (_chunk, _encoding, next) => {
            if (!isFirst) return next()
            dropped.add(to)
            smtp.dropAll()
            return undefined
          },
        })
        stream.pipe(swallow).on('finish', () => {
          smtp.taken.push({ from: '', to, raw: '' })
          done()
        })
      },
    })
    try {
      await outsideReaders(world, numbered(36))
      const edition = await anEdition(world)
      const started = await startAs(world, edition.id)
      const means = meansOf(world.dataDir, smtp.server, { HOLDFAST_MAIL_CONNECTIONS: '1' })
      await send(world, means, { pace: patient })
      // A mail is short enough to be with the network whole before the drop is noticed, so nobody here can know.
      assert.deepEqual(await statesOf(world, started.id), { in_doubt: 4, sent: 32 })
      const doubted = await world.owner<{ address: string }>(
        `select m.address from bulletin.delivery d join bulletin.mailbox m on m.id = d.mailbox_id where d.state = 'in_doubt'`,
      )
      assert.deepEqual(new Set(doubted.map(({ address }) => address)), dropped)

      const erin = await world.browser('erin')
      const here = `/editions/${edition.id}/sendings/1`
      const page = await erin.get(here)
      const mailboxes = [...page.document.querySelectorAll('input[name=mailboxes]')].map(
        (box) => box.getAttribute('value') ?? '',
      )
      await erin.submit(page, `${here}/doubts`, { mailboxes, how: 'again' })
      await send(world, means, { pace: patient })
      assert.deepEqual(await statesOf(world, started.id), { sent: 36 })
      assert.equal(smtp.taken.length, 36)
      assert.equal(new Set(smtp.taken.map(({ to }) => to)).size, 36)
    } finally {
      await smtp.close()
    }
  },
)

scenario(
  'a mail server that refuses half of the addresses gets each once; the other half arrives, and the refused are listed',
  async (world) => {
    const smtp = await scriptedServer()
    try {
      const refused = numbered(20).map((local) => `refuse-rcpt+${local}`)
      await outsideReaders(world, [...numbered(20), ...refused])
      const edition = await anEdition(world)
      const started = await startAs(world, edition.id)
      await send(world, meansOf(world.dataDir, smtp.server))
      assert.deepEqual(await statesOf(world, started.id), { refused: 20, sent: 20 })
      const erin = await world.browser('erin')
      const page = await erin.get(`/editions/${edition.id}/sendings/1?show=refused`)
      assert.match(page.text, /550 5\.1\.1 No such person here/)
      assert.match(page.text, /20 mailboxes certainly got nothing/)
      world.pass({ hours: 3 })
      await send(world, meansOf(world.dataDir, smtp.server))
      const tries = await world.owner(`select distinct tries from bulletin.delivery`)
      assert.deepEqual(tries, [{ tries: 1 }])
    } finally {
      await smtp.close()
    }
  },
)

scenario(
  'a mail server that is slow to answer is waited for, over every connection at once, and doubts nobody',
  async (world) => {
    const smtp = await scriptedServer()
    try {
      await outsideReaders(
        world,
        numbered(24).map((local) => `slow+${local}`),
      )
      const started = await startAs(world, (await anEdition(world)).id)
      const began = performance.now()
      await send(world, meansOf(world.dataDir, smtp.server, { HOLDFAST_MAIL_CONNECTIONS: '8' }))
      // 24 mails of 300 ms one after the other would be more than seven seconds.
      assert.ok(performance.now() - began < 7_000)
      assert.deepEqual(await statesOf(world, started.id), { sent: 24 })
      assert.equal(smtp.taken.length, 24)
    } finally {
      await smtp.close()
    }
  },
)

scenario(
  'an address with a line break, a comma or a command in it never comes into the ledger, whatever way it takes',
  async (world) => {
    const smtp = await scriptedServer()
    const hostile = [
      'a@b.example\r\nBcc: all@b.example',
      'a@b.example, c@d.example',
      'a@b.example> SIZE=1',
      '',
    ]
    try {
      await outsideReaders(world, ['good'])
      const visitor = await world.browser()
      for (const address of hostile) {
        const page = await visitor.get('/bulletins/subscribe')
        const answered = await visitor.submit(page, '/bulletins/subscribe', { address })
        assert.equal(answered.errors.length, 1, JSON.stringify(address))
      }
      await assert.rejects(
        world.owner(
          `insert into bulletin.mailbox (address, address_key, added_at, changed_at)
           values (E'a@b.example\\r\\nBcc: all@b.example', 'x', now(), now())`,
        ),
        /violates check constraint/,
      )
      await startAs(world, (await anEdition(world)).id)
      await send(world, meansOf(world.dataDir, smtp.server))
      assert.deepEqual(
        smtp.taken.map(({ to }) => to),
        ['good@readers.example'],
      )
    } finally {
      await smtp.close()
    }
  },
)
