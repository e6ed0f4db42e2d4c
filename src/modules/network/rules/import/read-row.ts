import { emailKey, readEmail } from './email.ts'
import { nameKey, readFullName, readNameParts, titleOf } from './person-name.ts'
import type { NameReading } from './person-name.ts'
import { readPhone } from './phone.ts'
import { fold, mark, tidy } from './text.ts'
import type { Answers, Given, GivenRow, Known, KnownArea } from './types.ts'
import { readDay, showDay } from './uk-date.ts'
import { ask } from './working-row.ts'
import type { Draft, WorkingRow } from './working-row.ts'

export type Reading = { readonly today: string; readonly areas: AreaFinder; readonly answers: Answers }
export type AreaFinder = {
  readonly all: readonly KnownArea[]
  readonly named: (text: string) => KnownArea | null
}

const areaKey = (text: string) =>
  fold(text)
    .replace(/\b(the|quadrant|area|locality|district|zone|patch|cluster|borough|of)\b/g, ' ')
    .replace(/ +/g, ' ')
    .trim() || fold(text)

export function areaFinder(areas: Known['areas']): AreaFinder {
  const byKey = new Map<string, KnownArea | null>()
  for (const area of areas) {
    for (const name of [area.name, ...(area.alsoKnownAs ?? [])]) {
      // Two areas that are equal but for such a word are told apart by nothing: leave the choice to the reader.
      const key = areaKey(name)
      byKey.set(key, byKey.has(key) && byKey.get(key)?.id !== area.id ? null : area)
    }
  }
  return { all: areas, named: (text) => byKey.get(areaKey(text)) ?? null }
}

/** The same words give the same fingerprint in every file; a second row with the same words is told apart by its count. */
export function fingerprintOf(given: Given): string {
  const fields = Object.entries(given).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return mark(fields.map(([field, text]) => `${field}\u0001${tidy(text)}`).join('\u0002'))
}

const longest: readonly (readonly [keyof Given, number, string])[] = [
  ['fullName', 200, 'name'],
  ['given', 100, 'first name'],
  ['family', 100, 'last name'],
  ['jobTitle', 200, 'job title'],
  ['organisation', 200, 'organisation'],
]

function readName(given: Given): NameReading {
  if (given.family !== undefined || given.given !== undefined) {
    return readNameParts(given.given ?? '', given.family ?? '', given.title ?? '')
  }
  const whole = readFullName(given.fullName ?? '')
  if (whole.kind !== 'name' || whole.name.title !== null) return whole
  return { ...whole, name: { ...whole.name, title: titleOf(given.title ?? '') } }
}

function refuse(row: WorkingRow, reason: string, why: string, remedy: string): void {
  row.refusals.push({ reason, why, remedy })
}

function settleName(row: WorkingRow): void {
  const { given, draft } = row
  const reading = readName(given)
  if (reading.kind === 'vacant') {
    refuse(
      row,
      'vacant',
      'The post is vacant: the row names nobody.',
      'Nothing needs doing. Add the person when the post is filled.',
    )
  } else if (reading.kind === 'several') {
    refuse(
      row,
      'several-people',
      'The name seems to hold more than one person.',
      'Give each person a row of their own and import again.',
    )
  } else if (reading.kind === 'nobody') {
    const texts = Object.values(given)
    const alone = texts.length === 1
    refuse(
      row,
      alone ? 'not-a-person' : 'no-name',
      alone
        ? `The row has only “${(texts[0] ?? '').slice(0, 80)}”. It looks like a heading or a total.`
        : 'The row has no name.',
      alone ? 'Nothing needs doing if it is no person.' : 'Write the name in the sheet and import again.',
    )
  } else {
    draft.name = reading.name
    row.notes.push(...reading.notes)
    if (reading.onlyOne) {
      ask(row, {
        kind: 'name',
        why: `Only one name is given: “${reading.name.family}”.`,
        choices: [{ key: 'name:as-it-is', label: `Keep “${reading.name.family}” as the whole name` }],
      })
    }
  }
}

function settleEmail(row: WorkingRow): void {
  const reading = readEmail(row.given.email ?? '')
  if (reading.kind === 'one') row.draft.email = reading.email
  if (reading.kind === 'broken') {
    refuse(
      row,
      'e-mail',
      `“${tidy(row.given.email ?? '').slice(0, 80)}” is not an e-mail address.`,
      'Correct the address in the sheet and import again.',
    )
  }
  if (reading.kind === 'several') {
    const answer = ask(row, {
      kind: 'e-mail',
      why: `The row has ${reading.emails.length} e-mail addresses. A person has one.`,
      choices: reading.emails.slice(0, 6).map((email) => ({ key: `email:${email}`, label: `Use ${email}` })),
    })
    row.draft.email = answer === null ? null : answer.slice('email:'.length)
  }
}

function settleDay(row: WorkingRow, field: 'from' | 'to', today: string): void {
  const text = row.given[field] ?? ''
  const reading = readDay(text, today)
  if (reading.kind === 'day') row.draft[field] = reading.day
  if (reading.kind !== 'doubtful') return
  const name = field === 'from' ? 'start date' : 'end date'
  const suggested =
    reading.suggestion === null
      ? []
      : [{ key: `${field}:${reading.suggestion}`, label: `Use ${showDay(reading.suggestion)}` }]
  const answer = ask(row, {
    kind: 'date',
    why: `The ${name} is not clear. ${reading.why}`,
    choices: [...suggested, { key: `${field}:none`, label: `Import without the ${name}` }],
    alike: `${field}:${tidy(text).toLowerCase()}`,
  })
  if (answer !== null && answer !== `${field}:none`) row.draft[field] = answer.slice(field.length + 1)
}

function settleOrder(row: WorkingRow): void {
  const { from, to } = row.draft
  if (from === null || to === null || to >= from) return
  const answer = ask(row, {
    kind: 'dates',
    why: `The end date (${showDay(to)}) is before the start date (${showDay(from)}).`,
    choices: [
      { key: 'dates:without-end', label: 'Import without the end date' },
      { key: 'dates:without-both', label: 'Import without both dates' },
    ],
  })
  row.draft.to = null
  if (answer === 'dates:without-both') row.draft.from = null
}

/** The area a row names, asking where it is none of ours; null where the cell is empty or nothing is settled. */
export function readArea(
  row: Pick<WorkingRow, 'answers' | 'doubts' | 'given'>,
  areas: AreaFinder,
): string | null {
  const text = tidy(row.given.area ?? '')
  if (text === '' || /^(n\/?a|-+)$/i.test(text)) return null
  const area = areas.named(text)
  if (area !== null) return area.id
  const answer = ask(row, {
    kind: 'area',
    why: `“${text.slice(0, 80)}” is not one of our areas.`,
    choices: [
      ...areas.all.slice(0, 20).map(({ id, name }) => ({ key: `area:${id}`, label: `It is ${name}` })),
      { key: 'area:none', label: 'Import without an area' },
    ],
    alike: `area:${areaKey(text)}`,
  })
  return answer === null || answer === 'area:none' ? null : answer.slice('area:'.length)
}

function yesOrNo(text: string): boolean | null {
  if (/^(y|yes|true|1|x|✓|✔|champion|active)$/i.test(text.trim())) return true
  return /^(n|no|false|0|-)$/i.test(text.trim()) ? false : null
}

/** Reads each cell of a row by itself: what it says, what is refused, and what a person must be asked. */
export function readRow(
  { row, given }: GivenRow,
  fingerprint: string,
  occurrence: number,
  reading: Reading,
): WorkingRow {
  const phone = readPhone(given.phone ?? '')
  const title = given.title ?? ''
  const jobTitle = tidy(given.jobTitle ?? (titleOf(title) === null ? title : ''))
  const draft: Draft = {
    name: { title: null, given: '', family: '' },
    email: null,
    jobTitle: jobTitle === '' || jobTitle === '-' ? null : jobTitle,
    organisationText: tidy(given.organisation ?? ''),
    kindText: tidy(given.organisationKind ?? ''),
    areaId: null,
    phone: phone.phone,
    from: null,
    to: null,
    champion: yesOrNo(given.champion ?? ''),
    reference: given.reference === undefined || given.reference.trim() === '' ? null : given.reference.trim(),
  }
  const answers = new Set(reading.answers[fingerprint])
  const working: WorkingRow = {
    row,
    given,
    fingerprint,
    occurrence,
    answers,
    voice: null,
    draft,
    doubts: [],
    refusals: [],
    notes: phone.note === null ? [] : [phone.note],
    organisation: null,
    identity: { is: 'open' },
    post: null,
    ends: [],
    changes: [],
    newPerson: null,
    repeats: null,
  }
  if (answers.has('leave-out')) {
    refuse(working, 'left-out', 'You chose to leave this row out.', 'Nothing needs doing.')
    return working
  }
  for (const [field, most, word] of longest) {
    if ((given[field]?.length ?? 0) > most)
      refuse(
        working,
        'too-long',
        `The ${word} is longer than ${most} characters.`,
        'Shorten it in the sheet and import again.',
      )
  }
  if (working.refusals.length > 0) return working
  settleName(working)
  settleEmail(working)
  if (working.refusals.length > 0) return working
  working.voice = draft.email === null ? null : `${emailKey(draft.email)}|${nameKey(draft.name)}`
  settleDay(working, 'from', reading.today)
  settleDay(working, 'to', reading.today)
  settleOrder(working)
  draft.areaId = readArea(working, reading.areas)
  return working
}
