import { z } from 'zod'
import type { Refusal } from './refusal.ts'

/** One thing wrong with a form: the field it stands at, and what to do. */
export type FieldError = { readonly field: string; readonly message: string }

/** What a browser sent, as text, before anything is made of it. Kept so that a page can show it again. */
export type RawForm = Readonly<Record<string, string | readonly string[]>>

export type Uploaded = { readonly field: string; readonly name: string; readonly bytes: Buffer }

/** The errors of a form in the order of its fields; one a field, since a person mends one thing at a time. */
export function formErrors(error: z.ZodError): FieldError[] {
  const seen = new Map<string, string>()
  for (const issue of error.issues) {
    const field = issue.path.map(String).join('.') || 'form'
    if (!seen.has(field)) seen.set(field, issue.message)
  }
  return [...seen].map(([field, message]) => ({ field, message }))
}

export const refusalError = (refusal: Refusal): FieldError => ({
  field: refusal.field ?? 'form',
  message: refusal.message,
})

/** A line of text that must be given. `ask` is the sentence shown when it is missing, like "Enter the person's name". */
export const line = (ask: string, most = 200) =>
  z
    .string(ask)
    .transform((text) => text.replace(/\s+/g, ' ').trim())
    .pipe(z.string().min(1, ask).max(most, `Use ${most} characters or fewer`))

/** A line of text that may be left empty; then it is null. */
export const optionalLine = (most = 200) =>
  z
    .string()
    .default('')
    .transform((text) => text.replace(/\s+/g, ' ').trim())
    .pipe(z.string().max(most, `Use ${most} characters or fewer`))
    .transform((text) => (text === '' ? null : text))

/** Several lines of text, line ends made alike; empty is the empty text. */
export const lines = (most = 20_000) =>
  z
    .string()
    .default('')
    .transform((text) => text.replace(/\r\n?/g, '\n').trim())
    .pipe(z.string().max(most, `Use ${most} characters or fewer`))

/** An opaque id from an address or a hidden field. Anything else is as if there were nothing there. */
export const id = () => z.uuid()

/** One box that is ticked or not. */
export const ticked = () =>
  z
    .union([z.literal('yes'), z.literal('on'), z.literal('')])
    .optional()
    .transform((value) => value === 'yes' || value === 'on')

/** Several boxes with the same name: none, one or many values. */
export const many = <T extends z.ZodType>(item: T) =>
  z.preprocess(
    (value) => (value === undefined || value === '' ? [] : Array.isArray(value) ? value : [value]),
    z.array(item),
  )

/** The three boxes of GOV.UK's date input, named `<field>-day`, `<field>-month` and `<field>-year`, as one day. */
export function readDay(form: RawForm, field: string, ask: string): Temporal.PlainDate | null | FieldError {
  const part = (name: string) => String(form[`${field}-${name}`] ?? '').trim()
  const [day, month, year] = [part('day'), part('month'), part('year')]
  if (day === '' && month === '' && year === '') return null
  const numbers = [year, month, day].map((text) => (/^\d{1,4}$/.test(text) ? Number(text) : Number.NaN))
  try {
    if (year.length !== 4) throw new RangeError('year')
    return Temporal.PlainDate.from(
      { year: numbers[0] ?? Number.NaN, month: numbers[1] ?? Number.NaN, day: numbers[2] ?? Number.NaN },
      { overflow: 'reject' },
    )
  } catch {
    return { field, message: ask }
  }
}
