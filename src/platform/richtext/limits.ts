/** What one text may hold. Far above any article, low enough that a hostile one costs nothing. */
export const limits = {
  characters: 200_000,
  nodes: 20_000,
  /** Lists inside lists. Deeper ones are raised to this depth when text is read. */
  listDepth: 5,
  headingCharacters: 300,
  altCharacters: 500,
  captionCharacters: 500,
  citeCharacters: 300,
  hrefCharacters: 2_000,
} as const
