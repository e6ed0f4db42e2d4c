const longest = 80

// Addresses beside the archive that are something else.
const taken: readonly string[] = ['subscribe', 'unsubscribe', 'preferences', 'feed', 'confirm', 'search']

/** The words of a title as an address: letters without marks, digits and hyphens. Titles of other scripts get the fallback. */
export function slugOf(title: string, fallback: string): string {
  const plain = title
    .normalize('NFKD')
    .replace(/[\u0300-\u036f’']/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, '-')
  const whole = plain.slice(0, longest + 1)
  const fitted = plain.length > longest ? whole.slice(0, whole.lastIndexOf('-') + 1 || longest) : plain
  const slug = fitted.replace(/^-+|-+$/gu, '')
  return slug === '' || taken.includes(slug) ? fallback : slug
}

/** The first of slug, slug-2, slug-3 … that nothing has yet. */
export function freeSlug(slug: string, used: ReadonlySet<string>): string {
  let free = slug
  for (let number = 2; used.has(free); number += 1) free = `${slug}-${number}`
  return free
}
