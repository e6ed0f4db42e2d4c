/** A name as a key for addresses and tables: plain lower-case letters and digits, beginning with a letter. Empty when it has none. */
export const keyOf = (name: string, joiner: '-' | '_'): string =>
  name
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, joiner)
    .replace(/^[^a-z]+|[-_]+$/g, '')
    .slice(0, 60)
