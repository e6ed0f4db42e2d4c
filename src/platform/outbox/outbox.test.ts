import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { system, visitor } from '#platform/auth/actor.ts'
import type { Directory } from '#platform/auth/directory.ts'
import { inTransaction } from '#platform/db/database.ts'
import type { TestDatabase, TestServer } from '#platform/jobs/testing.ts'
import { setJobClock, startTestServer } from '#platform/jobs/testing.ts'
import { drainJobs } from '#platform/jobs/drain.ts'
import { addressOf } from '#platform/mail/address.ts'
import type { ScriptedServer } from '#platform/mail/testing.ts'
import { scriptedServer } from '#platform/mail/testing.ts'
import type { MailTransport } from '#platform/mail/transport.ts'
import { smtpTransport } from '#platform/mail/transport.ts'
import { outboxJobs } from './outbox-jobs.ts'
import type { QueuedMail } from './queue-mail.ts'
import { queueMail } from './queue-mail.ts'
import type { MailTable } from './tables.ts'
import { outboxIn } from './tables.ts'

const now = Temporal.Instant.from('2016-04-07T10:00:00Z')
const annId = '0b0e4a52-1111-4111-8111-000000000001'

/** Ann is known until the first of May; nobody else ever was. */
const directory: Directory = {
  findByEmail: async () => null,
  worksOnlyAt: async () => false,
  findById: async (_, personId, at) =>
    personId === annId && Temporal.Instant.compare(at, Temporal.Instant.from('2016-05-01T00:00:00Z')) < 0
      ? {
          personId,
          name: 'Ann Example',
          email: 'ann@school.example',
          organisationId: null,
          organisation: null,
          roles: [],
        }
      : null,
}

describe('the outbox', () => {
  let server: TestServer
  let smtp: ScriptedServer
  let transport: MailTransport
  let ground: TestDatabase

  before(async () => {
    server = await startTestServer()
    smtp = await scriptedServer()
    transport = smtpTransport(smtp.server)
    ground = await server.database()
    await ground.owner.query(`insert into platform.installation (kind, made_at) values ('production', now())`)
  })
  after(async () => {
    await transport.close()
    await smtp.close()
    await server.stop()
  })

  const jobs = (by: MailTransport | null = transport) =>
    outboxJobs({
      transport: by,
      from: { address: addressOf('holdfast@fernshire.example'), name: 'Fernshire' },
      frame: { partnership: 'Fernshire Safeguarding', origin: 'https://holdfast.fernshire.example' },
      directory,
    })
  const drain = async (at: Temporal.Instant, by: MailTransport | null = transport) => {
    await setJobClock(ground.owner, at)
    return drainJobs({ db: ground.db, jobsConfig: ground.jobsConfig, jobs: jobs(by), now: at })
  }
  const queue = async (to: QueuedMail['to'], more: { expiresAt?: Temporal.Instant } = {}, at = now) => {
    await setJobClock(ground.owner, at)
    return inTransaction(ground.db, visitor, (tx) =>
      queueMail(
        tx,
        {
          to,
          purpose: 'network.confirm_list',
          subject: 'Confirm your list',
          notice: {
            heading: 'Confirm your list',
            paragraphs: ['Your list of people waits for you.'],
            action: { label: 'Open the list', href: '/network/list' },
            why: 'You are the coordinator of your organisation.',
          },
          ...more,
        },
        at,
      ),
    )
  }
  const mail = (id: string): Promise<MailTable> =>
    inTransaction(ground.db, system('test'), (tx) =>
      outboxIn(tx).selectFrom('platform.mail').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
    )
  const takenFor = (address: string) => smtp.taken.filter((taken) => taken.to === address)

  test('a mail to a person goes to the address they have now, with the link on this site', async () => {
    const id = await queue({ personId: annId })
    await drain(now)
    const [taken] = takenFor('ann@school.example')
    assert.match(taken?.raw ?? '', /To: Ann Example <ann@school\.example>/)
    assert.match(taken?.raw ?? '', /https:\/\/holdfast\.fernshire\.example\/network\/list/)
    assert.match(taken?.raw ?? '', new RegExp(`Message-ID: <${id}@fernshire\\.example>`, 'i'))
    const { state, last_code, tries } = await mail(id)
    assert.deepEqual({ state, last_code, tries }, { state: 'sent', last_code: 250, tries: 1 })
  })

  test('somebody who has gone gets no mail, and the outbox says why', async () => {
    const gone = Temporal.Instant.from('2016-05-02T10:00:00Z')
    const sofar = smtp.taken.length
    const id = await queue({ personId: annId }, {}, gone)
    await drain(gone)
    assert.equal((await mail(id)).state, 'refused')
    assert.match((await mail(id)).last_answer ?? '', /has left/)
    assert.equal(smtp.taken.length, sofar)
  })

  test('a mail that the server refuses is not tried again, and its answer is kept without the address', async () => {
    const id = await queue({ address: 'refuse-rcpt@readers.example' })
    await drain(now)
    await drain(now.add({ hours: 24 }))
    const { state, last_code, tries, last_answer } = await mail(id)
    assert.deepEqual({ state, last_code, tries }, { state: 'refused', last_code: 550, tries: 1 })
    assert.match(last_answer ?? '', /No such person/)
    assert.doesNotMatch(last_answer ?? '', /readers\.example/)
  })

  test('a mail that is put off is tried again with growing pauses, and after two days a person must look', async () => {
    const id = await queue({ address: 'later-rcpt@readers.example' })
    await drain(now)
    const first = await mail(id)
    assert.equal(first.state, 'later')
    assert.equal(String(first.next_try_at), String(now.add({ minutes: 5 })))
    await drain(now.add({ minutes: 4 }))
    assert.equal((await mail(id)).tries, 1)
    await drain(now.add({ minutes: 5 }))
    assert.equal(String((await mail(id)).next_try_at), String(now.add({ minutes: 20 })))
    for (let at = now; Temporal.Instant.compare(at, now.add({ hours: 72 })) < 0; at = at.add({ hours: 6 }))
      await drain(at)
    assert.equal((await mail(id)).state, 'refused')
    assert.equal((await mail(id)).last_code, 450)
  })

  test('a mail whose answer never came is in doubt and is not sent again by itself', async () => {
    const id = await queue({ address: 'drop-after@readers.example' })
    await drain(now)
    assert.equal((await mail(id)).state, 'in_doubt')
    await drain(now.add({ hours: 48 }))
    assert.deepEqual([(await mail(id)).state, (await mail(id)).tries], ['in_doubt', 1])
  })

  test('a mail that a dead worker had in hand is in doubt, since nobody knows whether it left', async () => {
    const id = await queue({ address: 'plain-1@readers.example' })
    await ground.owner.query(`update platform.mail set state = 'sending', tries = 1 where id = $1`, [id])
    await drain(now)
    assert.equal((await mail(id)).state, 'in_doubt')
    assert.deepEqual(takenFor('plain-1@readers.example'), [])
  })

  test('a mail that would come too late to be of use is not sent', async () => {
    const id = await queue({ address: 'plain-2@readers.example' }, { expiresAt: now.add({ minutes: 20 }) })
    await drain(now.add({ minutes: 20 }))
    assert.equal((await mail(id)).state, 'lapsed')
    assert.deepEqual(takenFor('plain-2@readers.example'), [])
  })

  test('without a mail server mail is kept', async () => {
    const id = await queue({ personId: annId })
    await drain(now, null)
    assert.equal((await mail(id)).state, 'kept')
  })

  test('a mail whose job was lost is taken up again', async () => {
    const id = await queue({ address: 'plain-3@readers.example' })
    await ground.owner.query('delete from jobs.job')
    const later = now.add({ minutes: 16 })
    const take = jobs().find((job) => job.name === 'platform.take_up_mail')
    assert.ok(take)
    await setJobClock(ground.owner, later)
    await take.run(
      {
        db: ground.db,
        now: later,
        signal: new AbortController().signal,
        log: { info: () => {}, warn: () => {} },
      },
      {},
    )
    await drain(later)
    assert.equal((await mail(id)).state, 'sent')
  })

  test('the words of a mail go after thirty days, and the mail after a year', async () => {
    const id = await queue({ address: 'plain-4@readers.example' })
    await drain(now)
    const remove = jobs().find((job) => job.name === 'platform.remove_old_mail')
    const removeAt = async (at: Temporal.Instant) =>
      remove?.run(
        {
          db: ground.db,
          now: at,
          signal: new AbortController().signal,
          log: { info: () => {}, warn: () => {} },
        },
        {},
      )
    const contents = async () =>
      (await ground.owner.query('select from platform.mail_content where mail_id = $1', [id])).rowCount
    await removeAt(now.add({ hours: 29 * 24 }))
    assert.equal(await contents(), 1)
    await removeAt(now.add({ hours: 31 * 24 }))
    assert.equal(await contents(), 0)
    assert.equal((await mail(id)).state, 'sent')
    await removeAt(now.add({ hours: 366 * 24 }))
    await assert.rejects(mail(id))
  })

  test('an address with a line break never comes into the outbox', async () => {
    await assert.rejects(queue({ address: 'a@readers.example\r\nBcc: b@readers.example' }), /is none/)
  })

  test('whoever causes a mail cannot read it, and a visitor sees no mail at all', async () => {
    const id = await queue({ personId: annId })
    const seen = await inTransaction(ground.db, visitor, async (tx) => {
      return [
        await outboxIn(tx).selectFrom('platform.mail').select('id').execute(),
        await outboxIn(tx).selectFrom('platform.mail_content').select('mail_id').execute(),
      ]
    })
    const there = await inTransaction(ground.db, system('test'), async (tx) => {
      return outboxIn(tx).selectFrom('platform.mail').select('id').where('id', '=', id).execute()
    })
    assert.deepEqual([seen, there.length], [[[], []], 1])
  })
})
