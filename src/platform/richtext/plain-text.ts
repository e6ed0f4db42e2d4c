import { inlineText } from './tidy-inline.ts'
import type { Block, Inline, RichText, TextNode } from './types.ts'

const columns = 72

const hrefOf = (node: TextNode): string | null => {
  const link = node.marks?.find((mark) => mark.type === 'link')
  return link?.type === 'link' ? link.attrs.href : null
}

const bare = (address: string): string =>
  address
    .replace(/^(?:mailto:|tel:|https?:\/\/)/iu, '')
    .replace(/\/$/u, '')
    .toLowerCase()

/** Links as "text <address>"; where the text is the address, only the text. */
const inlineLines = (nodes: readonly Inline[]): string[] => {
  const lines = ['']
  nodes.forEach((node, index) => {
    if (node.type === 'hardBreak') {
      lines.push('')
      return
    }
    const href = hrefOf(node)
    const next = nodes[index + 1]
    const goesOn = next?.type === 'text' && hrefOf(next) === href
    const start =
      nodes.slice(0, index).findLastIndex((before) => before.type !== 'text' || hrefOf(before) !== href) + 1
    const words = inlineText(nodes.slice(start, index + 1))
    const address = href !== null && !goesOn && bare(href) !== bare(words) ? ` <${href}>` : ''
    lines.push((lines.pop() ?? '') + node.text + address)
  })
  return lines
}

/** Breaks between words only: an address longer than the line stays whole, or it could not be followed. */
const wrap = (line: string, width: number): string[] => {
  const out: string[] = []
  let current = ''
  for (const word of line.split(' ')) {
    if (current !== '' && current.length + 1 + word.length > width) {
      out.push(current)
      current = word
    } else current = current === '' ? word : `${current} ${word}`
  }
  return [...out, current]
}

const hanging = (lines: readonly string[], first: string): string[] =>
  lines.map((line, index) => (line === '' ? '' : (index === 0 ? first : ' '.repeat(first.length)) + line))

const joined = (blocks: readonly Block[], width: number, between: readonly string[]): string[] =>
  blocks.flatMap((block, index) => [...(index === 0 ? [] : between), ...blockLines(block, width)])

const blockLines = (block: Block, width: number): string[] => {
  switch (block.type) {
    case 'paragraph':
      return inlineLines(block.content).flatMap((line) => wrap(line, width))
    case 'heading': {
      const lines = inlineLines(block.content).flatMap((line) => wrap(line, width))
      return [...lines, '-'.repeat(Math.min(width, Math.max(...lines.map((line) => line.length))))]
    }
    case 'bulletList':
    case 'orderedList':
      return block.content.flatMap((item, index) => {
        const sign = block.type === 'bulletList' ? '- ' : `${block.attrs.start + index}. `
        return hanging(joined(item.content, width - sign.length, []), sign)
      })
    case 'blockquote': {
      const cite = block.attrs.cite === null ? [] : wrap(`— ${block.attrs.cite}`, width - 2)
      return [...joined(block.content, width - 2, ['']), ...cite].map((line) => `> ${line}`.trimEnd())
    }
    case 'image': {
      const caption = block.attrs.caption === null ? [] : wrap(block.attrs.caption, width)
      return [...wrap(`[Picture: ${block.attrs.alt}]`, width), ...caption]
    }
    case 'horizontalRule':
      break
  }
  return ['-'.repeat(Math.min(24, width))]
}

/** The text for the plain part of a mail, in lines of 72 columns. */
export const toText = (doc: RichText): string => joined(doc.content, columns, ['']).join('\n')

const blockWords = (block: Block): string[] => {
  switch (block.type) {
    case 'paragraph':
    case 'heading':
      return [inlineText(block.content)]
    case 'bulletList':
    case 'orderedList':
      return block.content.flatMap((item) => item.content.flatMap(blockWords))
    case 'blockquote':
      return [...block.content.flatMap(blockWords), block.attrs.cite ?? '']
    case 'image':
      return [block.attrs.alt, block.attrs.caption ?? '']
    case 'horizontalRule':
      break
  }
  return []
}

/** All words in reading order, one space between: for search, counting and summaries. No addresses, no signs. */
export const plainWords = (doc: RichText): string =>
  doc.content
    .flatMap(blockWords)
    .filter((words) => words !== '')
    .join(' ')

/** A rule alone says nothing; a picture says something. */
export const isEmpty = (doc: RichText): boolean =>
  doc.content.every((block) => block.type === 'horizontalRule')

export const emptyRichText: RichText = { type: 'doc', content: [] }
