/** A name as a key for addresses and tables: plain lower-case letters and digits, beginning with a letter. Empty when it has none. */
export const keyOf = (name: string, joiner: '-' | '_'): string =>
  // A name may be as long as a form takes; its first words are enough for a key.
  name
    .slice(0, 200)
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, joiner)
    .replace(/^[^a-z]+/, '')
    .slice(0, 60)
    .replace(/[-_]$/, '')
