import type { FieldError, RawForm } from '#platform/http/forms.ts'
import type { Page } from '#platform/views/render.ts'
import type { EditionRow } from '../actions/load-edition.ts'
import { formState } from './form-state.ts'
import { monthOptions } from './month-options.ts'
import { section } from './state-words.ts'

export const dayValues = (name: string, day: Temporal.PlainDate | null): RawForm =>
  day
    ? {
        [`${name}-day`]: String(day.day),
        [`${name}-month`]: String(day.month),
        [`${name}-year`]: String(day.year),
      }
    : {}

export const newEditionPage = (form: RawForm = {}, errors: readonly FieldError[] = []): Page => ({
  template: 'bulletin/edition-new.njk',
  title: 'New edition',
  section,
  back: { href: '/editions', text: 'Editions' },
  errors,
  data: { form: formState(form, errors), monthOptions },
})

/** Title, subject, preheader, month and plan of an edition. After a clash both are shown: what was typed, and what stands now. */
export function linesPage(
  edition: EditionRow,
  form: RawForm | null = null,
  errors: readonly FieldError[] = [],
): Page {
  const clash = form !== null && String(form['version']) !== String(edition.version)
  const now = {
    title: edition.title,
    subject: edition.subject,
    preheader: edition.preheader,
    ofMonth: edition.month_on ? String(edition.month_on.month) : '',
    ofYear: edition.month_on ? String(edition.month_on.year) : '',
    ...dayValues('planned', edition.planned_on),
  }
  return {
    template: 'bulletin/edition-lines.njk',
    title: 'Title and mail',
    section,
    back: { href: `/editions/${edition.id}`, text: edition.title },
    errors,
    data: {
      id: edition.id,
      version: edition.version,
      theirs: clash
        ? [
            { label: 'Title', text: edition.title },
            { label: 'Subject of the mail', text: edition.subject },
            { label: 'Preheader', text: edition.preheader },
          ]
        : null,
      monthOptions,
      form: formState(form ?? now, errors),
    },
  }
}
