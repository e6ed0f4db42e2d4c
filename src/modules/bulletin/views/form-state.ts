import type { FieldError, RawForm } from '#platform/http/forms.ts'
import type { FormState } from '#platform/views/forms.ts'

/** The state of a form as its fields take it: what was typed, or what stands now, and what is wrong. */
export const formState = (values: RawForm, errors: readonly FieldError[] = []): FormState => ({
  values,
  errors: Object.fromEntries(errors.map(({ field, message }) => [field, message])),
})
