import { kindNamed, registerOf } from './find-organisations.ts'
import { nameFinder, organisationKey } from './organisation-name.ts'
import { countRows } from './plan.ts'
import { areaFinder, fingerprintOf, readArea } from './read-row.ts'
import { fold, tidy } from './text.ts'
import type {
  Answers,
  Counts,
  Doubt,
  FieldChange,
  Given,
  GivenRow,
  Known,
  KnownOrganisation,
  OrganisationRef,
  Outcome,
  RowRefusal,
} from './types.ts'
import { ask, gather } from './working-row.ts'

export type PlannedOrganisation = {
  readonly row: number
  readonly fingerprint: string
  readonly given: Given
  readonly outcome: Outcome
  readonly organisationId: string | null
  readonly name: string
  readonly kind: string | null
  readonly areaId: string | null
  readonly parent: OrganisationRef | null
  readonly changes: readonly FieldChange[]
  readonly doubts: readonly Doubt[]
  readonly refusals: readonly RowRefusal[]
  readonly notes: readonly string[]
}

export type OrganisationPlan = {
  readonly version: 1
  readonly answers: Answers
  readonly rows: readonly PlannedOrganisation[]
  readonly counts: Counts
}

type Row = {
  readonly row: number
  readonly given: Given
  readonly fingerprint: string
  readonly answers: ReadonlySet<string>
  readonly name: string
  readonly key: string
  readonly doubts: Doubt[]
  readonly refusals: RowRefusal[]
  readonly notes: string[]
  known: KnownOrganisation | null
  isSettled: boolean
  kind: string | null
  areaId: string | null
  parent: OrganisationRef | null
  repeats: boolean
}

type Register = ReturnType<typeof registerOf>

function readRows(given: readonly GivenRow[], answers: Answers): Row[] {
  const seen = new Map<string, number>()
  return given.map((row) => {
    const mark = fingerprintOf(row.given)
    const count = (seen.get(mark) ?? 0) + 1
    seen.set(mark, count)
    const fingerprint = count === 1 ? mark : `${mark}#${count}`
    const name = tidy(row.given.organisation ?? '')
    const working: Row = {
      ...row,
      fingerprint,
      answers: new Set(answers[fingerprint]),
      name,
      key: organisationKey(name),
      doubts: [],
      refusals: [],
      notes: [],
      known: null,
      isSettled: true,
      kind: null,
      areaId: null,
      parent: null,
      repeats: false,
    }
    if (working.answers.has('leave-out')) {
      working.refusals.push({
        reason: 'left-out',
        why: 'You chose to leave this row out.',
        remedy: 'Nothing needs doing.',
      })
    } else if (working.key === '') {
      working.refusals.push({
        reason: 'no-organisation',
        why: 'The row names no organisation.',
        remedy: 'Write its name in the sheet and import again.',
      })
    } else if (name.length > 200) {
      working.refusals.push({
        reason: 'too-long',
        why: 'The name is longer than 200 characters.',
        remedy: 'Shorten it in the sheet and import again.',
      })
    }
    return working
  })
}

function settleIdentity(
  row: Row,
  register: Register,
  inFile: (key: string) => readonly string[],
  nameOf: (key: string) => string,
): void {
  const found = register.byKey.get(row.key) ?? []
  const here =
    found.length > 1 && row.areaId !== null ? found.filter((one) => one.areaId === row.areaId) : found
  const [only] = here
  if (only !== undefined && here.length === 1) {
    row.known = only
    return
  }
  const known =
    found.length > 1 ? found : register.near(row.key).flatMap((key) => register.byKey.get(key) ?? [])
  const near = found.length > 1 ? [] : inFile(row.key)
  if (known.length === 0 && near.length === 0) return
  const answer = ask(row, {
    kind: 'organisation',
    why:
      found.length > 1
        ? `We know ${found.length} organisations called “${row.name}”.`
        : `“${row.name}” is close to a name we have or to another in this file.`,
    choices: [
      ...known
        .slice(0, 5)
        .map(({ id, name }) => ({ key: `organisation-id:${id}`, label: `It is ${name}, under a new name` })),
      {
        key: 'organisation:new',
        label: near.length > 0 ? `Add it beside ${nameOf(near[0] ?? '')}` : 'Add it as a new organisation',
      },
    ],
  })
  row.known = known.find(({ id }) => `organisation-id:${id}` === answer) ?? null
  row.isSettled = answer !== null
}

function settleKind(row: Row, known: Known): void {
  const text = tidy(row.given.organisationKind ?? '')
  const kinds = known.kinds ?? []
  row.kind = kindNamed(text, kinds)
  if (text === '' || row.kind !== null) return
  const answer = ask(row, {
    kind: 'kind',
    why: `“${text.slice(0, 80)}” is not one of our kinds of organisation.`,
    choices: [
      ...kinds.slice(0, 30).map(({ id, name }) => ({ key: `kind:${id}`, label: `It is ${name}` })),
      { key: 'kind:none', label: 'Import without a kind' },
    ],
    alike: `kind:${fold(text)}`,
  })
  row.kind = answer === null || answer === 'kind:none' ? null : answer.slice('kind:'.length)
}

function settleParent(row: Row, register: Register, inFile: ReadonlyMap<string, readonly Row[]>): void {
  const text = tidy(row.given.parent ?? '')
  const key = organisationKey(text)
  if (text === '' || key === row.key) return
  const [known] = register.byKey.get(key) ?? []
  const [fresh] = inFile.get(key) ?? []
  if (known !== undefined) row.parent = { id: known.id, key, name: known.name }
  else if (fresh !== undefined) row.parent = { id: null, key, name: fresh.name }
  else {
    const near = register.near(key).flatMap((other) => register.byKey.get(other) ?? [])
    const answer = ask(row, {
      kind: 'parent',
      why: `The parent organisation “${text.slice(0, 80)}” is neither known nor in this file.`,
      choices: [
        ...near.slice(0, 5).map(({ id, name }) => ({ key: `parent:${id}`, label: `It is ${name}` })),
        { key: 'parent:none', label: 'Import without a parent organisation' },
      ],
      alike: `parent:${key}`,
    })
    const chosen = near.find(({ id }) => `parent:${id}` === answer)
    row.parent =
      chosen === undefined ? null : { id: chosen.id, key: organisationKey(chosen.name), name: chosen.name }
  }
}

function changesOf(row: Row, known: Known): FieldChange[] {
  const old = row.known
  if (old === null) return []
  const areaName = (id: string | null) => known.areas.find((area) => area.id === id)?.name ?? id
  const kindName = (id: string | null) => (known.kinds ?? []).find((kind) => kind.id === id)?.name ?? id
  const changes: FieldChange[] = []
  const isAlias = (old.alsoKnownAs ?? []).some((name) => organisationKey(name) === row.key)
  if (organisationKey(old.name) !== row.key && !isAlias)
    changes.push({ field: 'name', label: 'Name', from: old.name, to: row.name })
  if (row.kind !== null && row.kind !== old.kind)
    changes.push({ field: 'kind', label: 'Kind', from: kindName(old.kind), to: kindName(row.kind) })
  if (row.areaId !== null && row.areaId !== old.areaId)
    changes.push({ field: 'area', label: 'Area', from: areaName(old.areaId), to: areaName(row.areaId) })
  if (row.parent !== null && row.parent.id !== (old.parentId ?? null)) {
    const before = known.organisations.find(({ id }) => id === old.parentId)
    changes.push({
      field: 'parent',
      label: 'Parent organisation',
      from: before?.name ?? null,
      to: row.parent.name,
    })
  }
  return changes
}

/** Of rows for one organisation the fullest stands; equal ones repeat it, others ask. */
function settleRepeats(rows: readonly Row[]): void {
  const content = (row: Row) => [row.kind, row.areaId, row.parent?.key].join('|')
  const fullness = (row: Row) => Object.keys(row.given).length
  const ranked = rows.toSorted(
    (a, b) =>
      fullness(b) - fullness(a) ||
      (content(a) < content(b) ? -1 : content(a) > content(b) ? 1 : a.row - b.row),
  )
  const [leader] = ranked
  for (const row of ranked.slice(1)) {
    if (leader === undefined) return
    if (content(row) === content(leader)) {
      row.repeats = true
      row.notes.push(`The row says the same as row ${leader.row}.`)
    } else
      ask(row, {
        kind: 'organisation',
        why: `Row ${leader.row} says otherwise about ${leader.name}.`,
        choices: [{ key: 'leave-out', label: `Keep row ${leader.row} and leave this row out` }],
        rows: [leader.row],
      })
  }
}

function outcomeOf(row: Row, changes: readonly FieldChange[]): Outcome {
  if (row.refusals.length > 0) return 'refused'
  if (row.doubts.some((doubt) => doubt.answer === null)) return 'doubtful'
  if (row.repeats) return 'same'
  if (row.known === null) return 'new'
  return changes.length > 0 ? 'changed' : 'same'
}

/** Plans a list of organisations as `planImport` plans a list of people: line by line, nothing written, nothing joined without a question. */
export function planOrganisations(
  given: readonly GivenRow[],
  known: Known,
  options: { readonly answers?: Answers } = {},
): OrganisationPlan {
  const rows = readRows(given, options.answers ?? {})
  const live = rows.filter((row) => row.refusals.length === 0)
  const register = registerOf(known.organisations)
  const areas = areaFinder(known.areas)
  const byKey = new Map<string, Row[]>()
  for (const row of live) gather(byKey, row.key, row)
  const finder = nameFinder(byKey.keys())
  const size = (key: string) => byKey.get(key)?.length ?? 0
  const nearInFile = (key: string) =>
    finder
      .near(key)
      .filter(
        (other) =>
          !register.byKey.has(other) &&
          (size(other) > size(key) || (size(other) === size(key) && other < key)),
      )
  for (const row of live) {
    row.areaId = readArea(row, areas)
    settleIdentity(row, register, nearInFile, (key) => byKey.get(key)?.[0]?.name ?? key)
    settleKind(row, known)
    settleParent(row, register, byKey)
  }
  const groups = new Map<string, Row[]>()
  for (const row of live) if (row.isSettled) gather(groups, row.known?.id ?? `new ${row.key}`, row)
  for (const group of groups.values()) settleRepeats(group)
  const planned = rows.map((row): PlannedOrganisation => {
    const changes = row.refusals.length > 0 || row.repeats ? [] : changesOf(row, known)
    const { row: number, fingerprint, name, kind, areaId, parent, doubts, refusals, notes } = row
    return {
      row: number,
      fingerprint,
      given: row.given,
      outcome: outcomeOf(row, changes),
      organisationId: row.known?.id ?? null,
      name,
      kind,
      areaId,
      parent,
      changes,
      doubts,
      refusals,
      notes,
    }
  })
  return { version: 1, answers: options.answers ?? {}, rows: planned, counts: countRows(planned) }
}
