import { nameFinder, organisationKey } from './organisation-name.ts'
import { fold } from './text.ts'
import type {
  Choice,
  Known,
  KnownKind,
  KnownOrganisation,
  NewOrganisation,
  OrganisationRef,
} from './types.ts'
import { ask, gather, isRefused } from './working-row.ts'
import type { WorkingRow } from './working-row.ts'

export type OrganisationOptions = {
  readonly organisationId?: string
  readonly unknownOrganisations?: 'add' | 'ask'
}

type Register = {
  readonly byKey: ReadonlyMap<string, readonly KnownOrganisation[]>
  readonly near: (key: string) => readonly string[]
}

const refTo = (organisation: KnownOrganisation): OrganisationRef => ({
  id: organisation.id,
  key: organisationKey(organisation.name),
  name: organisation.name,
})

export function registerOf(organisations: readonly KnownOrganisation[]): Register {
  const byKey = new Map<string, KnownOrganisation[]>()
  for (const organisation of organisations) {
    for (const key of new Set(
      [organisation.name, ...(organisation.alsoKnownAs ?? [])].map(organisationKey),
    )) {
      gather(byKey, key, organisation)
    }
  }
  return { byKey, near: nameFinder(byKey.keys()).near }
}

/** Known organisations under a key: one, or several to choose from. An equal area settles two of one name. */
function settleKnown(row: WorkingRow, found: readonly KnownOrganisation[]): OrganisationRef | null {
  const [only] = found
  if (only !== undefined && found.length === 1) return refTo(only)
  const here = found.filter((one) => one.areaId !== null && one.areaId === row.draft.areaId)
  const [hit] = here
  if (hit !== undefined && here.length === 1) return refTo(hit)
  const exact = found.filter((one) => one.name === row.draft.organisationText)
  const [same] = exact
  if (same !== undefined && exact.length === 1) return refTo(same)
  const answer = ask(row, {
    kind: 'organisation',
    why: `We know ${found.length} organisations called “${row.draft.organisationText}”.`,
    choices: found.slice(0, 6).map((one) => ({
      key: `organisation-id:${one.id}`,
      label: `It is ${one.name}${one.kind === null ? '' : ` (${one.kind})`}`,
    })),
    alike: `organisation:${organisationKey(row.draft.organisationText)}`,
  })
  const chosen = found.find((one) => `organisation-id:${one.id}` === answer)
  return chosen === undefined ? null : refTo(chosen)
}

/** The writing most rows use; among equals the one that sorts first, so that the order of rows decides nothing. */
function mostUsed(texts: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  const [first] = [...counts].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
  return first?.[0] ?? ''
}

function unanimous<Value>(values: readonly (Value | null)[]): Value | null {
  const found = new Set(values.filter((value) => value !== null))
  const [first] = found
  return found.size === 1 && first !== undefined ? first : null
}

export function kindNamed(text: string, kinds: readonly KnownKind[]): string | null {
  const key = fold(text)
  if (key === '') return null
  return (
    kinds.find((kind) => [kind.name, kind.id, ...(kind.alsoKnownAs ?? [])].some((name) => fold(name) === key))
      ?.id ?? null
  )
}

function settleNear(
  row: WorkingRow,
  key: string,
  choices: readonly Choice[],
  mayAdd: boolean,
): string | null {
  const text = row.draft.organisationText
  const why =
    choices.length > 0 ? `“${text}” is close to a name we have.` : `“${text}” is not an organisation we know.`
  const add = mayAdd ? [{ key: 'organisation:new', label: `Add “${text}” as a new organisation` }] : []
  return ask(row, { kind: 'organisation', why, choices: [...choices, ...add], alike: `organisation:${key}` })
}

function settleOwn(row: WorkingRow, own: KnownOrganisation, register: Register): void {
  const text = row.draft.organisationText
  const key = organisationKey(text)
  const isOwn = (other: string) => (register.byKey.get(other) ?? []).some((one) => one.id === own.id)
  if (text === '' || isOwn(key)) row.organisation = refTo(own)
  else if (register.near(key).some(isOwn) && !register.byKey.has(key)) {
    const ownKey = organisationKey(own.name)
    const answer = settleNear(
      row,
      key,
      [{ key: `organisation:${ownKey}`, label: `It is ${own.name}` }],
      false,
    )
    if (answer !== null) row.organisation = refTo(own)
  } else {
    row.refusals.push({
      reason: 'other-organisation',
      why: `The row names “${text}”. This list is for ${own.name}.`,
      remedy: 'Take the row out of the sheet, or correct the organisation.',
    })
  }
}

/** What a person once said these words mean stands, even where an organisation of just that name has been added since. */
function answeredBefore(
  row: WorkingRow,
  key: string,
  found: readonly KnownOrganisation[],
  register: Register,
): string {
  const before = [...row.answers].find((one) => one.startsWith('organisation:') && one !== 'organisation:new')
  const other = before?.slice('organisation:'.length) ?? key
  const meant = register.byKey.get(other)?.[0]
  if (other === key || meant === undefined || found.includes(meant)) return key
  const choices = [
    { key: `organisation:${other}`, label: `It is ${meant.name}` },
    { key: `organisation:${key}`, label: `It is ${found[0]?.name ?? key}` },
  ]
  settleNear(row, key, choices, false)
  return other
}

/** Gives every row its organisation: known, new, or a question. Says which organisations the import would add. */
export function findOrganisations(
  rows: readonly WorkingRow[],
  known: Known,
  options: OrganisationOptions,
): NewOrganisation[] {
  const register = registerOf(known.organisations)
  const own = known.organisations.find((one) => one.id === options.organisationId)
  const unknown = new Map<string, WorkingRow[]>()
  for (const row of rows) {
    if (isRefused(row)) continue
    if (options.organisationId !== undefined && own !== undefined) {
      settleOwn(row, own, register)
      continue
    }
    if (row.draft.organisationText === '') {
      row.refusals.push({
        reason: 'no-organisation',
        why: 'The row names no organisation.',
        remedy: 'Write the organisation in the sheet and import again.',
      })
      continue
    }
    const key = organisationKey(row.draft.organisationText)
    const found = register.byKey.get(key)
    if (found === undefined) gather(unknown, key, row)
    else
      row.organisation = settleKnown(
        row,
        register.byKey.get(answeredBefore(row, key, found, register)) ?? found,
      )
  }
  return settleUnknown(unknown, register, known.kinds ?? [], options.unknownOrganisations ?? 'add')
}

function settleUnknown(
  unknown: ReadonlyMap<string, readonly WorkingRow[]>,
  register: Register,
  kinds: readonly KnownKind[],
  policy: 'add' | 'ask',
): NewOrganisation[] {
  const inFile = nameFinder(unknown.keys())
  const nameOf = new Map(
    [...unknown].map(([key, rows]) => [key, mostUsed(rows.map((row) => row.draft.organisationText))]),
  )
  const size = (key: string) => unknown.get(key)?.length ?? 0
  const added = new Map<string, WorkingRow[]>()
  for (const [key, rows] of unknown) {
    const knownNear = register.near(key)
    // Of two new names that are close, the one fewer rows use asks whether it is the other.
    const fileNear = inFile
      .near(key)
      .filter((other) => size(other) > size(key) || (size(other) === size(key) && other < key))
    const choices = [
      ...knownNear.map((other) => ({
        key: `organisation:${other}`,
        label: `It is ${register.byKey.get(other)?.[0]?.name ?? other}`,
      })),
      ...fileNear.map((other) => ({
        key: `organisation:${other}`,
        label: `It is ${nameOf.get(other) ?? other}, also in this file`,
      })),
    ]
    const isQuestion = choices.length > 0 || policy === 'ask'
    for (const row of rows) {
      const answer = isQuestion ? settleNear(row, key, choices, true) : 'organisation:new'
      if (answer === null) continue
      const chosen = answer === 'organisation:new' ? key : answer.slice('organisation:'.length)
      const hits = register.byKey.get(chosen)
      if (hits !== undefined) row.organisation = settleKnown(row, hits)
      else {
        row.organisation = { id: null, key: chosen, name: nameOf.get(chosen) ?? row.draft.organisationText }
        gather(added, chosen, row)
      }
    }
  }
  return [...added]
    .map(([key, rows]) => {
      const kindText = unanimous(rows.map((row) => row.draft.kindText || null))
      return {
        key,
        name: nameOf.get(key) ?? key,
        kind: kindNamed(kindText ?? '', kinds),
        kindText,
        areaId: unanimous(rows.map((row) => row.draft.areaId)),
        rows: rows.map((row) => row.row),
      }
    })
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
}
