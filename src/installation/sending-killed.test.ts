import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { parseHTML } from 'linkedom'
import { startEmbedded } from '#platform/db/embedded/embedded.ts'
import { ask, gone, kill, serverOf } from '#platform/db/embedded/testing/pieces.ts'
import { scriptedServer } from '#platform/mail/testing.ts'
import { demoFolder, start, until, type Running } from './testing/processes.ts'

const connections = 8
const outside = 1_200

/** Asks the database of a folder whose Holdfast does not run. */
async function inDatabase(dataDir: string, text: string): Promise<Record<string, unknown>[]> {
  const embedded = await startEmbedded({ dataDir })
  try {
    return await ask({ ...embedded.superuser, database: 'holdfast' }, text)
  } finally {
    await embedded.stop()
  }
}

/** Somebody at a browser: signs in as a person of the demo, opens pages, presses their buttons. */
async function desk(running: Running, person: string) {
  const signedIn = await running.signInAs(person)
  const cookie = signedIn.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')
  const open = async (path: string): Promise<Document> => {
    const answer = await running.get(path, { cookie })
    assert.equal(answer.status, 200, path)
    return parseHTML(await answer.text()).document
  }
  return {
    open,
    /** Fills in the form of a page that leads to `action`, and gives where that leads. */
    press: async (path: string, action: string, fields: Readonly<Record<string, string>>) => {
      const form = (await open(path)).querySelector(`form[action="${action}"]`)
      assert.ok(form, `${path} has a form that leads to ${action}`)
      const hidden = [...form.querySelectorAll('input[type=hidden]')].map((one): [string, string] => [
        one.getAttribute('name') ?? '',
        one.getAttribute('value') ?? '',
      ])
      const answer = await fetch(running.url + action, {
        method: 'POST',
        redirect: 'manual',
        headers: { cookie, origin: running.url, 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams([...hidden, ...Object.entries(fields)]).toString(),
      })
      assert.equal(answer.status, 303, await answer.text())
      return answer.headers.get('location') ?? ''
    },
  }
}

/** Has the edition of the demo that waits approved by the second person, and sent by the officer. Gives its progress page. */
async function sendWaiting(running: Running): Promise<string> {
  const femi = await desk(running, 'femi')
  const waiting = (await femi.open('/approvals')).querySelector('a[href^="/approvals/"][href*="-"]')
  const approval = waiting?.getAttribute('href') ?? ''
  await femi.press(approval, `${approval}/decision`, { decision: 'approve', comments: '' })
  const erin = await desk(running, 'erin')
  const edition = [...(await erin.open('/editions')).querySelectorAll('a[href^="/editions/"]')]
    .map((link) => link.getAttribute('href') ?? '')
    .filter((href) => /^\/editions\/[0-9a-f-]{36}$/.test(href))
  for (const href of edition) {
    const page = await erin.open(`${href}/send`)
    if (page.querySelector(`form[action="${href}/send"]`))
      return erin.press(`${href}/send`, `${href}/send`, { check: 'yes' })
  }
  throw new Error('no edition can be sent')
}

test('Holdfast and its database killed in the middle of a sending: the next start mails nobody twice and leaves nobody out', async (t) => {
  const dataDir = await demoFolder(t)
  await inDatabase(
    dataDir,
    `insert into bulletin.mailbox (address, address_key, asked_at, confirmed_at, added_at, changed_at)
     select a, a, now(), now(), now(), now() from (select 'outside' || i || '@readers.example' as a from generate_series(1, ${outside}) i) x`,
  )
  // A mail server that takes its time, so that every connection has a mail under way when the end comes.
  const smtp = await scriptedServer({ onMailFrom: (_address, _session, done) => void setTimeout(done, 8) })
  t.after(() => smtp.close())
  const { host, port } = smtp.server
  const ways = {
    env: {
      HOLDFAST_MAIL_URL: `smtp://${host}:${port}?tls=never`,
      HOLDFAST_MAIL_CONNECTIONS: String(connections),
      // The test looks at the page of the sending far more often than a page asks for itself.
      HOLDFAST_RATE_LIMIT: '100000',
    },
  }
  // Letters of the service itself, such as what a person was asked to do, are not this sending's.
  const bulletins = () => smtp.taken.filter(({ raw }) => /^List-Unsubscribe-Post:/m.test(raw))

  const first = await start(t, dataDir, [], ways)
  const progress = await sendWaiting(first)
  await until('many mails have left', () => bulletins().length > 300)
  const server = serverOf(dataDir)
  kill(first.pid)
  kill(server)
  await first.ended
  await gone(server)
  await pause(100)
  const before = bulletins().length

  const second = await start(t, dataDir, [], ways)
  const erin = await desk(second, 'erin')
  const ended = async () =>
    /Ended on/.test((await erin.open(progress)).querySelector('main')?.textContent ?? '')
  await until('the sending has ended', ended, 150)
  const listed = (await erin.open(`${progress}?show=in_doubt`)).querySelectorAll('input[name=mailboxes]')
  assert.equal(await second.stop(), 0)

  assert.ok(before < outside, 'there was much left to do')
  const times = Map.groupBy(bulletins(), ({ to }) => to.toLowerCase())
  assert.deepEqual(
    [...times].filter(([, mails]) => mails.length > 1).map(([to]) => to),
    [],
    'nobody got two',
  )
  const ledger = await inDatabase(
    dataDir,
    `select m.address_key as address, d.state from bulletin.delivery d join bulletin.mailbox m on m.id = d.mailbox_id
     join bulletin.sending s on s.id = d.sending_id where s.edition_id = '${progress.split('/')[2] ?? ''}'`,
  )
  assert.ok(ledger.length > outside, 'outside readers and the network')
  const doubted = ledger.filter(({ state }) => state === 'in_doubt')
  assert.ok(doubted.length <= connections, `${doubted.length} in doubt`)
  assert.equal(listed.length, doubted.length, 'and listed for a person to decide')
  // Those whose mails came back before, or who left, are on the list and get nothing.
  const barred = ledger.filter(({ state }) => state === 'suppressed')
  assert.deepEqual(
    barred.filter(({ address }) => times.has(String(address))),
    [],
    'nobody is written to who must not be',
  )
  const due = ledger.filter(({ state }) => state !== 'suppressed' && state !== 'in_doubt')
  assert.deepEqual(
    due.filter(({ address }) => !times.has(String(address))),
    [],
    'nobody is left out',
  )
  assert.deepEqual(new Set(due.map(({ state }) => state)), new Set(['sent']))
})
