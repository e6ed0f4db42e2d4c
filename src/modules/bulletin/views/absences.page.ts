import type { FieldError, RawForm } from '#platform/http/forms.ts'
import { day } from '#platform/views/format.ts'
import type { Page } from '#platform/views/render.ts'
import { isAway } from '../rules/approval.ts'
import { formState } from './form-state.ts'
import { section } from './state-words.ts'

type Row = {
  readonly id: string
  readonly deputy_id: string
  readonly from_on: Temporal.PlainDate
  readonly to_on: Temporal.PlainDate
}

/** When an approver is away, and who decides in their place. */
export const absencesPage = (
  rows: readonly Row[],
  deputies: readonly { readonly id: string; readonly name: string }[],
  facts: { readonly today: Temporal.PlainDate; readonly nameOf: (id: string | null) => string },
  form: RawForm = {},
  errors: readonly FieldError[] = [],
): Page => ({
  template: 'bulletin/absences.njk',
  title: 'When you are away',
  section,
  back: { href: '/approvals', text: 'Approvals' },
  errors,
  data: {
    count: rows.length,
    absences: rows.map((row) => ({
      id: row.id,
      words: `${facts.nameOf(row.deputy_id)} decides for you from ${day(row.from_on)} to ${day(row.to_on)}`,
      now: isAway({ from: row.from_on.toString(), to: row.to_on.toString() }, facts.today.toString()),
    })),
    deputyOptions: [
      { value: '', text: 'Choose a colleague' },
      ...deputies.map(({ id, name }) => ({ value: id, text: name })),
    ],
    form: formState(form, errors),
  },
})
