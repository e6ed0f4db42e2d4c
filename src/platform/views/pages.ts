export type Pages = {
  total: number
  /** True when counting stopped at `total` because there are more. */
  atLeast: boolean
  from: number
  to: number
  page: number
  count: number
  previous: string | null
  next: string | null
  items: readonly PageItem[]
}

export type PageItem = { number: number; href: string; current: boolean } | { ellipsis: true }

/**
 * The pages of a list as GOV.UK's pagination shows them: first, last, the current one and its neighbours, with gaps
 * between. A page beyond the end is the last page.
 */
export function pagesFor(options: {
  page: number
  pageSize?: number
  total: number
  /** Set when the count stopped early ("more than 1,000"): the last pages are then not offered as if they were the last. */
  atLeast?: boolean
  hrefOf: (page: number) => string
}): Pages {
  const { total, hrefOf, pageSize = 25, atLeast = false } = options
  const pages = Math.max(1, Math.ceil(total / pageSize))
  const page = Math.min(
    Math.max(1, Math.trunc(options.page)),
    atLeast ? Math.max(pages, options.page) : pages,
  )
  const shown = [1, page - 1, page, page + 1, ...(atLeast ? [] : [pages])]
    .filter((one) => one >= 1 && one <= Math.max(pages, page))
    .filter((one, index, all) => all.indexOf(one) === index)
    .toSorted((a, b) => a - b)

  const items: PageItem[] = []
  let last = 0
  for (const number of shown) {
    // A gap of one page is that page itself: an ellipsis would take the same room and say less.
    if (number - last === 2) items.push({ number: last + 1, href: hrefOf(last + 1), current: false })
    else if (number - last > 2) items.push({ ellipsis: true })
    items.push({ number, href: hrefOf(number), current: number === page })
    last = number
  }
  if (atLeast) items.push({ ellipsis: true })

  return {
    total,
    atLeast,
    from: total === 0 ? 0 : (page - 1) * pageSize + 1,
    to: atLeast ? page * pageSize : Math.min(page * pageSize, total),
    page,
    count: pages,
    previous: page > 1 ? hrefOf(page - 1) : null,
    next: atLeast || page < pages ? hrefOf(page + 1) : null,
    items,
  }
}
