import type { FieldError, RawForm } from '#platform/http/forms.ts'
import type { FormState } from '#platform/views/forms.ts'

/** What a form shows: what the person typed, or else what stands now, with what is wrong at each field. */
export const formState = (
  stands: Readonly<Record<string, string | readonly string[] | null>>,
  typed: RawForm | undefined,
  errors: readonly FieldError[] = [],
): FormState => ({
  values: {
    ...Object.fromEntries(Object.entries(stands).map(([name, value]) => [name, value ?? ''])),
    ...typed,
  },
  errors: Object.fromEntries(errors.map(({ field, message }) => [field, message])),
})

/** A day in the three boxes of a date field. */
export const dayBoxes = (field: string, day: Temporal.PlainDate | null): Record<string, string> => ({
  [`${field}-day`]: day ? String(day.day) : '',
  [`${field}-month`]: day ? String(day.month) : '',
  [`${field}-year`]: day ? String(day.year) : '',
})
