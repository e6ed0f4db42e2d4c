import type { Paragraph, RichText } from '#platform/richtext/types.ts'

export const longestHeading = 300

const flat = (text: string): string => text.replace(/\s+/gu, ' ').trim()

/** Cut at a word's end where there is one, never inside a letter. */
const cut = (text: string, most: number): string => {
  const start = text.slice(0, most - 1)
  const end = text[most - 1] === ' ' ? start.length : start.lastIndexOf(' ')
  return `${(end > most / 2 ? start.slice(0, end) : start).replace(/[\uD800-\uDBFF]$/u, '').trimEnd()}…`
}

/** A line as a title or heading of at most so many characters. */
export const fitLine = (text: string, most: number = longestHeading): string => {
  const line = flat(text)
  return line.length <= most ? line : cut(line, most)
}

/**
 * A heading that fits, and its text: where an old bulletin's heading is longer than a heading may be, the whole line is kept
 * as the first paragraph, and where the heading was a link, the link is kept as the last one. Nothing is lost.
 */
export function fitHeading(
  heading: string,
  body: RichText,
  link: string | null,
): { readonly heading: string; readonly body: RichText } {
  const line = flat(heading)
  const first: Paragraph[] =
    line.length > longestHeading ? [{ type: 'paragraph', content: [{ type: 'text', text: line }] }] : []
  const last: Paragraph[] =
    link === null
      ? []
      : [
          {
            type: 'paragraph',
            content: [
              { type: 'text', text: fitLine(line) || link, marks: [{ type: 'link', attrs: { href: link } }] },
            ],
          },
        ]
  return { heading: fitLine(line), body: { type: 'doc', content: [...first, ...body.content, ...last] } }
}
