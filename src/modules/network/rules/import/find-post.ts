import { emailKey } from './email.ts'
import { sameJob } from './find-person.ts'
import { phoneKey } from './phone.ts'
import { fold } from './text.ts'
import type { FieldChange, KnownArea, KnownPerson, KnownPost } from './types.ts'
import { showDay } from './uk-date.ts'
import { ask } from './working-row.ts'
import type { WorkingRow } from './working-row.ts'

export type Surroundings = {
  readonly today: string
  readonly organisationName: (id: string) => string
  readonly areaOf: (id: string) => KnownArea | undefined
  /** The organisations at which this file itself shows the person. */
  readonly shownAt: ReadonlySet<string>
}

const dayBefore = (iso: string) =>
  new Date(Date.parse(`${iso}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10)
const isCurrent = (post: KnownPost, today: string) => post.to === null || post.to >= today
const titleOf = (post: KnownPost) => post.jobTitle ?? 'post without a title'

/** Current posts before ended ones, then the latest; the id last, so that the answer is always the same. */
const byRank = (today: string) => (a: KnownPost, b: KnownPost) =>
  Number(isCurrent(b, today)) - Number(isCurrent(a, today)) ||
  (b.from ?? '').localeCompare(a.from ?? '') ||
  (a.id < b.id ? -1 : 1)

/** A post that had ended before this row's began is an earlier one. */
const isEarlier = (row: WorkingRow, post: KnownPost) =>
  post.to !== null && row.draft.from !== null && row.draft.from > post.to
/** And one that began after this row's ended is a later one. */
const isLater = (row: WorkingRow, post: KnownPost) =>
  post.from !== null && row.draft.to !== null && post.from > row.draft.to

function returned(row: WorkingRow, post: KnownPost, place: string): KnownPost | null {
  const left = post.to === null ? '' : showDay(post.to)
  const answer = ask(row, {
    kind: 'post',
    why: `By our register they left ${place} on ${left}. The list still has them.`,
    choices: [
      { key: 'post:has-left', label: 'Leave them as having left' },
      { key: 'post:second', label: 'They are back: add a new post' },
    ],
  })
  if (answer !== 'post:has-left') return null
  // What the old list says about a post that is over is not news.
  Object.assign(row.draft, { jobTitle: null, areaId: null, phone: null, from: null, to: null })
  return post
}

function whichPost(
  row: WorkingRow,
  here: readonly KnownPost[],
  place: string,
  today: string,
): KnownPost | null {
  const ranked = here.filter((post) => !isEarlier(row, post) && !isLater(row, post)).toSorted(byRank(today))
  // An empty job title says nothing, so it fits every post.
  const equal = ranked.filter(
    (post) => row.draft.jobTitle === null || sameJob(post.jobTitle, row.draft.jobTitle),
  )
  const isSameDays = (post: KnownPost) => post.from === row.draft.from && post.to === row.draft.to
  const sameDays = equal.find(isSameDays) ?? ranked.find((post) => post.from !== null && isSameDays(post))
  const best =
    sameDays ??
    equal.find((post) => isCurrent(post, today)) ??
    equal.find((post) => post.to === row.draft.to) ??
    equal[0]
  if (best !== undefined)
    return best.to !== null && row.draft.to === null && best.to < today ? returned(row, best, place) : best
  const current = ranked.filter((post) => isCurrent(post, today))
  const [only] = current
  if (only !== undefined && current.length === 1) {
    if (!row.answers.has('post:second')) return only
    ask(row, {
      kind: 'post',
      why: `We know them as ${titleOf(only)}.`,
      choices: [{ key: 'post:second', label: 'They hold both posts' }],
    })
    return null
  }
  if (current.length > 1) {
    const answer = ask(row, {
      kind: 'post',
      why: `They hold ${current.length} posts at ${place}, and the row's job title is none of them.`,
      choices: [
        ...current
          .slice(0, 5)
          .map((post) => ({ key: `post:${post.id}`, label: `It is their post as ${titleOf(post)}` })),
        { key: 'post:second', label: 'It is one more post' },
      ],
    })
    return current.find((post) => `post:${post.id}` === answer) ?? null
  }
  const [ended] = ranked
  return ended === undefined || row.draft.from !== null || row.draft.to !== null
    ? null
    : returned(row, ended, place)
}

/** Someone we know appears at an organisation where we do not: they moved, or hold both posts. */
function settleMove(row: WorkingRow, posts: readonly KnownPost[], place: Surroundings): void {
  const elsewhere = posts.filter(
    (post) => isCurrent(post, place.today) && post.organisationId !== row.organisation?.id,
  )
  if (elsewhere.length === 0 || (row.draft.to !== null && row.draft.to < place.today)) return
  if (elsewhere.every((post) => place.shownAt.has(post.organisationId))) return
  const names = [...new Set(elsewhere.map((post) => place.organisationName(post.organisationId)))].join(
    ' and ',
  )
  const answer = ask(row, {
    kind: 'post',
    why: `We know them at ${names}. The row has them at ${row.organisation?.name ?? ''}.`,
    choices: [
      { key: 'post:moved', label: `They moved: end the post at ${names}` },
      { key: 'post:second', label: 'They hold both posts' },
    ],
  })
  if (answer !== 'post:moved') return
  const lastDay = dayBefore(row.draft.from ?? place.today)
  row.ends = elsewhere.map((post) => ({
    postId: post.id,
    on: post.from !== null && post.from > lastDay ? post.from : lastDay,
  }))
}

/** Settles which post of a known person a row is about; null stands for a new one. */
export function findPost(
  row: WorkingRow,
  posts: readonly KnownPost[],
  place: Surroundings,
): KnownPost | null {
  if (row.organisation === null) return null
  const here = posts.filter((post) => post.organisationId === row.organisation?.id)
  const found = whichPost(row, here, row.organisation.name, place.today)
  if (found === null && here.length === 0) settleMove(row, posts, place)
  return found
}

const change = (field: string, label: string, from: string | null, to: string | null): FieldChange => ({
  field,
  label,
  from,
  to,
})

const differs = (a: string | null, b: string | null) => b !== null && b !== '' && fold(a ?? '') !== fold(b)

/** What the row would change about the person. An empty cell never takes anything away. */
export function personChanges(row: WorkingRow, person: KnownPerson): FieldChange[] {
  const { name, email, champion } = row.draft
  const changes: FieldChange[] = []
  if (differs(person.name.title, name.title))
    changes.push(change('title', 'Title', person.name.title, name.title))
  if (differs(person.name.given, name.given))
    changes.push(change('given', 'First name', person.name.given, name.given))
  if (differs(person.name.family, name.family))
    changes.push(change('family', 'Last name', person.name.family, name.family))
  if (email !== null && (person.email === null || emailKey(person.email) !== emailKey(email))) {
    changes.push(change('email', 'Work e-mail', person.email, email))
  }
  if (champion !== null && person.champion !== undefined && person.champion !== champion) {
    changes.push(change('champion', 'Champion', person.champion ? 'yes' : 'no', champion ? 'yes' : 'no'))
  }
  return changes
}

/** What the row would change about the post, or that it adds one. */
export function postChanges(row: WorkingRow, post: KnownPost | null, place: Surroundings): FieldChange[] {
  const { jobTitle, areaId, phone, from, to } = row.draft
  if (post === null) {
    const where = row.organisation?.name ?? ''
    const added = [change('post', 'Post', null, jobTitle === null ? where : `${jobTitle}, ${where}`)]
    return [...added, ...row.ends.map(({ on }) => change('end', 'Post elsewhere ends', null, on))]
  }
  const changes: FieldChange[] = []
  const area = (id: string | null) => (id === null ? null : (place.areaOf(id)?.name ?? id))
  if (jobTitle !== null && !sameJob(post.jobTitle, jobTitle))
    changes.push(change('jobTitle', 'Job title', post.jobTitle, jobTitle))
  if (areaId !== null && areaId !== post.areaId)
    changes.push(change('area', 'Area', area(post.areaId), area(areaId)))
  if (phone !== null && (post.phone === null || phoneKey(post.phone) !== phoneKey(phone)))
    changes.push(change('phone', 'Work telephone', post.phone, phone))
  if (from !== null && from !== post.from) changes.push(change('from', 'Start date', post.from, from))
  if (to !== null && to !== post.to) changes.push(change('to', 'End date', post.to, to))
  return changes
}
