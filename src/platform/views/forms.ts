export type FieldOption = {
  value: string
  text: string
  hint?: string
  /** Parts the options above from those below, usually "or". */
  divider?: string
}

/** Our options in the shape that GOV.UK's radios and checkboxes take. */
export function optionItems(options: readonly FieldOption[]): object[] {
  return options.flatMap(({ value, text, hint, divider }) => [
    ...(divider ? [{ divider }] : []),
    { value, text, ...(hint ? { hint: { text: hint } } : {}) },
  ])
}

export type FieldValue = string | readonly string[]

/** What a form's page needs to show the person's own answers again, and what is wrong with them, both by field name. */
export type FormState = {
  values: Readonly<Record<string, FieldValue | undefined>>
  errors: Readonly<Record<string, string | undefined>>
}
