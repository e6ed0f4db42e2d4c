import { attributeOf, elementsIn, textOf, type Element } from './html-style.ts'
import type { LooseBlock, LooseItem } from './loose.ts'

/** Word and Outlook write list items as paragraphs that carry their depth and their sign. */
export type WordItem = { readonly depth: number; readonly ordered: boolean; readonly start: number }

const isSign = (element: Element): boolean => /mso-list\s*:\s*ignore/iu.test(attributeOf(element, 'style'))

/** The place of such a paragraph in its list, or null where the element is none. */
export const wordItemOf = (element: Element): WordItem | null => {
  const match = /mso-list\s*:[^;]*\blevel(\d)/iu.exec(attributeOf(element, 'style'))
  if (!match) return null
  const sign = elementsIn(element).find(isSign)
  const shown = sign ? textOf(sign) : ''
  const number = /^\(?(\d+)[.)]/u.exec(shown)
  return {
    depth: Number(match[1]),
    ordered: /^\(?(?:\d+|[a-z]{1,4})[.)]/iu.test(shown),
    start: number ? Number(number[1]) : 1,
  }
}

/** The part of such a paragraph that only draws its bullet or number. */
export const isWordSign = isSign

type Open = {
  readonly depth: number
  readonly ordered: boolean
  readonly start: number
  readonly items: LooseItem[]
}

const listOf = (open: Open): LooseBlock =>
  open.ordered
    ? { type: 'orderedList', attrs: { start: open.start }, content: open.items }
    : { type: 'bulletList', content: open.items }

/** Builds the real lists out of neighbouring item paragraphs. */
export const wordLists = (
  items: readonly { readonly item: WordItem; readonly block: LooseBlock }[],
): LooseBlock[] => {
  const done: LooseBlock[] = []
  const stack: Open[] = []
  const close = () => {
    const open = stack.pop()
    if (!open) return
    const outer = stack.at(-1)?.items.pop()
    if (outer) stack.at(-1)?.items.push({ type: 'listItem', content: [...outer.content, listOf(open)] })
    else done.push(listOf(open))
  }
  for (const { item, block } of items) {
    while ((stack.at(-1)?.depth ?? 0) > item.depth) close()
    const top = stack.at(-1)
    if (top && top.depth === item.depth && top.ordered !== item.ordered) close()
    if ((stack.at(-1)?.depth ?? 0) < item.depth) stack.push({ ...item, items: [] })
    stack.at(-1)?.items.push({ type: 'listItem', content: [block] })
  }
  while (stack.length > 0) close()
  return done
}
