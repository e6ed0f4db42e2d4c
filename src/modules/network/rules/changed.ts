/** The names of the fields in which two records differ, for the audit and for telling a second editor what the first did. */
export function changedFields<Fields extends Readonly<Record<string, unknown>>>(
  before: Fields,
  after: { readonly [K in keyof Fields]: unknown },
): (keyof Fields & string)[] {
  return Object.keys(before).filter((name) => !same(before[name], after[name]))
}

const same = (a: unknown, b: unknown): boolean =>
  a instanceof Temporal.PlainDate && b instanceof Temporal.PlainDate ? a.equals(b) : a === b
