import { findOrganisations } from './find-organisations.ts'
import { findPerson, indexPeople } from './find-person.ts'
import { findPost, personChanges, postChanges } from './find-post.ts'
import type { Surroundings } from './find-post.ts'
import { poolAnswers } from './pool-answers.ts'
import { areaFinder, fingerprintOf, readRow } from './read-row.ts'
import { settleEmail } from './settle-email.ts'
import { settleTwins } from './twins.ts'
import type {
  Counts,
  GivenRow,
  ImportOptions,
  ImportPlan,
  Known,
  Outcome,
  PlannedPerson,
  PlannedRow,
} from './types.ts'
import { gather, isOpen, isRefused } from './working-row.ts'
import type { WorkingRow } from './working-row.ts'

function outcomeOf(row: WorkingRow): Outcome {
  if (isRefused(row)) return 'refused'
  if (isOpen(row)) return 'doubtful'
  if (row.repeats !== null) return 'same'
  if (row.identity.is === 'new') return 'new'
  return row.changes.length > 0 ? 'changed' : 'same'
}

function personOf(row: WorkingRow): PlannedPerson {
  const { name, email, jobTitle, areaId, phone, from, to, champion } = row.draft
  return { name, email, jobTitle, organisation: row.organisation, areaId, phone, from, to, champion }
}

function planned(row: WorkingRow): PlannedRow {
  const outcome = outcomeOf(row)
  const known = row.identity.is === 'known' ? row.identity.person.id : null
  return {
    row: row.row,
    fingerprint: row.occurrence === 1 ? row.fingerprint : `${row.fingerprint}#${row.occurrence}`,
    given: row.given,
    outcome,
    person: outcome === 'refused' ? null : personOf(row),
    target: { personId: known, postId: row.post?.id ?? null, newPerson: row.newPerson, ends: row.ends },
    changes: outcome === 'refused' || row.repeats !== null ? [] : row.changes,
    doubts: outcome === 'refused' ? [] : row.doubts,
    refusals: row.refusals,
    notes: row.notes,
  }
}

/** How many rows have each outcome. */
export function countRows(rows: readonly Pick<PlannedRow, 'outcome' | 'doubts'>[]): Counts {
  const counts = { new: 0, changed: 0, same: 0, doubtful: 0, refused: 0, all: rows.length, unanswered: 0 }
  for (const row of rows) {
    counts[row.outcome]++
    if (row.doubts.some((doubt) => doubt.answer === null)) counts.unanswered++
  }
  return counts
}

function readRows(given: readonly GivenRow[], known: Known, options: ImportOptions): WorkingRow[] {
  const reading = { today: options.today, areas: areaFinder(known.areas), answers: options.answers ?? {} }
  const seen = new Map<string, number>()
  return given.map((row) => {
    const fingerprint = fingerprintOf(row.given)
    const occurrence = (seen.get(fingerprint) ?? 0) + 1
    seen.set(fingerprint, occurrence)
    const own = occurrence === 1 ? fingerprint : `${fingerprint}#${occurrence}`
    return { ...readRow(row, own, occurrence, reading), fingerprint }
  })
}

/**
 * Plans an import line by line against the register and writes nothing. Every row ends in exactly one outcome. Two people are
 * never joined without a question, an empty cell never takes anything away, and a file that was applied plans all `same`.
 */
export function planImport(given: readonly GivenRow[], known: Known, options: ImportOptions): ImportPlan {
  const rows = readRows(given, known, options)
  poolAnswers(rows)
  const organisations = findOrganisations(rows, known, options)
  const index = indexPeople(known)
  const shown = new Map<string, string[]>()
  for (const row of rows) {
    if (isRefused(row)) continue
    row.identity = findPerson(row, index)
    settleEmail(row, index, options.privateDomains ?? [])
    if (row.identity.is === 'known' && row.organisation?.id)
      gather(shown, row.identity.person.id, row.organisation.id)
  }
  const names = new Map(known.organisations.map((one) => [one.id, one.name]))
  const areas = new Map(known.areas.map((one) => [one.id, one]))
  for (const row of rows) {
    if (isRefused(row) || row.identity.is !== 'known') continue
    const { person } = row.identity
    const place: Surroundings = {
      today: options.today,
      organisationName: (id) => names.get(id) ?? 'another organisation',
      areaOf: (id) => areas.get(id),
      shownAt: new Set(shown.get(person.id)),
    }
    row.post = findPost(row, index.postsOf.get(person.id) ?? [], place)
    row.changes = [
      ...personChanges(row, person),
      ...(row.organisation === null ? [] : postChanges(row, row.post, place)),
    ]
  }
  settleTwins(rows)
  const result = rows.map(planned)
  const used = new Set(
    result.filter((row) => row.outcome !== 'refused').map((row) => row.person?.organisation?.key),
  )
  return {
    version: 1,
    options,
    rows: result,
    organisations: organisations.filter((one) => used.has(one.key)),
    counts: countRows(result),
  }
}
