import type { FieldError } from '#platform/http/forms.ts'
import { count, moment, plural } from '#platform/views/format.ts'
import { pagesFor } from '#platform/views/pages.ts'
import type { Page } from '#platform/views/render.ts'
import type { ImportFacts, ImportRow } from '../queries/imports.ts'
import type { Outcome } from '../rules/import/types.ts'
import { addressOf } from './address.ts'
import { whoOf } from './import-report.ts'
import { importTag } from './imports.page.ts'

type Shown = Outcome | 'problem'

type Given = {
  readonly found: ImportFacts
  readonly counts: Readonly<Record<Shown, number>>
  readonly rows: readonly ImportRow[]
  readonly open: Shown
  readonly page: number
  readonly now: Temporal.Instant
  readonly errors: readonly FieldError[]
}

const names: Record<Shown, string> = {
  new: 'New',
  changed: 'Changed',
  same: 'Same',
  doubtful: 'Doubtful',
  refused: 'Refused',
  problem: 'Not written',
}

/** One list: what it would change while it waits, how far it is while it is written, and what became of it. */
export function importPage(given: Given): Page {
  const { found, counts, open } = given
  const path = `/network/imports/${found.id}`
  const writes = counts.new + counts.changed
  const rowWord = found.lists === 'people' ? 'row' : 'organisation'
  return {
    template: 'network/import.njk',
    title: found.fileName,
    section: 'Network',
    back: { href: '/network/imports', text: 'Lists' },
    errors: given.errors,
    data: {
      state: found.state,
      tag: importTag(found),
      about: `${found.lists === 'people' ? 'People' : 'Organisations'}, brought in by ${found.bringer ?? 'the command line'} on ${moment(found.broughtAt)}`,
      notes: found.sheet.notes ?? [],
      again: found.sheet.again ?? '',
      progress: progressOf(found, path),
      emptyForm: { values: {}, errors: {} },
      cells: (['new', 'changed', 'same', 'doubtful', 'refused'] as const).map((outcome) => ({
        number: counts[outcome],
        label: names[outcome],
        href: addressOf(path, { show: outcome }),
        ...(outcome === 'doubtful' && counts.doubtful > 0 ? { tone: 'due' } : {}),
        ...(outcome === 'refused' && counts.refused > 0 ? { tone: 'late' } : {}),
      })),
      tabList: (Object.keys(names) as Shown[])
        .filter((outcome) => outcome !== 'problem' || counts.problem > 0)
        .map((outcome) => ({
          text: names[outcome],
          href: addressOf(path, { show: outcome }),
          current: outcome === open,
          count: counts[outcome],
        })),
      open,
      openName: names[open],
      pages: pagesFor({
        page: given.page,
        total: counts[open],
        hrefOf: (page) => addressOf(path, { show: open, page: page === 1 ? null : page }),
      }),
      lines: given.rows.map(lineOf),
      columns: [{ text: 'Row' }, { text: 'Who' }, { text: 'What' }],
      rows: given.rows.map((row) => ({
        cells: [
          { text: String(row.planned.row) },
          { text: whoOrWhat(row), ...noteOf(row) },
          { text: whatHappens(row) },
        ],
      })),
      answerAction: `${path}/answers`,
      confirmAction: `${path}/confirmation`,
      discardAction: `${path}/discarding`,
      version: String(found.version),
      canConfirm: writes > 0,
      confirmText: `Write ${plural(writes, rowWord)}`,
      leftOut:
        counts.doubtful + counts.refused > 0
          ? `${leftOutWords(counts.doubtful, 'doubtful')}${counts.doubtful && counts.refused ? ' and ' : ''}${leftOutWords(counts.refused, 'refused')} will be left out.`
          : '',
      finished: finishedWords(found, counts.problem),
      reportHref: `${path}/report.csv`,
      hasReport: counts.doubtful + counts.refused + counts.problem > 0,
      removed: found.contentRemovedAt !== null,
    },
  }
}

const leftOutWords = (many: number, word: string): string =>
  many === 0 ? '' : `${count(many)} ${word} ${many === 1 ? 'row' : 'rows'}`

function progressOf(found: ImportFacts, path: string): object | null {
  if (found.state === 'applying')
    return {
      id: 'writing',
      label: 'Writing the list',
      done: found.stepsDone,
      total: found.stepsAll,
      state: found.stepsAll === 0 ? 'Beginning' : 'You can leave this page. It goes on by itself.',
      running: true,
      every: 2,
      href: path,
      counts: [{ label: 'Not written', number: found.stepsRefused, tone: 'late' }],
    }
  if (found.state === 'reading')
    return {
      id: 'reading',
      label: 'Working out what the list changes',
      done: 0,
      total: 1,
      state: 'This takes a few seconds for a long list',
      running: true,
      every: 1,
      href: path,
    }
  return null
}

function finishedWords(found: ImportFacts, problems: number): string {
  if (found.state !== 'done' || !found.finishedAt) return ''
  const rest = problems === 0 ? '' : ` ${plural(problems, 'row')} could not be written after all.`
  return `Written on ${moment(found.finishedAt)}${found.confirmer ? `, confirmed by ${found.confirmer}` : ''}.${rest}`
}

const whoOrWhat = ({ planned }: ImportRow): string => {
  const who = 'target' in planned ? whoOf(planned.given) : planned.name
  return who === '' ? 'No name' : who
}

function noteOf({ planned }: ImportRow): { note?: string } {
  if (!('target' in planned))
    return planned.given.organisationKind ? { note: planned.given.organisationKind } : {}
  const note = [planned.given.jobTitle, planned.given.organisation].filter(Boolean).join(', ')
  return note ? { note } : {}
}

function whatHappens({ planned, problem }: ImportRow): string {
  if (problem) return problem
  switch (planned.outcome) {
    case 'refused':
      return planned.refusals.map(({ why, remedy }) => `${why} ${remedy}`).join(' ')
    case 'changed':
      return planned.changes
        .map(({ label, from, to }) => `${label}: ${from ?? 'none'} → ${to ?? 'none'}`)
        .join('; ')
    case 'doubtful':
      return planned.doubts.map(({ why }) => why).join(' ')
    case 'new':
    case 'same': {
      const own = planned.outcome === 'new' ? 'Is added.' : 'Stands so already.'
      return [own, ...planned.notes].join(' ')
    }
  }
}

/** A doubtful row with its questions, each as radios of its own. */
function lineOf({ planned }: ImportRow): object {
  const open = planned.doubts.filter(({ answer }) => answer === null)
  return {
    row: planned.row,
    who: whoOrWhat({ planned, problem: null }),
    note: noteOf({ planned, problem: null }).note ?? '',
    email: planned.given.email ?? '',
    questions: open.map((doubt, index) => ({
      name: index === 0 ? `row-${planned.row}` : `row-${planned.row}-${index}`,
      why: doubt.why,
      options: doubt.choices.map(({ key, label }) => ({ value: key, text: label })),
    })),
    alike: open.some(({ alike }) => alike !== null) ? `alike-${planned.row}` : '',
  }
}
