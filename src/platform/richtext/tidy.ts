import { limits } from './limits.ts'
import type { LooseBlock, LooseItem, LooseList } from './loose.ts'
import { inlineText, textNode, tidyInline, tidyText } from './tidy-inline.ts'
import type {
  Block,
  Blockquote,
  HeadingLevel,
  Image,
  Inline,
  List,
  ListItem,
  Paragraph,
  RichText,
  TextNode,
} from './types.ts'

type Inner = Paragraph | List

const paragraphOf = (nodes: readonly Inline[]): Paragraph[] => {
  const content = tidyInline(nodes)
  return content.length === 0 ? [] : [{ type: 'paragraph', content }]
}

const tidyImage = (image: Image): Image => ({
  type: 'image',
  attrs: {
    id: image.attrs.id,
    alt: tidyText(image.attrs.alt).trim(),
    caption: tidyText(image.attrs.caption ?? '').trim() || null,
  },
})

/** Pictures found inside a list or a quotation are put after it. */
const imagesIn = (blocks: readonly LooseBlock[]): Image[] =>
  blocks.flatMap((block) => {
    if (block.type === 'image') return [tidyImage(block)]
    if (block.type === 'bulletList' || block.type === 'orderedList')
      return block.content.flatMap((item) => imagesIn(item.content))
    return block.type === 'blockquote' ? imagesIn(block.content) : []
  })

const citeParagraph = (cite: string | null): LooseBlock[] => {
  const name = tidyCite(cite)
  return name === null ? [] : [{ type: 'paragraph', content: [textNode(`— ${name}`)] }]
}

const tidyCite = (cite: string | null): string | null =>
  tidyText(cite ?? '')
    .replace(/^[\s\-–—―]+/u, '')
    .trim()
    .slice(0, limits.citeCharacters)
    .toWellFormed()
    .trim() || null

/** The blocks that may stand inside a list or a quotation: paragraphs and lists. */
const innerBlocks = (blocks: readonly LooseBlock[], listDepth: number): Inner[] =>
  blocks.flatMap((block): Inner[] => {
    if (block.type === 'paragraph' || block.type === 'heading') return paragraphOf(block.content)
    if (block.type === 'bulletList' || block.type === 'orderedList') return tidyList(block, listDepth)
    if (block.type === 'blockquote')
      return innerBlocks([...block.content, ...citeParagraph(block.attrs.cite)], listDepth)
    return []
  })

const tidyItem = (item: LooseItem, depth: number): ListItem[] => {
  const content = innerBlocks(item.content, depth + 1)
  const items: { type: 'listItem'; content: Inner[] }[] = []
  for (const block of content) {
    const last = items.at(-1)
    if (block.type === 'paragraph' && !last) items.push({ type: 'listItem', content: [block] })
    else if (block.type === 'paragraph' || (last && depth < limits.listDepth)) last?.content.push(block)
    // A list with no words before it, or one deeper than we keep, is raised into the list around it.
    else items.push(...block.content.map((inner) => ({ type: inner.type, content: [...inner.content] })))
  }
  return items
}

const tidyList = (list: LooseList, depth: number): List[] => {
  const content = list.content.flatMap((item) => tidyItem(item, depth))
  if (content.length === 0) return []
  if (list.type === 'bulletList') return [{ type: 'bulletList', content }]
  const start = Math.min(Math.max(Math.trunc(list.attrs.start) || 0, 0), 999_999)
  return [{ type: 'orderedList', attrs: { start }, content }]
}

const citeLine = /^[—–―]\s*[^\s\-–—―]/u

/** "— Name" on the last line of a quotation says who spoke. */
const takeCite = (content: readonly Inner[]): { content: readonly Inner[]; cite: string | null } => {
  const last = content.at(-1)
  const none = { content, cite: null }
  if (last?.type !== 'paragraph') return none
  const breakAt = last.content.findLastIndex((node) => node.type === 'hardBreak')
  const line = inlineText(last.content.slice(breakAt + 1))
  if (!citeLine.test(line) || line.length > limits.citeCharacters) return none
  const before = last.content.slice(0, Math.max(breakAt, 0))
  const rest = [...content.slice(0, -1), ...paragraphOf(before)]
  return rest.length === 0 ? none : { content: rest, cite: tidyCite(line) }
}

const tidyQuote = (blocks: readonly LooseBlock[], cite: string | null): (Blockquote | Paragraph)[] => {
  const inner = innerBlocks(blocks, 1)
  const name = tidyCite(cite)
  const { content, cite: found } = name === null ? takeCite(inner) : { content: inner, cite: name }
  if (content.length === 0) return paragraphOf(found === null ? [] : [textNode(`— ${found}`)])
  return [{ type: 'blockquote', attrs: { cite: found }, content }]
}

const isBold = (node: TextNode): boolean => node.marks?.some((mark) => mark.type === 'strong') ?? false

const tidyWords = (nodes: readonly Inline[]): TextNode[] =>
  tidyInline(nodes).filter((node) => node.type === 'text')

/** Bold says nothing in a heading that is bold throughout. */
const plainHeading = (content: readonly TextNode[]): TextNode[] => {
  if (!content.every((node) => isBold(node) || node.text === ' ')) return [...content]
  return content.map((node) =>
    textNode(
      node.text,
      node.marks?.filter((mark) => mark.type !== 'strong'),
    ),
  )
}

const headingLevel = (level: number): HeadingLevel => (level <= 2 ? 2 : level === 3 ? 3 : 4)

const tidyBlock = (block: LooseBlock): Block[] => {
  switch (block.type) {
    case 'paragraph':
      return paragraphOf(block.content)
    case 'heading': {
      const flat = block.content.map((node): Inline => (node.type === 'hardBreak' ? textNode(' ') : node))
      const content = tidyWords(plainHeading(tidyWords(flat)))
      return content.length === 0
        ? []
        : [{ type: 'heading', attrs: { level: headingLevel(block.attrs.level) }, content }]
    }
    case 'bulletList':
    case 'orderedList':
      return [...tidyList(block, 1), ...imagesIn([block])]
    case 'blockquote':
      return [...tidyQuote(block.content, block.attrs.cite), ...imagesIn([block])]
    case 'image':
      return [tidyImage(block)]
    case 'horizontalRule':
      break
  }
  return [{ type: 'horizontalRule' }]
}

/**
 * The one stored form of a text: nothing empty, nothing where it may not stand, white space and marks in one
 * spelling. No word is dropped; what stands in a wrong place is moved or made plain. Tidying twice changes nothing.
 */
export const tidy = (blocks: readonly LooseBlock[]): RichText => ({
  type: 'doc',
  content: blocks.flatMap(tidyBlock),
})
