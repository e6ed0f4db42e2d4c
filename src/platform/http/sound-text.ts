import type { FieldError, RawForm } from './forms.ts'

/**
 * Whether every text in a value can be kept: PostgreSQL refuses the character of code zero, and half a surrogate pair is no
 * character. Names are looked at too, since a name may be typed as well as a value.
 */
export function isSound(value: unknown, depth = 0): boolean {
  if (typeof value === 'string') return soundText(value)
  if (typeof value !== 'object' || value === null) return true
  if (depth > deepest) return false
  if (Array.isArray(value)) return value.every((inner) => isSound(inner, depth + 1))
  return Object.entries(value).every(([name, inner]) => soundText(name) && isSound(inner, depth + 1))
}

// No form and no body of the API is nested so far; what is would overflow the stack of whoever walks it.
const deepest = 32

const soundText = (text: string): boolean => !text.includes('\0') && text.isWellFormed()

export const mendText = (text: string): string => text.replaceAll('\0', '').toWellFormed()

const sentence = 'This held a character that cannot be kept. It was taken out: check it and send it again.'

/** A form as it can be shown again, and the fields that had to be mended: whoever typed them looks at them first. */
export function mendForm(form: RawForm): { form: RawForm; mended: FieldError[] } {
  if (isSound(form)) return { form, mended: [] }
  const fields = Object.entries(form)
  return {
    form: Object.fromEntries(
      fields.map(([name, value]) => [
        mendText(name),
        typeof value === 'string' ? mendText(value) : value.map(mendText),
      ]),
    ),
    mended: fields
      .filter(([name, value]) => !isSound(name) || !isSound(value))
      .map(([name]) => ({ field: mendText(name), message: sentence })),
  }
}
