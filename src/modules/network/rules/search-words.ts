/** What somebody typed into the search, as the words that must all be found. More than six narrow nothing further. */
export const searchWords = (typed: string): string[] =>
  typed
    .normalize('NFC')
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, 6)

/** A word as a pattern of PostgreSQL's `ilike`, found anywhere; what it may hold of signs stands for itself. */
export const anywhere = (word: string): string => `%${word.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`
