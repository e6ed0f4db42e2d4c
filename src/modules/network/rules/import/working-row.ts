import type {
  Choice,
  Doubt,
  DoubtKind,
  FieldChange,
  Given,
  KnownPerson,
  KnownPost,
  OrganisationRef,
  PersonName,
  RowRefusal,
} from './types.ts'

/** What one row says once each cell has been read by itself. */
export type Draft = {
  name: PersonName
  email: string | null
  jobTitle: string | null
  organisationText: string
  kindText: string
  areaId: string | null
  phone: string | null
  from: string | null
  to: string | null
  champion: boolean | null
  reference: string | null
}

/** Who a row is about: somebody known, somebody new, or not settled while a question about it is open. */
export type Identity =
  | { readonly is: 'known'; readonly person: KnownPerson }
  | { readonly is: 'new' }
  | { readonly is: 'open' }

/** A row while its plan is being made. Each stage fills its own fields; nothing outside the planner sees it. */
export type WorkingRow = {
  readonly row: number
  readonly given: Given
  readonly fingerprint: string
  /** The how-manieth row with exactly these words, counted from 1. */
  readonly occurrence: number
  answers: ReadonlySet<string>
  /** Equal for rows with an equal name and an equal address, which are about one person; null without an address. */
  voice: string | null
  readonly draft: Draft
  readonly doubts: Doubt[]
  readonly refusals: RowRefusal[]
  readonly notes: string[]
  organisation: OrganisationRef | null
  identity: Identity
  post: KnownPost | null
  ends: { postId: string; on: string }[]
  changes: FieldChange[]
  newPerson: string | null
  /** The row of this file that says exactly the same. */
  repeats: number | null
}

export const leaveOut: Choice = { key: 'leave-out', label: 'Leave this row out' }

/** Another person than the one we thought of, with the address the row gives. */
export const anotherPerson = 'another-person'
/** Another person than the holder of the mailbox, which stays with its holder. */
export const withoutMailbox = 'without-mailbox'
export const isSomeoneElse = (answers: ReadonlySet<string>) =>
  answers.has(anotherPerson) || answers.has(withoutMailbox)

export type Question = {
  readonly kind: DoubtKind
  readonly why: string
  readonly choices: readonly Choice[]
  readonly alike?: string
  readonly rows?: readonly number[]
}

/** Puts a question to a row and returns the answer it already has, or null while it is open. Leaving the row out is always offered. */
export function ask(row: Pick<WorkingRow, 'answers' | 'doubts'>, question: Question): string | null {
  const answer = question.choices.find((choice) => row.answers.has(choice.key))?.key ?? null
  row.doubts.push({
    kind: question.kind,
    why: question.why,
    choices: [
      ...question.choices.filter((choice) => choice.key !== leaveOut.key),
      question.choices.find((choice) => choice.key === leaveOut.key) ?? leaveOut,
    ],
    answer,
    alike: question.alike ?? null,
    rows: question.rows ?? [],
  })
  return answer
}

export const isOpen = (row: WorkingRow) => row.doubts.some((doubt) => doubt.answer === null)
export const isRefused = (row: WorkingRow) => row.refusals.length > 0

/** Adds to a list kept under a key. */
export function gather<Key, Value>(groups: Map<Key, Value[]>, key: Key, value: Value): void {
  const group = groups.get(key)
  if (group === undefined) groups.set(key, [value])
  else group.push(value)
}
