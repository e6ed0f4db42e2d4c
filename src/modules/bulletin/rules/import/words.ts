import type { Block, Inline } from '#platform/richtext/types.ts'

export const inlineWords = (nodes: readonly Inline[]): string =>
  nodes.map((node) => (node.type === 'text' ? node.text : ' ')).join('')

/** All words of a block in reading order. */
export const wordsOf = (block: Block): string => {
  switch (block.type) {
    case 'paragraph':
    case 'heading':
      return inlineWords(block.content)
    case 'bulletList':
    case 'orderedList':
      return block.content.map((item) => item.content.map(wordsOf).join(' ')).join(' ')
    case 'blockquote':
      return [...block.content.map(wordsOf), block.attrs.cite ?? ''].join(' ').trim()
    case 'image':
      return [block.attrs.alt, block.attrs.caption ?? ''].join(' ').trim()
    case 'horizontalRule':
      break
  }
  return ''
}

export const countWords = (text: string): number =>
  text.split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word)).length

/** The same words whatever their case, signs and number in front: for finding a heading again in a list of contents. */
export const alikeKey = (text: string): string =>
  text
    .toLowerCase()
    .replace(/^\s*\d{1,2}[.)]\s+/u, '')
    .replace(/(?:\s|\.{2})\d{1,3}\s*$/u, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
