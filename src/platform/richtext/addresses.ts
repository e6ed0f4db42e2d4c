import { safeHref } from './href.ts'
import type { LooseBlock } from './loose.ts'
import { textNode } from './tidy-inline.ts'
import { tidy } from './tidy.ts'
import type { Inline, RichText } from './types.ts'

// An address ends before the signs that end a sentence, and before a bracket that it did not open itself.
const address =
  /(?:https?:\/\/|(?<![\p{L}\p{N}.@/])www\.)[^\s<>"“”‘’|\\^`{}[\]]*[^\s<>"“”‘’|\\^`{}[\].,;:!?)'*_]|(?<![\p{L}\p{N}.@/])(?:mailto:)?[A-Za-z0-9](?:[A-Za-z0-9._%+'-]*[A-Za-z0-9])?@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}/giu

const hrefFor = (found: string): string | null =>
  safeHref(/^(?:https?:|www\.|mailto:)/iu.test(found) ? found : `mailto:${found}`)

/** Web and mail addresses that stand as words become links. What is a link already stays as it is. */
export const linkAddressesIn = (nodes: readonly Inline[]): Inline[] =>
  nodes.flatMap((node): Inline[] => {
    if (node.type === 'hardBreak' || node.marks?.some((mark) => mark.type === 'link')) return [node]
    const out: Inline[] = []
    let at = 0
    for (const match of node.text.matchAll(address)) {
      const href = hrefFor(match[0])
      if (href === null) continue
      if (match.index > at) out.push(textNode(node.text.slice(at, match.index), node.marks ?? []))
      out.push(textNode(match[0], [...(node.marks ?? []), { type: 'link', attrs: { href } }]))
      at = match.index + match[0].length
    }
    return at === 0 ? [node] : [...out, textNode(node.text.slice(at), node.marks ?? [])]
  })

export const linkAddressesInBlock = (block: LooseBlock): LooseBlock => {
  switch (block.type) {
    case 'paragraph':
    case 'heading':
      return { ...block, content: linkAddressesIn(block.content) }
    case 'bulletList':
    case 'orderedList':
      return {
        ...block,
        content: block.content.map((item) => ({ ...item, content: item.content.map(linkAddressesInBlock) })),
      }
    case 'blockquote':
      return { ...block, content: block.content.map(linkAddressesInBlock) }
    case 'image':
    case 'horizontalRule':
      break
  }
  return block
}

/** The same for a whole text, for what a person typed without marking it. */
export const linkAddresses = (doc: RichText): RichText => tidy(doc.content.map(linkAddressesInBlock))
