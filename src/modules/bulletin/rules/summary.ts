import type { EditionContent } from './content.ts'

const longest = 200

/** The first words of a text, cut at a word's end. */
export function summaryOf(words: string): string {
  const flat = words.replace(/\s+/gu, ' ').trim()
  if (flat.length <= longest) return flat
  const cut = flat.slice(0, longest + 1)
  const end = cut.lastIndexOf(' ')
  return `${flat
    .slice(0, end > longest / 2 ? end : longest)
    .toWellFormed()
    .replace(/[\s,;:.–—-]+$/u, '')}…`
}

/** What a list says about an edition: its preheader, or what it is about by its headings. */
export const editionSummary = (content: Pick<EditionContent, 'preheader' | 'articles'>): string =>
  content.preheader !== ''
    ? content.preheader
    : summaryOf(
        content.articles
          .map((article) => article.heading)
          .filter((heading) => heading !== '')
          .join(' · '),
      )
