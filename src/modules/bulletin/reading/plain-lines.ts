import type { LooseBlock } from '#platform/richtext/loose.ts'
import { textNode } from '#platform/richtext/tidy-inline.ts'
import type { Inline, Mark } from '#platform/richtext/types.ts'

const underline = /^\s*(?:={3,}|-{3,}|~{3,}|_{3,}|\*{3,})\s*$/u
const hashes = /^\s{0,3}(#{1,6})\s+(\S.*?)\s*#*\s*$/u

/** Marks that people write into plain text: [words](address) and **bold**. */
export const markedText = (line: string): Inline[] => {
  const out: Inline[] = []
  let at = 0
  for (const match of line.matchAll(
    /\[([^[\]]+)\]\(((?:https?:\/\/|mailto:|www\.)[^\s()]+(?:\([^\s()]*\)[^\s()]*)*)\)|\*\*(\S(?:[^*]*\S)?)\*\*/giu,
  )) {
    const [all, words, href, bold] = match
    const mark: Mark = href === undefined ? { type: 'strong' } : { type: 'link', attrs: { href } }
    if (match.index > at) out.push(textNode(line.slice(at, match.index)))
    out.push(textNode(words ?? bold ?? '', [mark]))
    at = match.index + all.length
  }
  return at < line.length ? [...out, textNode(line.slice(at))] : out
}

/** Lines that stood together, as one paragraph in which each line end is kept as "\n". */
const paragraphOf = (lines: readonly string[]): LooseBlock => ({
  type: 'paragraph',
  content: lines.flatMap((line, index): Inline[] => [
    ...(index === 0 ? [] : [textNode('\n')]),
    ...markedText(line),
  ]),
})

// A mail answered to and fro is quoted a few times over; more is a trick.
const greatestDepth = 4
const quotedLine = /^\s*>\s?/u

/**
 * Plain text as blocks: what stands between blank lines is a paragraph, a line marked with # or underlined is a
 * heading, lines marked with > are a quotation. What else a paragraph holds is found later, the same for all files.
 */
export const plainTextBlocks = (text: string, depth = 0): LooseBlock[] => {
  const lines = text
    .replace(/\r\n?|[\u0085\u2028\u2029\f\v]/gu, '\n')
    .replace(/[\u00a0\u2007\u202f]/gu, ' ')
    .split('\n')
    .map((line) => line.trimEnd())
  const blocks: LooseBlock[] = []
  let open: string[] = []
  const close = () => {
    if (open.length > 0 && depth < greatestDepth && open.every((line) => quotedLine.test(line)))
      blocks.push({
        type: 'blockquote',
        attrs: { cite: null },
        content: plainTextBlocks(open.map((line) => line.replace(quotedLine, '')).join('\n'), depth + 1),
      })
    else if (open.length > 0) blocks.push(paragraphOf(open))
    open = []
  }
  for (const [at, line] of lines.entries()) {
    const marked = hashes.exec(line)
    if (line === '') close()
    else if (marked) {
      close()
      blocks.push({
        type: 'heading',
        attrs: { level: marked[1]?.length ?? 1 },
        content: markedText(marked[2] ?? ''),
      })
    } else if (underline.test(line)) {
      // A line of signs underlines the one line right above it; alone, or under more text, it is a rule.
      const above = open.at(-1)
      const isUnder =
        above !== undefined && (open.length === 1 || lines[at + 1] === '') && above.length <= 120
      if (isUnder && !/[.,;]$/u.test(above)) {
        open.pop()
        close()
        const level = line.trim().startsWith('=') ? 1 : 2
        blocks.push({ type: 'heading', attrs: { level }, content: markedText(above.trim()) })
      } else {
        close()
        blocks.push({ type: 'horizontalRule' })
      }
    } else open.push(line)
  }
  close()
  return blocks
}
