import { demoPartnership } from '#platform/config/partnership.ts'
import type { PersonActor } from '#platform/auth/actor.ts'
import type { Role } from '#platform/auth/roles.ts'
import type { Tx } from '#platform/db/tx.ts'
import { parseMarkdown } from '#platform/richtext/markdown-parse.ts'
import { monthInFull, toDay } from '#platform/views/format.ts'
import { namesOf } from '#modules/network/public.ts'
import { addPicture } from '../actions/add-picture.ts'
import { askForApproval, askForPostApproval, type Surroundings } from '../actions/ask-approval.ts'
import { addArticle, saveArticle } from '../actions/change-article.ts'
import { keepEditionVersion, makeEdition } from '../actions/change-edition.ts'
import { decideApproval } from '../actions/decide-approval.ts'
import { makePost } from '../actions/make-post.ts'
import { bulletinIn } from '../tables.ts'
import { drawBoats } from './draw-boats.ts'
import { loadOutsideReaders, sendInThePast } from './past-sendings.ts'
import { pastStories } from './stories-past.ts'
import { postStories, storyBeingWritten, storyInApproval } from './stories-coming.ts'
import type { PastStory, Story } from './story.ts'

// The cast's ids are fixed, so that links to them stay good from one demo to the next.
const idOf = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
const ids = { erin: idOf(5), femi: idOf(6), grace: idOf(7), hamid: idOf(8) } as const

const castIds = Array.from({ length: 30 }, (_, number) => idOf(number + 1))

const roleOf: Partial<Record<keyof typeof ids, Role>> = { grace: 'service_manager', hamid: 'service_worker' }

const surroundings: Surroundings = {
  blocks: [],
  guard: null,
  partnership: demoPartnership,
  origin: 'http://localhost:3000',
}

async function actorOf(tx: Tx, personId: string, role: Role): Promise<PersonActor> {
  const name = (await namesOf(tx, [personId])).get(personId)
  if (!name) throw new Error('the demo of the bulletin needs the cast of the network')
  return {
    kind: 'person',
    personId,
    name,
    organisationId: null,
    organisation: null,
    roles: [{ role, areaId: null }],
    strength: 'strong',
    sessionId: `demo of ${personId}`,
  }
}

const at = (day: Temporal.PlainDate, time: string): Temporal.Instant =>
  day.toZonedDateTime({ timeZone: 'Europe/London', plainTime: time }).toInstant()

/** The bulletin goes out on the first Tuesday after the 5th. */
const outOn = (month: Temporal.PlainDate): Temporal.PlainDate => {
  const sixth = month.with({ day: 6 })
  return sixth.add({ days: (9 - sixth.dayOfWeek) % 7 })
}

type Writers = { readonly erin: PersonActor; readonly femi: PersonActor }

/** Writes one edition as Erin did, in the week before it went out. */
async function write(
  tx: Tx,
  { erin }: Writers,
  story: Story,
  days: { readonly month: Temporal.PlainDate; readonly out: Temporal.PlainDate },
  now: Temporal.Instant,
): Promise<string> {
  const { month, out } = days
  const edition = await makeEdition(
    tx,
    erin,
    {
      title: `Network bulletin, ${monthInFull(month)}`,
      subject: `Network bulletin, ${monthInFull(month)}`,
      month,
      plannedOn: out,
      how: 'blank',
    },
    now,
  )
  await bulletinIn(tx)
    .updateTable('bulletin.edition')
    .set({ preheader: story.preheader })
    .where('id', '=', edition.id)
    .execute()
  if (story.introduction)
    await addArticle(
      tx,
      erin,
      {
        editionId: edition.id,
        part: 'introduction',
        heading: '',
        body: parseMarkdown(story.introduction),
      },
      now,
    )
  for (const { heading, body, picture } of story.articles) {
    const article = await addArticle(
      tx,
      erin,
      { editionId: edition.id, part: 'article', heading, body: parseMarkdown(body) },
      now,
    )
    if (picture) await addBoats(tx, erin, edition.id, article.id, heading, body, now)
  }
  await keepEditionVersion(tx, erin, edition.id, now)
  return edition.id
}

async function addBoats(
  tx: Tx,
  erin: PersonActor,
  editionId: string,
  articleId: string,
  heading: string,
  body: string,
  now: Temporal.Instant,
): Promise<void> {
  const alt =
    'Two small boats, one with a white and one with a yellow sail, lie on a calm lake before low hills.'
  const file = await drawBoats()
  const { fileId } = await addPicture(tx, erin, { owner: { editionId }, file, alt }, now)
  const image = {
    type: 'image',
    attrs: { id: fileId, alt, caption: 'The two boats are called Patience and Also Patience' },
  } as const
  const text = { type: 'doc', content: [...parseMarkdown(body).content, image] } as const
  await saveArticle(tx, erin, { articleId, baseVersion: 1, heading, body: text }, now)
}

async function approve(
  tx: Tx,
  { erin, femi }: Writers,
  editionId: string,
  asked: Temporal.Instant,
): Promise<void> {
  const approval = await askForApproval(tx, erin, { editionId, note: '' }, surroundings, asked)
  await decideApproval(
    tx,
    femi,
    { approvalId: approval.id, decision: 'approve', comments: '' },
    asked.add({ hours: 3 }),
  )
}

async function loadPosts(tx: Tx, writers: Writers, today: Temporal.PlainDate): Promise<void> {
  for (const story of postStories) {
    const day = today.subtract({ days: story.daysAgo })
    const key = story.as as keyof typeof ids
    const author = key === 'erin' ? writers.erin : await actorOf(tx, ids[key], roleOf[key] ?? 'officer')
    const post = await makePost(
      tx,
      author,
      {
        title: story.title,
        author: story.author,
        authorId: author.personId,
        summary: story.summary,
        body: parseMarkdown(story.body),
      },
      at(day, '09:00'),
    )
    const approval = await askForPostApproval(
      tx,
      writers.erin,
      { postId: post.id, note: '' },
      surroundings,
      at(day, '10:00'),
    )
    await decideApproval(
      tx,
      writers.femi,
      { approvalId: approval.id, decision: 'approve', comments: '' },
      at(day, '14:30'),
    )
  }
}

/** How often the pages were opened in their first weeks: many at first, then fewer. Counted from what is fixed, so always the same. */
async function loadViews(tx: Tx, today: Temporal.PlainDate): Promise<void> {
  const publications = await bulletinIn(tx)
    .selectFrom('bulletin.publication')
    .select(['id', 'slug', 'published_at'])
    .execute()
  for (const { id, slug, published_at } of publications) {
    const first = toDay(published_at)
    const rows = Array.from({ length: 28 }, (_, days) => ({
      publication_id: id,
      on_day: first.add({ days }),
      views: Math.max(1, Math.round((240 + (slug.length % 7) * 9) / (1 + days * 0.8))),
    })).filter((row) => Temporal.PlainDate.compare(row.on_day, today) < 0)
    if (rows.length > 0) await bulletinIn(tx).insertInto('bulletin.view_count').values(rows).execute()
  }
}

/** A year of bulletins: four in the archive, one before a second person, one being written, and the blog. */
export async function loadDemo(tx: Tx, now: Temporal.Instant): Promise<void> {
  const writers: Writers = {
    erin: await actorOf(tx, ids.erin, 'officer'),
    femi: await actorOf(tx, ids.femi, 'approver'),
  }
  const today = toDay(now)
  const monthOf = (story: Story | PastStory) => today.with({ day: 1 }).subtract({ months: story.monthsAgo })
  const spared = new Set((await namesOf(tx, castIds)).values())
  await loadOutsideReaders(tx, at(today.subtract({ months: 23 }), '10:00'))
  for (const story of pastStories) {
    const month = monthOf(story)
    const out = outOn(month)
    const editionId = await write(tx, writers, story, { month, out }, at(month, '10:00'))
    await approve(tx, writers, editionId, at(out.subtract({ days: 1 }), '11:00'))
    await sendInThePast(
      tx,
      { editionId, officer: writers.erin, mishaps: story.mishaps, spared },
      at(out, '09:00'),
    )
  }
  const yesterday = now.subtract({ hours: 26 })
  const soon = today.add({ days: 3 })
  const waiting = await write(
    tx,
    writers,
    storyInApproval,
    { month: monthOf(storyInApproval), out: soon.add({ days: (9 - soon.dayOfWeek) % 7 }) },
    yesterday,
  )
  await askForApproval(
    tx,
    writers.erin,
    { editionId: waiting, note: 'The bus company has read the first article and is happy with it.' },
    surroundings,
    now.subtract({ hours: 3 }),
  )
  const next = monthOf(storyBeingWritten)
  await write(tx, writers, storyBeingWritten, { month: next, out: outOn(next) }, now.subtract({ hours: 2 }))
  await loadPosts(tx, writers, today)
  await loadViews(tx, today)
}
