import pg from 'pg'

/**
 * Moments and days cross the border to PostgreSQL as Temporal values: `timestamptz` as Temporal.Instant, `date` as
 * Temporal.PlainDate. A JavaScript Date would move a birthday by a day in some zones; a PlainDate cannot.
 */
const { builtins } = pg.types

const parsers = new Map<number, (text: string) => unknown>([
  [builtins.DATE, (text) => Temporal.PlainDate.from(text)],
  [builtins.TIMESTAMPTZ, (text) => Temporal.Instant.from(text.replace(' ', 'T'))],
  // Counts are the only bigints Holdfast reads; none comes near 2^53.
  [builtins.INT8, Number],
])

export const types: pg.CustomTypesConfig = {
  getTypeParser: ((id: number, format?: 'text' | 'binary') =>
    (format !== 'binary' && parsers.get(id)) ||
    pg.types.getTypeParser(id, format)) as typeof pg.types.getTypeParser,
}

/** pg asks a value for `toPostgres` before it falls back to JSON; this is its documented hook for foreign types. */
for (const kind of [Temporal.Instant, Temporal.PlainDate, Temporal.PlainTime]) {
  Object.defineProperty(kind.prototype, 'toPostgres', {
    value(this: { toString(): string }) {
      return this.toString()
    },
    configurable: true,
  })
}
