import { z } from 'zod'
import type { RawForm } from '#platform/http/forms.ts'
import { lines, readDay } from '#platform/http/forms.ts'
import { Refusal } from '#platform/http/refusal.ts'
import { limits } from '#platform/richtext/limits.ts'
import { parseMarkdown } from '#platform/richtext/markdown-parse.ts'
import { richTextSchema } from '#platform/richtext/schema.ts'

/** A text in Markdown as it comes from a form, read into the form in which it is stored. */
export const markdown = () =>
  z
    .string()
    .default('')
    .transform((text) => text.replace(/\r\n?/g, '\n'))
    .pipe(z.string().max(limits.characters * 2, 'This text is too long. Make two of it'))
    .transform((text): unknown => parseMarkdown(text))
    .pipe(richTextSchema)

export const version = () => z.coerce.number().int().min(0)

export const note = (most = 2000) => lines(most)

/** A month as its number, or nothing. */
const months = z.enum(['', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12'])

/** The boxes `ofMonth` and `ofYear`; both empty is no month. A date input beside boxes named month and year would show theirs. */
export const monthBoxes = { ofMonth: months.default(''), ofYear: z.string().trim().default('') }

/** @throws Refusal beside the year where only half is given, or no such year was */
export function readMonth(input: { ofMonth: string; ofYear: string }): Temporal.PlainDate | null {
  if (input.ofMonth === '' && input.ofYear === '') return null
  if (input.ofMonth === '' || !/^(19|20)\d\d$/.test(input.ofYear))
    throw new Refusal(
      'no_month',
      'Choose the month and enter its year, like 2016, or leave both empty',
      'ofYear',
    )
  return Temporal.PlainDate.from({ year: Number(input.ofYear), month: Number(input.ofMonth), day: 1 })
}

const dayBox = z.string().default('')
/** The three boxes of a date input as a route's body takes them. */
export const dayBoxes = <N extends string>(name: N) =>
  ({ [`${name}-day`]: dayBox, [`${name}-month`]: dayBox, [`${name}-year`]: dayBox }) as Record<
    `${N}-day` | `${N}-month` | `${N}-year`,
    typeof dayBox
  >

type Boxes = Readonly<Record<string, unknown>>

const boxesOf = (input: Boxes, name: string): RawForm =>
  Object.fromEntries(
    ['day', 'month', 'year'].map((part) => {
      const value = input[`${name}-${part}`]
      return [`${name}-${part}`, typeof value === 'string' ? value : '']
    }),
  )

/** @throws Refusal at the field where the boxes hold something that is no day */
export function optionalDay(input: Boxes, name: string): Temporal.PlainDate | null {
  const day = readDay(
    boxesOf(input, name),
    name,
    'Enter a day that exists, like 27 3 2016, or leave it empty',
  )
  if (day && 'message' in day) throw new Refusal('no_day', day.message, name)
  return day
}

/** @throws Refusal at the field where the boxes are empty or hold something that is no day */
export function wantedDay(input: Boxes, name: string, ask: string): Temporal.PlainDate {
  const day = readDay(boxesOf(input, name), name, ask)
  if (!day || 'message' in day) throw new Refusal('no_day', ask, name)
  return day
}
