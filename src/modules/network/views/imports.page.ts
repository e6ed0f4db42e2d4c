import type { FieldError } from '#platform/http/forms.ts'
import { moment } from '#platform/views/format.ts'
import type { Page } from '#platform/views/render.ts'
import type { ImportFacts } from '../queries/imports.ts'
import { formState } from './form-state.ts'

/** The lists that were brought in, and the form for the next. */
export function importsPage(imports: readonly ImportFacts[], errors: readonly FieldError[]): Page {
  return {
    template: 'network/imports.njk',
    title: 'Bring in a list',
    section: 'Network',
    back: { href: '/network', text: 'Network' },
    errors,
    data: {
      count: imports.length,
      form: formState({}, undefined, errors),
      columns: [{ text: 'File' }, { text: 'Brought in' }, { text: 'State' }, { text: 'Rows', numeric: true }],
      rows: imports.map((found) => ({
        cells: [
          {
            text: found.fileName,
            href: `/network/imports/${found.id}`,
            note: found.lists === 'people' ? 'People' : 'Organisations',
          },
          { text: moment(found.broughtAt), note: found.bringer ?? 'From the command line' },
          { tag: importTag(found) },
          { number: found.plan?.counts?.all ?? null, otherwise: 'Not counted yet' },
        ],
      })),
    },
  }
}

/** How far an import has come, in a word and a tone. */
export function importTag(found: Pick<ImportFacts, 'state' | 'stepsRefused'>): {
  tone: string
  text: string
} {
  switch (found.state) {
    case 'reading':
      return { tone: 'info', text: 'Being worked out' }
    case 'preview':
      return { tone: 'due', text: 'Waits for you' }
    case 'applying':
      return { tone: 'info', text: 'Being written' }
    case 'done':
      return found.stepsRefused > 0
        ? { tone: 'late', text: 'Written in part' }
        : { tone: 'done', text: 'Written' }
    case 'discarded':
      return { tone: 'neutral', text: 'Put aside' }
  }
}
