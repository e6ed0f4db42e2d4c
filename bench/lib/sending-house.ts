import { demoPartnership } from '#platform/config/partnership.ts'
import { createHash } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { modules } from '#src/modules.ts'
import { openInstallation } from '#src/installation/open.ts'
import { system } from '#platform/auth/actor.ts'
import { keyFor } from '#platform/config/secret.ts'
import { readSettings } from '#platform/config/settings.ts'
import { inTransaction, type Database } from '#platform/db/database.ts'
import type { Means } from '#platform/declare/means.ts'
import { addressOf } from '#platform/mail/address.ts'
import { fillTemplate } from '#platform/mail/compose/template.ts'
import type { DkimKey } from '#platform/mail/dkim.ts'
import type { RichText } from '#platform/richtext/types.ts'
// A benchmark looks into the module from outside the house: it measures the very parts that the job is made of.
import { startSending } from '#modules/bulletin/actions/sending/start-sending.ts'
import { usualPace } from '#modules/bulletin/jobs/run-sending.ts'
import { sendAll } from '#modules/bulletin/jobs/send-mail.ts'
import { makeSendingMail } from '#modules/bulletin/mail/sending-mail.ts'
import { findProgress } from '#modules/bulletin/queries/sending/progress.ts'
import { canonicalText, type EditionContent } from '#modules/bulletin/rules/content.ts'

/** A whole Holdfast on the embedded PostgreSQL in a folder of its own, with readers and editions to send. */
export type SendingHouse = {
  readonly db: Database
  readonly owner: pg.Client
  approvedEdition(): Promise<string>
  readonly engine: string
  readonly means: (dkim: DkimKey | null) => Means
  /** Outside readers, so many in all. */
  readers(count: number): Promise<void>
  /** Approves an edition, starts its sending, works the job through, and gives the seconds from the press of the button to the end. */
  send(options: {
    dkim: DkimKey | null
    threads: number
  }): Promise<{ seconds: number; sent: number; peakMb: number }>
  close(): Promise<void>
}

const words = (text: string): RichText => ({
  type: 'doc',
  content: Array.from({ length: 3 }, () => ({ type: 'paragraph', content: [{ type: 'text', text }] })),
})

/** Articles that make a mail of about 30 kB. */
function editionContent(id: string): EditionContent {
  const text =
    'A paragraph of a bulletin as it is read in schools, surgeries and stations, with a date and a link. '.repeat(
      2,
    )
  return {
    kind: 'edition',
    format: 1,
    editionId: id,
    slug: `edition-${id.slice(0, 8)}`,
    title: 'Champions’ bulletin',
    month: '2026-03-01',
    subject: 'Champions’ bulletin',
    preheader: 'What to know before the summer',
    correctsEditionId: null,
    audience: { network: false, roles: [], organisationKinds: [], areaIds: [], outsideReaders: true },
    introduction: null,
    articles: Array.from({ length: 4 }, (_, at) => ({
      id: crypto.randomUUID(),
      heading: `Article ${at + 1}`,
      body: words(text),
    })),
    closing: null,
    pictures: [],
  }
}

export async function openSendingHouse(port: number, connections: number): Promise<SendingHouse> {
  const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-bench-'))
  chmodSync(dataDir, 0o755)
  const settings = readSettings({ HOLDFAST_ENV: 'demo', HOLDFAST_MAIL_CONNECTIONS: String(connections) })
  const clock = () => Temporal.Now.instant()
  const house = await openInstallation({
    settings,
    dataDir,
    modules,
    as: 'server',
    now: clock(),
    log: () => undefined,
  })
  const owner = new pg.Client(house.owner)
  await owner.connect()
  const { rows } = await owner.query<{ server_version: string }>('show server_version')
  const actor = system('benchmark')

  const means = (dkim: DkimKey | null): Means => ({
    settings,
    dataDir,
    origin: 'https://holdfast.example',
    demo: false,
    partnership: demoPartnership,
    mail: {
      from: { address: addressOf('bulletin@sender.example'), name: 'The Partnership' },
      server: { host: '127.0.0.1', port, secure: false, startTls: 'never', connections },
      dkim: dkim ?? undefined,
    },
    signingKey: (purpose) => keyFor(house.secret, purpose),
  })

  async function approvedEdition(): Promise<string> {
    const id = crypto.randomUUID()
    const text = canonicalText(editionContent(id))
    await owner.query(
      `insert into bulletin.edition (id, state, title, subject, slug, created_at, changed_at)
       values ($1, 'approved', 'Champions’ bulletin', 'Champions’ bulletin', $2, now(), now())`,
      [id, `edition-${id.slice(0, 8)}`],
    )
    await owner.query(
      `insert into bulletin.approval (edition_id, number, state, content, sha256, asked_at, decided_by, decided_at)
       values ($1, 1, 'approved', $2, $3, now(), gen_random_uuid(), now())`,
      [id, text, createHash('sha256').update(text).digest()],
    )
    return id
  }

  return {
    db: house.db,
    owner,
    approvedEdition,
    engine: `PostgreSQL ${rows[0]?.server_version.split(' ')[0] ?? ''}, ${house.embedded ? 'embedded' : 'given'}`,
    means,
    readers: async (count) => {
      await owner.query(
        `insert into bulletin.mailbox (address, address_key, name, asked_at, confirmed_at, added_at, changed_at)
         select 'reader' || i || '@reader.example', 'reader' || i || '@reader.example', 'Reader ' || i, now(), now(), now(), now()
         from generate_series(1, $1) i on conflict do nothing`,
        [count],
      )
      await owner.query('analyze bulletin.mailbox')
    },
    send: async ({ dkim, threads }) => {
      const editionId = await approvedEdition()
      const began = performance.now()
      const started = await inTransaction(house.db, actor, (tx) =>
        startSending(tx, actor, { editionId }, clock()),
      )
      // Somebody looks at the progress page all the while.
      let peak = process.memoryUsage().rss
      const looking = setInterval(() => {
        peak = Math.max(peak, process.memoryUsage().rss)
        void inTransaction(house.db, actor, (tx) =>
          findProgress(tx, { editionId, number: started.number, show: null }, clock()),
        ).catch(() => undefined)
      }, 2_000)
      try {
        await sendAll(
          { db: house.db, now: clock(), signal: new AbortController().signal },
          means(dkim),
          { ...usualPace, threads },
          'editions',
        )
      } finally {
        clearInterval(looking)
      }
      const seconds = (performance.now() - began) / 1000
      const { rows: counted } = await owner.query<{ sent: number }>(
        `select count(*)::int as sent from bulletin.delivery where sending_id = $1 and state = 'sent'`,
        [started.id],
      )
      return {
        seconds,
        sent: counted[0]?.sent ?? 0,
        peakMb: Math.max(peak, process.memoryUsage().rss) / 1e6,
      }
    },
    close: async () => {
      await owner.end()
      await house.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** The very mails of such an edition, finished, for the bare loop that hands over the same. */
export async function finishedMails(means: Means, count: number): Promise<string[]> {
  const content = canonicalText(editionContent(crypto.randomUUID()))
  const now = Temporal.Now.instant()
  const mail = await makeSendingMail(
    {
      id: crypto.randomUUID(),
      kind: 'all',
      content,
      sha256: createHash('sha256').update(content).digest(),
      edition_id: crypto.randomUUID(),
      post_id: null,
      started_at: now,
    },
    means,
  )
  return Array.from({ length: count }, (_, at) => {
    const { values } = mail.mailFor({
      mailboxId: crypto.randomUUID(),
      address: `reader${at + 1}@reader.example`,
      name: `Reader ${at + 1}`,
      organisationKind: 'outside',
    })
    return fillTemplate(mail.template, values)
  })
}
