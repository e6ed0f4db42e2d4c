import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { system } from '#platform/auth/actor.ts'
import { inTransaction } from '#platform/db/database.ts'
import { scenario, type World } from '#src/testing/scenario.ts'
import { anEdition, meansOf, numbered, outsideReaders, startAs } from '../../jobs/testing.ts'
import { sealedMessageId } from '#platform/mail/compose/message-id.ts'
import { messageSecret } from '../../mail/sending-mail.ts'
import { holdMailboxes } from '../../actions/sending/ledger-lock.ts'
import { readReports, readReportsUrl } from '../../jobs/read-reports.ts'

/** A report as Postfix writes it, about one mail of ours. */
const bounce = (messageId: string, status: string, action = 'failed', unlike = '') =>
  `From: MAILER-DAEMON@mx.example\r
To: bulletin@fernshire.example\r
Subject: Undelivered Mail Returned to Sender ${unlike}\r
MIME-Version: 1.0\r
Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r
\r
--b\r
Content-Type: text/plain\r
\r
I am sorry.\r
--b\r
Content-Type: message/delivery-status\r
\r
Reporting-MTA: dns; mx.example\r
\r
Final-Recipient: rfc822; somebody@elsewhere.example\r
Action: ${action}\r
Status: ${status}\r
Diagnostic-Code: smtp; 550 ${status} <somebody@elsewhere.example> no such mailbox\r
\r
--b\r
Content-Type: message/rfc822\r
\r
Message-ID: ${messageId}\r
Subject: The April bulletin\r
\r
--b--\r
`

async function sentEdition(world: World, readers: readonly string[]) {
  await outsideReaders(world, readers)
  const edition = await anEdition(world)
  const started = await startAs(world, edition.id)
  await world.runJobs()
  return { edition, started }
}

/** The name of the mail of a sending to one reader, as it stands in the mail. */
async function messageIdOf(world: World, local: string, sendingId: string): Promise<string> {
  const [row] = await world.owner<{ edition: string; mailbox: string }>(
    `select s.edition_id as edition, m.id as mailbox from bulletin.sending s, bulletin.mailbox m where s.id = $1 and m.address = $2`,
    [sendingId, `${local}@readers.example`],
  )
  const { signingKey } = meansOf(world.dataDir, null)
  return sealedMessageId(
    { sent: row?.edition ?? '', reader: row?.mailbox ?? '' },
    messageSecret(signingKey),
    'fernshire.example',
  )
}

/** Runs the job over a folder with these mails in it. */
async function readMails(world: World, mails: readonly string[]): Promise<string> {
  const folder = join(world.dataDir, 'reports')
  mkdirSync(folder, { recursive: true })
  mails.forEach((mail, at) => writeFileSync(join(folder, `${crypto.randomUUID()}-${at}.eml`), mail))
  const log = { info: () => undefined, warn: () => undefined }
  await readReports(meansOf(world.dataDir, null, { HOLDFAST_MAIL_REPORTS_DIR: folder })).run(
    { db: world.db, now: world.now(), signal: new AbortController().signal, log },
    {},
  )
  return folder
}

const bars = (world: World) =>
  world.owner<{ address: string; reason: string }>(
    `select m.address, s.reason from bulletin.suppression s join bulletin.mailbox m on m.id = s.mailbox_id
     where s.lifted_at is null order by 1`,
  )

scenario(
  'a mail that comes back for good bars its mailbox at once; an officer resets it with a reason',
  async (world) => {
    const { started } = await sentEdition(world, ['gone', 'fine'])
    const folder = await readMails(world, [bounce(await messageIdOf(world, 'gone', started.id), '5.1.1')])
    assert.deepEqual(await bars(world), [{ address: 'gone@readers.example', reason: 'bounced' }])
    const [row] = await world.owner(`select answer from bulletin.delivery where state = 'bounced'`)
    assert.deepEqual(row, { answer: '550 5.1.1 <…> no such mailbox' })
    assert.deepEqual(readdirSync(folder), ['read'], 'the report is put away')
    assert.ok(readFileSync(join(folder, 'read', readdirSync(join(folder, 'read'))[0] ?? ''), 'utf8'))

    const erin = await world.browser('erin')
    assert.match((await erin.get('/readers?show=returned')).text, /gone@readers\.example.*For good/)
    const list = await erin.get('/readers?show=barred&reason=bounced')
    const href = list.document.querySelector('a[href^="/readers/barred/"]')?.getAttribute('href') ?? ''
    const page = await erin.get(href)
    const empty = await erin.submit(page, `${href}/lift`, { because: ' ' })
    assert.deepEqual(empty.errors, ['Say why mail can go there again'])
    const reset = await erin.submit(page, `${href}/lift`, { because: 'The mailbox was made again' })
    assert.match(reset.text, /The address is reset/)
    assert.deepEqual(await bars(world), [])
    const late = await erin.submit(page, `${href}/lift`, { because: 'The mailbox was made once more' })
    assert.match(late.text, /off the list already/)
  },
)

scenario(
  'passing failures of three different mails within 30 days bar a mailbox; delays and repeats of one do not',
  async (world) => {
    const ids: string[] = []
    for (const turn of [0, 1, 2]) {
      const { started } =
        turn === 0
          ? await sentEdition(world, ['full'])
          : { started: await startAs(world, (await anEdition(world)).id) }
      await world.runJobs()
      ids.push(await messageIdOf(world, 'full', started.id))
      world.pass({ days: 3 })
    }
    const [first = '', second = '', third = ''] = ids
    // The same mail told of twice, and again in other words: one mail.
    const report = bounce(first, '4.2.2')
    await readMails(world, [report, report, bounce(first, '4.2.2', 'delayed', 'again')])
    await readMails(world, [bounce(second, '4.2.2')])
    assert.deepEqual(await bars(world), [])
    await readMails(world, [bounce(third, '4.2.2')])
    assert.deepEqual(await bars(world), [{ address: 'full@readers.example', reason: 'bounced' }])
  },
)

scenario('three passing failures further apart than 30 days bar nobody', async (world) => {
  await outsideReaders(world, ['slow'])
  for (let turn = 0; turn < 3; turn += 1) {
    const started = await startAs(world, (await anEdition(world)).id)
    await world.runJobs()
    await readMails(world, [bounce(await messageIdOf(world, 'slow', started.id), '4.2.2')])
    world.pass({ days: 20 })
  }
  assert.deepEqual(await bars(world), [])
})

scenario(
  'a report that names no mail of ours, out-of-office and a person’s mail bar nobody',
  async (world) => {
    await sentEdition(world, ['reader'])
    await readMails(world, [
      bounce('<0000000000000000000000000000000000000000@fernshire.example>', '5.1.1'),
      'From: reader@readers.example\r\nSubject: Out of office\r\nAuto-Submitted: auto-replied\r\n\r\nI am away.\r\n',
      'From: reader@readers.example\r\nSubject: Thank you\r\n\r\nA good bulletin.\r\n',
    ])
    assert.deepEqual(await bars(world), [])
    assert.deepEqual(await world.owner(`select 1 from bulletin.report`), [])
  },
)

scenario(
  'an officer bars an address by hand, looks it up, and cannot take back what a reader said',
  async (world) => {
    const [reader] = await outsideReaders(world, [...numbered(30), 'said-no']).then((ids) => ids.slice(-1))
    await world.owner(
      `insert into bulletin.suppression (mailbox_id, reason, added_at) values ($1, 'unsubscribed', now())`,
      [reader],
    )
    const erin = await world.browser('erin')
    assert.match((await erin.get('/readers')).text, /1 to 25 of 31/)
    const page = await erin.get('/readers?show=barred')
    assert.match(page.text, /Only the reader can/)
    const bad = await erin.submit(page, '/readers/barred', {
      address: 'a@b.example\nBcc: x@y.example',
      reason: 'by_hand',
    })
    assert.equal(bad.status, 422)
    const unsaid = await erin.submit(page, '/readers/barred', { address: 'someone@home.example' })
    assert.deepEqual(unsaid.errors, ['Choose why'])
    const barred = await erin.submit(page, '/readers/barred', {
      address: 'Someone@Home.example',
      reason: 'by_hand',
      note: 'Rang on Thursday',
    })
    assert.match(barred.text, /Nothing is sent to this address any more/)
    const twice = await erin.submit(barred, '/readers/barred', {
      address: 'someone@home.example',
      reason: 'complaint',
    })
    assert.deepEqual(twice.errors, ['This address is on the list already'])

    const found = await erin.submit(page, '/readers/search', { search: 'SOMEONE@home.example' })
    assert.match(found.text, /Barred by hand.*Rang on Thursday/)
    const unknown = await erin.submit(page, '/readers/search', { search: 'nobody@home.example' })
    assert.match(unknown.text, /Nothing was ever sent there/)
    const lines = await world.owner<{ found: boolean }>(
      `select (fields->>'found')::boolean as found from platform.audit_entry where event = 'bulletin.reader_searched' order by 1`,
    )
    assert.deepEqual(lines, [{ found: false }, { found: true }])

    const [row] = await world.owner<{ id: string }>(
      `select id from bulletin.suppression where reason = 'unsubscribed'`,
    )
    assert.match((await erin.get(`/readers/barred/${row?.id}`)).text, /The reader said no themselves/)
    const refused = await erin.post(`/readers/barred/${row?.id}/lift`, {
      ...erin.formOf(barred, '/readers/barred'),
      because: 'I think so',
    })
    assert.match(refused.text, /The reader said no themselves/)
    assert.equal((await bars(world)).length, 2)
  },
)

scenario('readers are an officer’s matter: an approver and a champion find nothing', async (world) => {
  const [id] = await outsideReaders(world, ['reader'])
  const [row] = await world.owner<{ id: string }>(
    `insert into bulletin.suppression (mailbox_id, reason, added_at) values ($1, 'by_hand', now()) returning id`,
    [id],
  )
  const erin = await world.browser('erin')
  assert.equal((await erin.get(`/readers/barred/${row?.id}`)).status, 200)
  for (const key of ['femi', 'ann'] as const) {
    const other = await world.browser(key)
    assert.equal((await other.get('/readers')).status, 404)
    assert.equal((await other.get(`/readers/barred/${row?.id}`)).status, 404)
    for (const url of ['search', 'barred', `barred/${row?.id}/lift`])
      assert.equal((await other.post(`/readers/${url}`, {})).status, 404, url)
  }
  // The database says the same, whatever the application's code does.
  const { sendingIn } = await import('../../tables-sending.ts')
  for (const key of ['femi', 'ann'] as const) {
    const seen = await world.by(key, (tx) =>
      sendingIn(tx).selectFrom('bulletin.mailbox').select('id').execute(),
    )
    assert.deepEqual(seen, [])
  }
})

scenario('figures stand by kind of organisation and never by person, and leave as CSV', async (world) => {
  const { edition, started } = await sentEdition(world, [...numbered(20), 'gone', 'left'])
  await readMails(world, [bounce(await messageIdOf(world, 'gone', started.id), '5.1.1')])
  await world.owner(
    `update bulletin.delivery d set unsubscribed_at = now() from bulletin.mailbox m where m.id = d.mailbox_id and m.address like 'left@%'`,
  )
  // Three of a school would be as good as names.
  await world.owner(
    `update bulletin.delivery set organisation_kind = 'school' where mailbox_id in (select mailbox_id from bulletin.delivery where state = 'sent' and unsubscribed_at is null limit 3)`,
  )
  const nia = await world.browser('nia')
  const list = await nia.get('/figures')
  assert.equal(list.document.querySelectorAll(`main a[href='/editions/${edition.id}/figures']`).length, 1)
  const page = await nia.get(`/editions/${edition.id}/figures`)
  assert.match(page.text, /21 Taken by mail servers/)
  assert.match(page.text, /1 Refused or came back/)
  assert.match(page.text, /1 Said no/)
  assert.doesNotMatch(page.body, /readers\.example/)
  const rows = [...page.document.querySelectorAll('tbody tr th')].map((cell) => cell.textContent?.trim())
  assert.deepEqual(rows, ['Other kinds', 'All readers'])
  const csv = await nia.raw('GET', `/editions/${edition.id}/figures.csv`)
  assert.match(String(csv.headers['content-disposition']), /attachment/)
  assert.match(csv.body, /^\uFEFFKind of organisation,Readers,Taken,Refused/)
  assert.match(csv.body, /All readers,22,21,0,1,0,0,1,0\r\n$/)
  assert.equal((await (await world.browser('ann')).get('/figures')).status, 404)
  for (const url of ['figures', 'figures.csv'])
    assert.equal((await (await world.browser('ann')).get(`/editions/${edition.id}/${url}`)).status, 404)
  const unsent = await anEdition(world)
  assert.match((await nia.get(`/editions/${unsent.id}/figures`)).text, /Nothing has been sent yet/)
})

scenario('the ledger is removed after two years and its counts stay', async (world) => {
  const { edition } = await sentEdition(world, numbered(8))
  await (await world.browser()).post('/bulletins/subscribe', { address: 'never-confirmed@home.example' })
  const before = await (await world.browser('nia')).raw('GET', `/editions/${edition.id}/figures.csv`)
  world.pass({ days: 740 })
  const { sweepLedger } = await import('../../jobs/sweep-ledger.ts')
  const log = { info: () => undefined, warn: () => undefined }
  await sweepLedger.run({ db: world.db, now: world.now(), signal: new AbortController().signal, log }, {})
  assert.deepEqual(await world.owner(`select 1 from bulletin.delivery`), [])
  assert.equal((await world.owner(`select 1 from bulletin.mailbox`)).length, 8)
  const after = await (await world.browser('nia')).raw('GET', `/editions/${edition.id}/figures.csv`)
  assert.equal(after.body, before.body)
})

scenario(
  'a mailbox of the ledger is removed by nobody, and the sweep waits for lists that are being made',
  async (world) => {
    await sentEdition(world, numbered(3))
    await assert.rejects(
      world.owner('delete from bulletin.mailbox'),
      /a mailbox of the ledger was to be removed/,
    )
    const { sweepLedger } = await import('../../jobs/sweep-ledger.ts')
    const log = { info: () => undefined, warn: () => undefined }
    const told: string[] = []
    let sweeping: Promise<unknown> = Promise.resolve()
    await inTransaction(world.db, system('bulletin'), async (tx) => {
      await holdMailboxes(tx)
      const context = { db: world.db, now: world.now(), signal: new AbortController().signal, log }
      sweeping = sweepLedger.run(context, {}).then(() => told.push('swept'))
      const waits = () => world.owner(`select from pg_locks where locktype = 'advisory' and not granted`)
      while ((await waits()).length === 0) await pause(10)
      told.push('list made')
    })
    await sweeping
    assert.deepEqual(told, ['list made', 'swept'])
  },
)

scenario('the address of the reports’ mailbox is read with its parts, and a wrong one is named', async () => {
  assert.deepEqual(readReportsUrl('imaps://reports%40x:pass%2Fword@mail.example/Bounces'), {
    host: 'mail.example',
    port: 993,
    secure: true,
    user: 'reports@x',
    password: 'pass/word',
    mailbox: 'Bounces',
  })
  assert.throws(() => readReportsUrl('imaps://mail.example'), /needs a user and a password/)
})
