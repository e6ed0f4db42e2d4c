import { byWeight, contentOf, joiner, organisationOf, pairs, people } from './compare-rows.ts'
import { emailKey } from './email.ts'
import { sameJob } from './find-person.ts'
import { showName } from './person-name.ts'
import { fold } from './text.ts'
import {
  anotherPerson,
  ask,
  gather,
  isOpen,
  isRefused,
  isSomeoneElse,
  withoutMailbox,
} from './working-row.ts'
import type { WorkingRow } from './working-row.ts'

const settled = (person: readonly WorkingRow[]) => Number(person.some((row) => isSomeoneElse(row.answers)))

/** Two spellings of what may be one new person: the fuller row stands, the others ask. */
function askTwins(persons: readonly WorkingRow[][]): { leaders: WorkingRow[][]; twins: Set<WorkingRow> } {
  const { rootOf, join } = joiner<WorkingRow>()
  pairs(persons, join)
  const groups = new Map<WorkingRow, WorkingRow[][]>()
  for (const person of persons) {
    const [first] = person
    if (first !== undefined) gather(groups, rootOf(first), person)
  }
  const leaders: WorkingRow[][] = []
  const twins = new Set<WorkingRow>()
  for (const group of groups.values()) {
    const [leader, ...others] = group.toSorted((a, b) => {
      const [rowA, rowB] = [a[0], b[0]]
      return rowA === undefined || rowB === undefined
        ? 0
        : settled(a) - settled(b) || b.length - a.length || byWeight(rowA, rowB)
    })
    if (leader === undefined) continue
    leaders.push(leader)
    const [first] = leader
    for (const person of others) {
      for (const row of person) if (first === undefined || !isApart(row, first)) twins.add(row)
      if (person.every((row) => !twins.has(row))) leaders.push(person)
    }
  }
  return { leaders, twins }
}

/** Asks whether the row is the leader's person, and says whether it has been answered that it is not. */
function isApart(row: WorkingRow, leader: WorkingRow): boolean {
  const shares =
    row.draft.email !== null &&
    leader.draft.email !== null &&
    emailKey(row.draft.email) === emailKey(leader.draft.email)
  const other = shares || row.answers.has(withoutMailbox) ? withoutMailbox : anotherPerson
  const answer = ask(row, {
    kind: 'same-person',
    why: `This may be the person of row ${leader.row} (${showName(leader.draft.name)}${leader.draft.email === null ? '' : `, ${leader.draft.email}`}).`,
    choices: [
      {
        key: other,
        label: shares ? 'Another person: add them without this address' : 'Another person: add them',
      },
      { key: 'leave-out', label: `The same person: leave this row out and keep row ${leader.row}` },
    ],
    rows: [leader.row],
  })
  if (answer === other && shares) row.draft.email = null
  return answer === other
}

const mostNamed = 20

/** Different people under one address: one of them may have it, and a person says who. */
function askMailbox(persons: readonly WorkingRow[][]): void {
  const byEmail = new Map<string, WorkingRow[][]>()
  for (const person of persons) {
    const email = person[0]?.draft.email ?? null
    if (email !== null) gather(byEmail, emailKey(email), person)
  }
  for (const sharing of byEmail.values()) {
    if (sharing.length < 2) continue
    // Enough to leave out the rows of one person and still name some: a mailbox on 10,000 rows is not listed 10,000 times.
    const longest = Math.max(...sharing.map((person) => person.length))
    const all = sharing
      .flatMap((person) => person.map((row) => row.row))
      .toSorted((a, b) => a - b)
      .slice(0, longest + mostNamed)
    const keepers = sharing.filter((person) => person.some((row) => row.answers.has('mailbox:keep')))
    for (const person of sharing) {
      const others = all.filter((row) => !person.some((own) => own.row === row)).slice(0, mostNamed)
      const [known] = person
      const keep = { key: 'mailbox:keep', label: 'The address is theirs' }
      const mayKeep = keepers.length === 0 || (keepers.length === 1 && keepers[0] === person)
      for (const row of person) {
        const answer = ask(row, {
          kind: 'shared-mailbox',
          why: `${row.draft.email ?? ''} is also in row ${others.slice(0, 5).join(', ')} for someone else. One address belongs to one person.`,
          choices: [
            ...(mayKeep || keepers.length > 1 ? [keep] : []),
            {
              key: withoutMailbox,
              label:
                known?.identity.is === 'known'
                  ? 'Leave their address as it is'
                  : 'Add them without this address',
            },
          ],
          rows: others,
        })
        // Two people who both say the address is theirs have not settled it.
        const doubt = row.doubts.at(-1)
        if (answer === keep.key && !mayKeep && doubt !== undefined)
          row.doubts[row.doubts.length - 1] = { ...doubt, answer: null }
        if (answer === withoutMailbox) {
          row.draft.email = null
          row.changes = row.changes.filter((one) => one.field !== 'email')
        }
      }
    }
  }
}

const apart = (a: WorkingRow, b: WorkingRow) =>
  (a.draft.to !== null && b.draft.from !== null && a.draft.to < b.draft.from) ||
  (b.draft.to !== null && a.draft.from !== null && b.draft.to < a.draft.from)

function clashes(row: WorkingRow, other: WorkingRow): boolean {
  if (row.post !== null || other.post !== null) return row.post?.id === other.post?.id
  return organisationOf(row) === organisationOf(other) && !apart(row, other)
}

const differs = (a: string | null, b: string | null) => a !== null && a !== '' && fold(a) !== fold(b ?? '')

/** Does the row tell facts about the person otherwise than their first row does? An empty cell tells nothing. */
function tellsOtherwise(row: WorkingRow, leader: WorkingRow): boolean {
  const [mine, theirs] = [row.draft, leader.draft]
  const known = row.identity.is === 'known' ? row.identity.person : null
  return (
    differs(mine.name.title, theirs.name.title ?? known?.name.title ?? null) ||
    differs(mine.name.given, theirs.name.given || (known?.name.given ?? null)) ||
    differs(mine.name.family, theirs.name.family) ||
    (known !== null && differs(mine.email, theirs.email ?? known.email)) ||
    (mine.champion !== null && mine.champion !== (theirs.champion ?? known?.champion ?? mine.champion))
  )
}

export const personFields: ReadonlySet<string> = new Set(['title', 'given', 'family', 'email', 'champion'])

/** Several rows of one person: equal rows repeat each other, rows for other posts add posts, rows that contradict ask. */
function settlePosts(person: readonly WorkingRow[]): void {
  if (person.length < 2) return
  const [leader] = person
  const accepted: WorkingRow[] = []
  for (const row of person) {
    const rival = accepted.find((other) => clashes(row, other))
    if (
      rival !== undefined &&
      contentOf(rival) === contentOf(row) &&
      (row.draft.email !== null || row.identity.is === 'known')
    ) {
      row.repeats = rival.row
      row.notes.push(`The row says the same as row ${rival.row}.`)
      continue
    }
    if (rival !== undefined) {
      // A second post is one with another title; two posts that nothing tells apart would be added again each time.
      const { jobTitle } = row.draft
      const isOther =
        jobTitle !== null &&
        !sameJob(jobTitle, rival.draft.jobTitle) &&
        (row.post === null || !sameJob(jobTitle, row.post.jobTitle))
      const answer = ask(row, {
        kind: 'post',
        why: `Row ${rival.row} says otherwise about the same person at ${row.organisation?.name ?? 'the same organisation'}.`,
        choices: [
          ...(isOther ? [{ key: 'post:second', label: 'They hold both posts' }] : []),
          { key: 'leave-out', label: `Keep row ${rival.row} and leave this row out` },
        ],
        rows: [rival.row],
      })
      if (answer === null) continue
      if (row.post !== null) {
        row.post = null
        row.changes = row.changes.filter((one) => personFields.has(one.field))
        row.changes.push({
          field: 'post',
          label: 'Post',
          from: null,
          to: `${row.draft.jobTitle ?? ''}, ${row.organisation?.name ?? ''}`,
        })
      }
    }
    if (leader !== undefined && row !== leader && tellsOtherwise(row, leader)) {
      const answer = ask(row, {
        kind: 'details',
        why: `Row ${leader.row} tells the title, name, address or champion of the same person otherwise.`,
        choices: [
          {
            key: row.identity.is === 'known' ? `person:${row.identity.person.id}` : 'details:other',
            label: `Take those from row ${leader.row}`,
          },
        ],
        rows: [leader.row],
      })
      if (answer !== null) row.changes = row.changes.filter((one) => !personFields.has(one.field))
    }
    accepted.push(row)
  }
}

const settledFirst = (a: WorkingRow, b: WorkingRow) =>
  Number(a.changes.length > 0) - Number(b.changes.length > 0) || byWeight(a, b)

/** Compares the rows of the file with each other. Each row ends as the person's first, a further post, a repeat, or a question. */
export function settleTwins(rows: readonly WorkingRow[]): void {
  const live = rows.filter((row) => !isRefused(row) && row.identity.is !== 'open')
  const known = new Map<string, WorkingRow[]>()
  for (const row of live) if (row.identity.is === 'known') gather(known, row.identity.person.id, row)
  const { leaders, twins } = askTwins(people(live.filter((row) => row.identity.is === 'new')))
  const knownPersons = [...known.values()].map((group) => group.toSorted(settledFirst))
  // Someone we know takes part only where a row would give them the address.
  const changing = knownPersons
    .map((person) => person.filter((row) => row.changes.some((one) => one.field === 'email')))
    .filter((person) => person.length > 0)
  askMailbox([...leaders, ...changing])
  for (const person of knownPersons) settlePosts(person)
  for (const person of leaders) {
    const added = person.filter((row) => !twins.has(row))
    settlePosts(added)
    const lowest = Math.min(
      ...added.filter((row) => !isOpen(row)).map((row) => row.row),
      ...added.map((row) => row.row),
    )
    for (const row of added) row.newPerson = `row-${lowest}`
  }
}
