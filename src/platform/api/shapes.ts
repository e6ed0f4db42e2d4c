import { z } from 'zod'

/** A moment as the API gives it: UTC, like `2026-04-16T11:00:00Z`. */
export const momentOut = () =>
  z
    .instanceof(Temporal.Instant)
    .transform((moment) => moment.toString())
    .pipe(z.iso.datetime().meta({ examples: ['2026-04-16T11:00:00Z'] }))

/** A day as the API gives it, like `2026-04-16`. */
export const dayOut = () =>
  z
    .instanceof(Temporal.PlainDate)
    .transform((day) => day.toString())
    .pipe(z.iso.date().meta({ examples: ['2026-04-16'] }))

/** A day as a program sends it. */
export const dayIn = () =>
  z.iso
    .date('Give a day like 2026-04-16')
    .meta({ examples: ['2026-04-16'] })
    .transform((text) => Temporal.PlainDate.from(text))
