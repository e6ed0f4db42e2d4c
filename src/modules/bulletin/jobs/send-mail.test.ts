import assert from 'node:assert/strict'
import { onEveryEngine, scenario } from '#src/testing/scenario.ts'
import { scriptedServer } from '#platform/mail/testing.ts'
import { anEdition, meansOf, numbered, outsideReaders, send, startAs, statesOf } from './testing.ts'
import { everyone } from '../rules/audience.ts'

onEveryEngine(
  'an edition goes once to every mailbox of its audience, and to nobody whom the list bars',
  async (world) => {
    const smtp = await scriptedServer()
    try {
      await outsideReaders(world, numbered(30))
      const [barred] = await outsideReaders(world, ['barred'])
      await world.owner(
        `insert into bulletin.suppression (mailbox_id, reason, added_at) values ($1, 'unsubscribed', now())`,
        [barred],
      )
      const edition = await anEdition(world, { audience: everyone })
      const started = await startAs(world, edition.id)
      await send(world, meansOf(world.dataDir, smtp.server))

      const people = await world.owner<{ address: string }>(
        `select distinct lower(p.work_email) as address from network.person p join network.post q on q.person_id = p.id
         where p.left_at is null and p.work_email is not null and q.from_on <= '2026-04-16' and (q.to_on is null or q.to_on >= '2026-04-16')`,
      )
      assert.ok(people.length > 10)
      const wanted = [
        ...people.map((one) => one.address),
        ...numbered(30).map((one) => `${one}@readers.example`),
      ]
      assert.deepEqual(smtp.taken.map((mail) => mail.to.toLowerCase()).toSorted(), wanted.toSorted())
      assert.deepEqual(await statesOf(world, started.id), { sent: wanted.length, suppressed: 1 })
      const [row] = await world.owner(
        `select s.state, s.way, e.state as edition from bulletin.sending s join bulletin.edition e on e.id = s.edition_id`,
      )
      assert.deepEqual(row, { state: 'done', way: 'smtp', edition: 'sent' })
    } finally {
      await smtp.close()
    }
  },
)

scenario('two people who read one mailbox get one mail, which greets neither by name', async (world) => {
  const smtp = await scriptedServer()
  try {
    await world.owner(
      `update network.person set work_email = 'office@school.example', signs_in = false
       where id in (select person_id from network.role_grant where role in ('champion', 'approver'))`,
    )
    const edition = await anEdition(world, {
      audience: { ...everyone, roles: ['champion', 'approver'], outsideReaders: false },
    })
    const started = await startAs(world, edition.id)
    await send(world, meansOf(world.dataDir, smtp.server))
    assert.deepEqual(await statesOf(world, started.id), { sent: 1 })
    assert.equal(smtp.taken.length, 1)
    assert.match(smtp.taken[0]?.raw ?? '', /Dear colleague/)
  } finally {
    await smtp.close()
  }
})

scenario(
  'each outcome is kept as what it means, and what may succeed later is tried again until it does',
  async (world) => {
    const smtp = await scriptedServer()
    try {
      await outsideReaders(world, ['good', 'refuse-rcpt+1', 'refuse-data+1', 'later-rcpt+1', 'drop-after+1'])
      const edition = await anEdition(world)
      const started = await startAs(world, edition.id)
      const means = meansOf(world.dataDir, smtp.server)
      await send(world, means)
      assert.deepEqual(await statesOf(world, started.id), { in_doubt: 1, later: 1, refused: 2, sent: 1 })
      const [edited] = await world.owner(`select state from bulletin.edition where id = $1`, [edition.id])
      assert.deepEqual(edited, { state: 'sent' }, 'everybody was tried once')
      const [answer] = await world.owner<{ answer: string }>(
        `select answer from bulletin.delivery where state = 'refused' and answer like '550%'`,
      )
      assert.equal(answer?.answer, '550 5.1.1 No such person here')

      // A minute later nothing is due; five minutes later the one that was put off is.
      world.pass({ minutes: 1 })
      await send(world, means)
      assert.equal((await world.owner(`select 1 from bulletin.delivery where tries = 2`)).length, 0)
      world.pass({ minutes: 5 })
      await send(world, means)
      assert.deepEqual(await world.owner(`select tries from bulletin.delivery where state = 'later'`), [
        { tries: 2 },
      ])

      // Two days of "not now" are a no, and then the sending is done.
      for (let tries = 0; tries < 12; tries += 1) {
        world.pass({ hours: 25 })
        await send(world, means)
      }
      assert.deepEqual(await statesOf(world, started.id), { in_doubt: 1, refused: 3, sent: 1 })
      const [ended] = await world.owner(`select state from bulletin.sending where id = $1`, [started.id])
      assert.deepEqual(ended, { state: 'done' })
    } finally {
      await smtp.close()
    }
  },
)

scenario('where the text to be sent was changed in the database, nothing goes out', async (world) => {
  const smtp = await scriptedServer()
  try {
    await outsideReaders(world, numbered(3))
    const edition = await anEdition(world)
    await startAs(world, edition.id)
    await world.owner(`update bulletin.sending set content = replace(content, 'four forums', 'five forums')`)
    await assert.rejects(send(world, meansOf(world.dataDir, smtp.server)), /does not have its hash/)
    assert.equal(smtp.taken.length, 0)
  } finally {
    await smtp.close()
  }
})
