import { demoPartnership } from '#platform/config/partnership.ts'
import { createHash } from 'node:crypto'
import { keyFor } from '#platform/config/secret.ts'
import { readSettings } from '#platform/config/settings.ts'
import type { Means } from '#platform/declare/means.ts'
import { addressOf } from '#platform/mail/address.ts'
import type { SmtpServer } from '#platform/mail/smtp-url.ts'
import type { RichText } from '#platform/richtext/types.ts'
import { testSecret } from '#src/testing/database-copy.ts'
import type { World } from '#src/testing/scenario.ts'
import type { Audience } from '../rules/audience.ts'
import { canonicalText, type EditionContent } from '../rules/content.ts'
import { bulletinIn } from '../tables.ts'
import { sendingIn } from '../tables-sending.ts'
import { startSending, type Started } from '../actions/sending/start-sending.ts'
import { usualPace, type Pace } from './run-sending.ts'
import { sendAll } from './send-mail.ts'

const words = (text: string): RichText => ({
  type: 'doc',
  content: [{ type: 'paragraph', content: [{ type: 'text', text }] }],
})

/** Outside readers alone, so that a test knows its readers to the last one. */
export const outsideOnly: Audience = {
  network: false,
  roles: [],
  organisationKinds: [],
  areaIds: [],
  outsideReaders: true,
}

type EditionOptions = { audience?: Audience; title?: string; corrects?: string; state?: 'approved' | 'draft' }

/** An edition that a second person approved, or a draft of one. Who wrote and approved it matters to nobody here. */
export async function anEdition(
  world: World,
  options: EditionOptions = {},
): Promise<{ id: string; slug: string }> {
  const id = crypto.randomUUID()
  const title = options.title ?? 'The April bulletin'
  const slug = `edition-${id.slice(0, 8)}`
  const now = world.now()
  const [erin, femi] = [await world.as('erin'), await world.as('femi')]
  const articleId = crypto.randomUUID()
  const content: EditionContent = {
    kind: 'edition',
    format: 1,
    editionId: id,
    slug,
    title,
    month: '2026-04-01',
    subject: title,
    preheader: 'What is new this month',
    correctsEditionId: options.corrects ?? null,
    audience: options.audience ?? outsideOnly,
    introduction: null,
    articles: [{ id: articleId, heading: 'Forums in May', body: words('There are four forums in May.') }],
    closing: null,
    pictures: [],
  }
  const text = canonicalText(content)
  await world.bySystem(async (tx) => {
    const bulletin = bulletinIn(tx)
    await bulletin
      .insertInto('bulletin.edition')
      .values({
        id,
        state: options.state ?? 'approved',
        title,
        subject: title,
        preheader: content.preheader,
        month_on: Temporal.PlainDate.from('2026-04-01'),
        slug,
        audience: JSON.stringify(content.audience),
        corrects_edition_id: options.corrects ?? null,
        planned_on: null,
        scheduled_for: null,
        created_by: erin.personId,
        created_at: now,
        changed_at: now,
        sending_at: null,
        sent_at: null,
        cancelled_at: null,
      })
      .execute()
    await bulletin
      .insertInto('bulletin.article')
      .values({
        id: articleId,
        edition_id: id,
        post_id: null,
        part: 'article',
        heading: 'Forums in May',
        body: JSON.stringify(words('There are four forums in May.')),
        changed_by: erin.personId,
        changed_at: now,
        removed_at: null,
      })
      .execute()
    if (options.state === 'draft') return
    await bulletin
      .insertInto('bulletin.approval')
      .values({
        edition_id: id,
        post_id: null,
        number: 1,
        state: 'approved',
        content: text,
        sha256: createHash('sha256').update(text).digest(),
        asked_by: erin.personId,
        asked_at: now,
        decided_by: femi.personId,
        decided_for: null,
        decided_at: now,
        ended_by: null,
        ended_at: null,
      })
      .execute()
  })
  return { id, slug }
}

/** Readers from outside who asked and confirmed, by what stands before the @. Gives their mailboxes in the same order. */
export async function outsideReaders(world: World, localParts: readonly string[]): Promise<string[]> {
  const now = world.now()
  return world.bySystem(async (tx) => {
    const ids: string[] = []
    for (let from = 0; from < localParts.length; from += 1000) {
      const rows = await sendingIn(tx)
        .insertInto('bulletin.mailbox')
        .values(
          localParts.slice(from, from + 1000).map((local) => ({
            address: `${local}@readers.example`,
            address_key: `${local}@readers.example`.toLowerCase(),
            asked_at: now,
            confirmed_at: now,
            left_at: null,
            blog_since: null,
            added_at: now,
            changed_at: now,
          })),
        )
        .returning('id')
        .execute()
      ids.push(...rows.map(({ id }) => id))
    }
    return ids
  })
}

export const numbered = (count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, at) => `reader${from + at}`)

/** What a production installation has, with its mail server on this machine. */
export function meansOf(
  dataDir: string,
  server: SmtpServer | null,
  settings: Readonly<Record<string, string>> = {},
): Means {
  return {
    settings: readSettings({ HOLDFAST_MAIL_CONNECTIONS: '4', ...settings }),
    dataDir,
    origin: 'https://holdfast.fernshire.example',
    demo: false,
    partnership: demoPartnership,
    mail: {
      from: { address: addressOf('bulletin@fernshire.example'), name: 'Fernshire Partnership' },
      server,
      dkim: undefined,
    },
    signingKey: (purpose) => keyFor(testSecret, purpose),
  }
}

/** Small batches and short waits, so that a test meets every turn of a long sending. */
export const testPace: Pace = { ...usualPace, batch: 10, patienceMs: 600, lookMs: 50 }

/** As erin, who may. */
export const startAs = (world: World, editionId: string): Promise<Started> =>
  world.by('erin', (tx, actor) => startSending(tx, actor, { editionId }, world.now()))

/** What the job does, in this process. */
export const send = (
  world: World,
  means: Means,
  options: { pace?: Pace; signal?: AbortSignal; which?: 'editions' | 'tests' } = {},
): Promise<void> =>
  sendAll(
    { db: world.db, now: world.now(), signal: options.signal ?? new AbortController().signal },
    means,
    options.pace ?? testPace,
    options.which ?? 'editions',
  )

/** How many of a sending's mails are in which state. */
export async function statesOf(world: World, sendingId: string): Promise<Record<string, number>> {
  const rows = await world.owner<{ state: string; count: number }>(
    `select state, count(*)::int as count from bulletin.delivery where sending_id = $1 group by state order by state`,
    [sendingId],
  )
  return Object.fromEntries(rows.map((row) => [row.state, row.count]))
}
