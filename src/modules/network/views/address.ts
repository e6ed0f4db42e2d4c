type Value = string | number | boolean | null | readonly string[]

/** A path with what is chosen behind it. What is empty, null or false is left out, so that equal lists have equal addresses. */
export function addressOf(path: string, chosen: Readonly<Record<string, Value>>): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(chosen)) {
    if (value === null || value === false || value === '') continue
    for (const one of typeof value === 'object' ? value : [String(value)]) search.append(name, one)
  }
  const words = search.toString()
  return words === '' ? path : `${path}?${words}`
}

export type Tag = { readonly category: string; readonly text: string; readonly href: string }

/** One removable tag for each chosen value of each filter. `chosen` holds what else stands in the address. */
export function tagsOf(
  path: string,
  chosen: Readonly<Record<string, Value>>,
  filters: readonly {
    name: string
    category: string
    values: readonly string[]
    textOf: (value: string) => string
  }[],
): Tag[] {
  return filters.flatMap(({ name, category, values, textOf }) =>
    values.map((value) => ({
      category,
      text: textOf(value),
      href: addressOf(path, { ...chosen, [name]: values.filter((other) => other !== value), page: null }),
    })),
  )
}

/** The heading of a column that sorts: pressing it again turns the order round. */
export function sortBy(
  path: string,
  chosen: Readonly<Record<string, Value>>,
  now: { readonly sort: string; readonly order: 'ascending' | 'descending' },
  sort: string,
): { href: string; direction: 'ascending' | 'descending' | null } {
  const current = now.sort === sort
  const order = current && now.order === 'ascending' ? 'descending' : null
  return {
    href: addressOf(path, { ...chosen, sort, order, page: null }),
    direction: current ? now.order : null,
  }
}
