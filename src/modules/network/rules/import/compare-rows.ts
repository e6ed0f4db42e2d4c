import { emailKey, nearEmails } from './email.ts'
import { soundKeys } from './find-person.ts'
import { nameKey, nearNames } from './person-name.ts'
import { phoneKey } from './phone.ts'
import { fold } from './text.ts'
import { gather } from './working-row.ts'
import type { WorkingRow } from './working-row.ts'

/** Everything the row says, in the form in which equal things are equal. */
export function contentOf(row: WorkingRow): string {
  const { name, email, jobTitle, areaId, phone, from, to, champion } = row.draft
  const parts = [
    fold(name.title ?? ''),
    nameKey(name),
    emailKey(email ?? ''),
    fold(jobTitle ?? ''),
    row.organisation?.key ?? '',
    row.organisation?.id ?? '',
    areaId ?? '',
    phoneKey(phone ?? ''),
    from ?? '',
    to ?? '',
    String(champion),
  ]
  return parts.join('\u0001')
}

const fullness = (row: WorkingRow) =>
  Object.values(row.draft).filter((value) => value !== null && value !== '').length +
  (row.draft.name.title === null ? 0 : 1)

/** The row that says most stands first, then by content: the order of rows in the file decides only between equals. */
export function byWeight(a: WorkingRow, b: WorkingRow): number {
  const [contentA, contentB] = [contentOf(a), contentOf(b)]
  return (
    fullness(b) - fullness(a) || (contentA < contentB ? -1 : contentA > contentB ? 1 : 0) || a.row - b.row
  )
}

/** Joins things pair by pair and says which belong together. */
export function joiner<Item>() {
  const parent = new Map<Item, Item>()
  const rootOf = (item: Item): Item => {
    let root = item
    for (let next = parent.get(root); next !== undefined && next !== root; next = parent.get(root))
      root = next
    parent.set(item, root)
    return root
  }
  return { rootOf, join: (a: Item, b: Item) => void parent.set(rootOf(a), rootOf(b)) }
}

export const organisationOf = (row: WorkingRow) => row.organisation?.id ?? row.organisation?.key ?? null

/** Rows that certainly name one new person: equal name and equal address. Everything else about a person needs a question. */
export function people(rows: readonly WorkingRow[]): WorkingRow[][] {
  const groups = new Map<string, WorkingRow[]>()
  for (const row of rows) {
    gather(groups, row.voice ?? `row ${row.row}`, row)
  }
  return [...groups.values()].map((group) => group.toSorted(byWeight))
}

/** Beyond this many names in one cell (one organisation, one sound) only equal names are compared; a real one has some twenty. */
const mostCompared = 250

export function pairs(
  persons: readonly (readonly WorkingRow[])[],
  join: (a: WorkingRow, b: WorkingRow) => void,
): void {
  const byEmail = new Map<string, WorkingRow[]>()
  const byName = new Map<string, WorkingRow[]>()
  const bySound = new Map<string, WorkingRow[]>()
  for (const [first, ...others] of persons) {
    if (first === undefined) continue
    if (first.draft.email !== null) gather(byEmail, emailKey(first.draft.email), first)
    const places = new Map([first, ...others].map((row) => [organisationOf(row), row]))
    for (const [place, row] of places) {
      if (place === null) continue
      gather(byName, `${place}|${nameKey(first.draft.name)}`, first)
      for (const key of soundKeys(place, row.draft.name.given, row.draft.name.family))
        gather(bySound, key, first)
    }
  }
  for (const group of byName.values()) group.slice(1).forEach((row) => join(group[0] ?? row, row))
  const compare = (group: readonly WorkingRow[], mayBeOne: (a: WorkingRow, b: WorkingRow) => boolean) => {
    if (group.length > mostCompared) return
    group.forEach((a, i) => {
      for (const b of group.slice(i + 1))
        if (nearNames(a.draft.name, b.draft.name) && mayBeOne(a, b)) join(a, b)
    })
  }
  for (const group of byEmail.values()) compare(group, () => true)
  for (const group of bySound.values()) {
    compare(
      group,
      ({ draft: { email: a } }, { draft: { email: b } }) => a === null || b === null || nearEmails(a, b),
    )
  }
}
