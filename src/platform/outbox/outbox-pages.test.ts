import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { visitor } from '#platform/auth/actor.ts'
import { inTransaction } from '#platform/db/database.ts'
import { drainJobs } from '#platform/jobs/drain.ts'
import type { TestDatabase, TestServer } from '#platform/jobs/testing.ts'
import { setJobClock, startTestServer } from '#platform/jobs/testing.ts'
import type { TestPages } from '#platform/jobs/testing-pages.ts'
import { castRole, startTestPages } from '#platform/jobs/testing-pages.ts'
import { addressOf } from '#platform/mail/address.ts'
import type { ScriptedServer } from '#platform/mail/testing.ts'
import { scriptedServer } from '#platform/mail/testing.ts'
import type { MailTransport } from '#platform/mail/transport.ts'
import { smtpTransport } from '#platform/mail/transport.ts'
import type { OutboxConfig } from './jobs/deliver-mail.ts'
import { outboxPart } from './part.ts'
import { queueMail } from './queue-mail.ts'

const now = Temporal.Instant.from('2016-04-07T10:00:00Z')
const people = { dev: castRole(1, 'administrator'), erin: castRole(2, 'officer') }

const config = (transport: MailTransport | null): OutboxConfig => ({
  transport,
  from: { address: addressOf('holdfast@fernshire.example') },
  frame: { partnership: 'Fernshire Safeguarding', origin: 'http://localhost:3000' },
  directory: { findByEmail: async () => null, findById: async () => null, worksOnlyAt: async () => false },
})

async function deliver(ground: TestDatabase, transport: MailTransport | null): Promise<void> {
  const { jobs } = outboxPart(config(transport), false)
  await drainJobs({ db: ground.db, jobsConfig: ground.jobsConfig, jobs, now })
}

const queue = (ground: TestDatabase, address: string): Promise<string> =>
  inTransaction(ground.db, visitor, (tx) =>
    queueMail(
      tx,
      {
        to: { address, name: 'Zoë <b>Example</b>' },
        purpose: 'auth.sign_in_link',
        subject: 'Sign in to Holdfast',
        notice: {
          heading: 'Sign in to Holdfast',
          paragraphs: ['Press the button.'],
          action: { label: 'Sign in', href: '/sign-in/link/abc' },
          why: 'Somebody asked.',
        },
      },
      now,
    ),
  )

describe('the pages of the outbox', () => {
  let server: TestServer
  let smtp: ScriptedServer
  let transport: MailTransport
  let ground: TestDatabase
  let pages: TestPages

  before(async () => {
    server = await startTestServer()
    smtp = await scriptedServer()
    transport = smtpTransport(smtp.server)
  })
  after(async () => {
    await transport.close()
    await smtp.close()
    await server.stop()
  })

  const open = async (kind: 'demo' | 'production') => {
    ground = await server.database()
    await setJobClock(ground.owner, now)
    await ground.owner.query(`insert into platform.installation (kind, made_at) values ($1, now())`, [kind])
    // The module that keeps roles is not here: Dev is the administrator.
    await ground.owner
      .query(`create or replace function platform.actor_has_role(wanted text) returns boolean language sql stable
      as $$ select wanted = 'administrator' and platform.actor() = '${people.dev.personId}' $$`)
    pages = await startTestPages(ground, [outboxPart(config(null), kind === 'demo')], people, () => now)
  }

  test('an administrator sees that a mail was refused and why, but neither what it says nor to whom it goes', async () => {
    await open('production')
    const id = await queue(ground, 'refuse-rcpt@readers.example')
    await deliver(ground, transport)
    const { status, text } = await pages.get('dev', '/mail-queue')
    assert.equal(status, 200)
    assert.ok(text.includes(id))
    assert.match(text, /550 5\.1\.1 No such person here/)
    assert.doesNotMatch(text, /readers\.example|sign-in\/link|Zoë/)
    assert.equal((await pages.get('erin', '/mail-queue')).status, 404)
    await pages.close()
  })

  test('a mail in doubt is sent again when an administrator asks, and the audit says so', async () => {
    await open('production')
    const id = await queue(ground, 'plain@readers.example')
    await ground.owner.query(`update platform.mail set state = 'in_doubt', tries = 1 where id = $1`, [id])
    const pressed = await pages.press('dev', '/mail-queue', `/mail-queue/${id}/try-again`)
    assert.equal(pressed.status, 303)
    await deliver(ground, transport)
    assert.equal(smtp.taken.filter((taken) => taken.to === 'plain@readers.example').length, 1)
    assert.match((await pages.get('dev', '/mail-queue')).text, /Every mail has left\./)
    const { rows } = await ground.owner.query(
      `select fields from platform.audit_entry where event = 'outbox.tried_again'`,
    )
    assert.deepEqual(rows, [{ fields: { mail: id, purpose: 'auth.sign_in_link' } }])
    await pages.close()
  })

  test('a mail that waits for its next try is sent at once when an administrator asks', async () => {
    await open('production')
    const id = await queue(ground, 'later-rcpt@readers.example')
    await deliver(ground, transport)
    await pages.press('dev', '/mail-queue', `/mail-queue/${id}/try-again`)
    await deliver(ground, transport)
    const { rows } = await ground.owner.query('select state, tries from platform.mail where id = $1', [id])
    assert.deepEqual(rows, [{ state: 'later', tries: 2 }])
    await pages.close()
  })

  test('the demo shows its mail to everyone: the list, one mail with links that work, and its look', async () => {
    await open('demo')
    assert.match((await pages.get('visitor', '/demo/mail')).text, /No mail yet/)
    const id = await queue(ground, 'zoe@school.example')
    await deliver(ground, null)
    const list = await pages.get('visitor', '/demo/mail')
    assert.match(list.text, new RegExp(`href="/demo/mail/${id}">Sign in to Holdfast`))
    assert.match(list.text, /Zoë &lt;b&gt;Example&lt;\/b&gt; &lt;zoe@school\.example&gt;/)
    const one = await pages.get('visitor', `/demo/mail/${id}`)
    assert.match(one.text, /<a class="govuk-link" href="http:\/\/localhost:3000\/sign-in\/link\/abc">/)
    const look = await pages.get('visitor', `/demo/mail/${id}/html`)
    assert.match(look.text, /<h1 class="heading"/)
    assert.match(String(look.headers['content-security-policy']), /^default-src 'none'.*sandbox/)
    await pages.close()
  })

  test('outside a demo there is no such mailbox, and the database itself shows no mail to anybody', async () => {
    await open('production')
    const id = await queue(ground, 'zoe@school.example')
    await deliver(ground, null)
    assert.equal((await pages.get('visitor', '/demo/mail')).status, 404)
    const asIfDemo = await startTestPages(ground, [outboxPart(config(null), true)], people, () => now)
    assert.match((await asIfDemo.get('dev', '/demo/mail')).text, /No mail yet/)
    assert.equal((await asIfDemo.get('dev', `/demo/mail/${id}/html`)).status, 404)
    await asIfDemo.close()
    await pages.close()
  })
})
