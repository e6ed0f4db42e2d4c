import { emailKey, nearEmails } from './email.ts'
import { nameKey, nearNames, showName } from './person-name.ts'
import { fold, sound } from './text.ts'
import type { Choice, Known, KnownPerson, KnownPost } from './types.ts'
import { anotherPerson, ask, gather, isSomeoneElse, withoutMailbox } from './working-row.ts'
import type { DoubtKind } from './types.ts'
import type { Identity, WorkingRow } from './working-row.ts'

/** The register, ready to be asked: every question below is a look-up, never a walk through everyone. */
export type PeopleIndex = {
  readonly byId: ReadonlyMap<string, KnownPerson>
  readonly byEmail: ReadonlyMap<string, readonly KnownPerson[]>
  readonly byName: ReadonlyMap<string, readonly KnownPerson[]>
  readonly bySound: ReadonlyMap<string, readonly KnownPerson[]>
  readonly postsOf: ReadonlyMap<string, readonly KnownPost[]>
  /** Who without an address is taken by which voice or row of this file, so that two equal rows never stand for one person. */
  readonly claims: Map<string, string>
}

/** The cells of a register in which two spellings of one name meet: the sound of the family name, also read the other way round. */
export const soundKeys = (organisation: string, given: string, family: string) => [
  ...new Set(
    [...fold(family).split(' '), fold(family).replaceAll(' ', ''), fold(given).split(' ')[0] ?? ''].map(
      (word) => `${organisation}|${sound(word)}`,
    ),
  ),
]

export function indexPeople(known: Known): PeopleIndex {
  const byId = new Map(known.people.map((person) => [person.id, person]))
  const byEmail = new Map<string, KnownPerson[]>()
  const byName = new Map<string, KnownPerson[]>()
  const bySound = new Map<string, KnownPerson[]>()
  const postsOf = new Map<string, KnownPost[]>()
  for (const post of known.posts) gather(postsOf, post.personId, post)
  for (const person of known.people) {
    if (person.email !== null) gather(byEmail, emailKey(person.email), person)
    gather(byName, nameKey(person.name), person)
    for (const organisationId of new Set((postsOf.get(person.id) ?? []).map((post) => post.organisationId))) {
      for (const key of soundKeys(organisationId, person.name.given, person.name.family))
        gather(bySound, key, person)
    }
  }
  return { byId, byEmail, byName, bySound, postsOf, claims: new Map() }
}

const open: Identity = { is: 'open' }
const newPerson: Identity = { is: 'new' }
const isPerson = (person: KnownPerson | undefined): Identity =>
  person === undefined ? newPerson : { is: 'known', person }

export const sameJob = (a: string | null, b: string | null) => fold(a ?? '') === fold(b ?? '')

function askWho(
  row: WorkingRow,
  kind: DoubtKind,
  why: string,
  people: readonly KnownPerson[],
  otherwise: string,
  other: typeof anotherPerson | typeof withoutMailbox = anotherPerson,
): Identity {
  const choices: Choice[] = people.slice(0, 5).map((person) => ({
    key: `person:${person.id}`,
    label: `The same person as ${showName(person.name)}${person.email === null ? '' : ` (${person.email})`}`,
  }))
  const answer = ask(row, { kind, why, choices: [...choices, { key: other, label: otherwise }] })
  if (answer === null) return open
  return answer === other ? newPerson : isPerson(people.find((person) => `person:${person.id}` === answer))
}

/** A person once said who this row is about. That stands when the same row comes again, whatever has changed meanwhile. */
function whoByAnswer(row: WorkingRow, index: PeopleIndex): Identity | null {
  const before = [...row.answers].find((key) => key.startsWith('person:'))
  const person = index.byId.get(before?.slice('person:'.length) ?? '')
  if (person === undefined) return null
  const why = `You said that this row is about ${showName(person.name)}.`
  return askWho(row, 'same-person', why, [person], 'Another person: add them')
}

function whoByReference(row: WorkingRow, index: PeopleIndex): Identity | null {
  const { reference, name, email } = row.draft
  if (reference === null) return null
  const person = index.byId.get(reference)
  if (person === undefined) {
    row.notes.push(`The reference “${reference.slice(0, 60)}” is not known and is not used.`)
    return null
  }
  const sameEmail = email !== null && person.email !== null && emailKey(email) === emailKey(person.email)
  if (sameEmail || nearNames(person.name, name)) return { is: 'known', person }
  // A sheet in which one column was sorted without the others gives everybody someone else's reference.
  return askWho(
    row,
    'reference',
    `The reference belongs to ${showName(person.name)}, but the row names ${showName(name)}.`,
    [person],
    'Another person: do not use the reference',
  )
}

/** In how many things the row and the person's nearest post here differ. */
function distance(row: WorkingRow, person: KnownPerson, index: PeopleIndex): number {
  const { areaId, phone, from, to } = row.draft
  const posts = (index.postsOf.get(person.id) ?? []).filter(
    (post) => post.organisationId === row.organisation?.id,
  )
  const apart = (post: KnownPost) =>
    [post.areaId === areaId, post.phone === phone, post.from === from, post.to === to].filter(
      (equal) => !equal,
    ).length
  return Math.min(...posts.map(apart), 5)
}

/** Of several whom nothing tells apart, the first that no other row of this file stands for. */
function claim(row: WorkingRow, people: readonly KnownPerson[], index: PeopleIndex): KnownPerson | null {
  const claimant = row.voice ?? `row ${row.row}`
  const free = people.filter((person) => (index.claims.get(person.id) ?? claimant) === claimant)
  const rank = (person: KnownPerson) => (index.claims.has(person.id) ? -1 : distance(row, person, index))
  const [first] = free.toSorted((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1))
  if (first !== undefined) index.claims.set(first.id, claimant)
  return first ?? null
}

/** An earlier import was told "another person" and added them without the address: they are the one meant, not its holder. */
function addedWithoutAddress(row: WorkingRow, index: PeopleIndex): KnownPerson | null {
  const called = index.byName.get(nameKey(row.draft.name)) ?? []
  return claim(
    row,
    called.filter((person) => person.email === null && agrees(row, person, index)),
    index,
  )
}

function whoByEmail(row: WorkingRow, index: PeopleIndex): Identity | null {
  const { name, email } = row.draft
  const holders = email === null ? [] : (index.byEmail.get(emailKey(email)) ?? [])
  if (email === null || holders.length === 0) return null
  if (row.answers.has(withoutMailbox)) {
    const added = addedWithoutAddress(row, index)
    if (added !== null) return isPerson(added)
  }
  const equal = holders.filter((person) => nameKey(person.name) === nameKey(name))
  if (equal.length === 1) return isPerson(equal[0])
  if (equal.length > 1)
    return askWho(
      row,
      'same-person',
      `We know ${equal.length} people called ${showName(name)} with this address.`,
      equal,
      'Another person: add them without this address',
      withoutMailbox,
    )
  const near = holders.filter((person) => nearNames(person.name, name))
  const first = near[0] ?? holders[0]
  const known = first === undefined ? '' : showName(first.name)
  const asked =
    near.length > 0
      ? askWho(
          row,
          'same-person',
          `The address belongs to ${known}. The row spells the name ${showName(name)}.`,
          near,
          'Another person: add them without this address',
          withoutMailbox,
        )
      : askWho(
          row,
          'shared-mailbox',
          `The address belongs to ${known}. The row names ${showName(name)}.`,
          holders,
          'Another person: add them without this address',
          withoutMailbox,
        )
  // One mailbox signs one person in, so it stays with the one who has it.
  if (asked.is === 'new') row.draft.email = null
  return asked.is === 'new' ? null : asked
}

function agrees(row: WorkingRow, person: KnownPerson, index: PeopleIndex): boolean {
  const { email } = row.draft
  if (email !== null && person.email !== null && emailKey(email) !== emailKey(person.email)) return false
  return (index.postsOf.get(person.id) ?? []).some(
    (post) => post.organisationId === row.organisation?.id && sameJob(post.jobTitle, row.draft.jobTitle),
  )
}

function unknownPerson(row: WorkingRow, called: readonly KnownPerson[]): Identity {
  if (called.length > 0)
    row.notes.push(`Someone called ${showName(row.draft.name)} is already known at another organisation.`)
  return newPerson
}

function whoByName(row: WorkingRow, index: PeopleIndex): Identity {
  const { name, email } = row.draft
  const organisationId = row.organisation?.id ?? null
  const called = index.byName.get(nameKey(name)) ?? []
  if (organisationId === null) return unknownPerson(row, called)
  const here = called.filter((person) =>
    (index.postsOf.get(person.id) ?? []).some((post) => post.organisationId === organisationId),
  )
  const agreeing = here.filter((person) => agrees(row, person, index))
  if (agreeing.length === 1) return isPerson(agreeing[0])
  if (agreeing.length > 1) {
    const mine = claim(
      row,
      agreeing.filter((person) => person.email === null),
      index,
    )
    if (mine !== null) return isPerson(mine)
    return askWho(
      row,
      'same-person',
      `We know ${agreeing.length} people called ${showName(name)} at ${row.organisation?.name ?? ''}.`,
      agreeing,
      'Another person: add them',
    )
  }
  if (isSomeoneElse(row.answers)) return newPerson
  if (here.length > 0) {
    return askWho(
      row,
      'same-person',
      `We know a ${showName(name)} at ${row.organisation?.name ?? ''} with another address or job title.`,
      here,
      'Another person of the same name: add them',
    )
  }
  const near = new Set(
    soundKeys(organisationId, name.given, name.family).flatMap((key) => index.bySound.get(key) ?? []),
  )
  const alike = [...near].filter(
    (person) =>
      nearNames(person.name, name) &&
      (email === null || person.email === null || nearEmails(email, person.email)),
  )
  const [first] = alike
  if (first !== undefined) {
    return askWho(
      row,
      'same-person',
      `We know ${showName(first.name)} at ${row.organisation?.name ?? ''}. The row says ${showName(name)}.`,
      alike,
      'Another person: add them',
    )
  }
  return unknownPerson(row, called)
}

/** Who this row is about. Only an equal name with an equal address, a reference, or an equal name and post settle it without a question. */
export function findPerson(row: WorkingRow, index: PeopleIndex): Identity {
  const found =
    whoByAnswer(row, index) ?? whoByReference(row, index) ?? whoByEmail(row, index) ?? whoByName(row, index)
  // Once told "another person, without this address", the row does not bring the address back later.
  if (found.is === 'known' && found.person.email === null && row.answers.has(withoutMailbox))
    row.draft.email = null
  return found
}
