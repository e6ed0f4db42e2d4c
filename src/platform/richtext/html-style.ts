import { html as parse5Html, type DefaultTreeAdapterTypes } from 'parse5'

export type Node = DefaultTreeAdapterTypes.ChildNode
export type Element = DefaultTreeAdapterTypes.Element

export const isElement = (node: Node): node is Element => 'tagName' in node

export const attributeOf = (element: Element, name: string): string =>
  element.attrs.find((attribute) => attribute.name === name)?.value ?? ''

/** What an element may say about how its words look, as far as it tells what they are. */
export type Look = {
  readonly strong: boolean | null
  readonly em: boolean | null
  /** Size of type in CSS pixels. */
  readonly size: number | null
}

const declarations = (style: string): Map<string, string> =>
  new Map(
    style.split(';').flatMap((declaration): [string, string][] => {
      const colon = declaration.indexOf(':')
      if (colon === -1) return []
      return [
        [
          declaration.slice(0, colon).trim().toLowerCase(),
          declaration
            .slice(colon + 1)
            .trim()
            .toLowerCase(),
        ],
      ]
    }),
  )

const pixelsPer: Readonly<Record<string, number>> = { px: 1, pt: 4 / 3, in: 96, cm: 37.8, mm: 3.78 }
const sizeWords: Readonly<Record<string, number>> = {
  'x-small': 10,
  small: 13,
  medium: 16,
  large: 18,
  'x-large': 24,
  'xx-large': 32,
}
// What the seven sizes of the old font element come to in browsers.
const fontSizes: Readonly<Record<string, number>> = { 1: 10, 2: 13, 3: 16, 4: 18, 5: 24, 6: 32, 7: 48 }

const sizeOf = (value: string, inherited: number | null): number | null => {
  const match = /^([\d.]+)\s*([a-z%]*)/u.exec(value)
  if (!match) return sizeWords[value] ?? null
  const [number, unit] = [Number(match[1]), match[2] ?? '']
  if (unit === 'em' || unit === 'rem') return number * (unit === 'em' ? (inherited ?? 16) : 16)
  if (unit === '%') return (number / 100) * (inherited ?? 16)
  const factor = pixelsPer[unit]
  return factor === undefined ? null : number * factor
}

const weightOf = (value: string | undefined): boolean | null => {
  if (value === undefined) return null
  if (/^(?:bold|bolder|[6-9]00)/u.test(value)) return true
  return /^(?:normal|lighter|[1-5]00)/u.test(value) ? false : null
}

/** The style wins over the tag: some writers wrap a whole text in a bold element that is styled as not bold. */
export const lookOf = (element: Element, inherited: number | null): Look => {
  const style = declarations(attributeOf(element, 'style'))
  const tag = element.tagName
  const tagStrong = tag === 'b' || tag === 'strong' || tag === 'th' ? true : null
  const tagEm = tag === 'i' || tag === 'em' || tag === 'cite' || tag === 'dfn' || tag === 'var' ? true : null
  const styleEm = style.get('font-style')
  const size = sizeOf(style.get('font-size') ?? '', inherited)
  return {
    strong: weightOf(style.get('font-weight')) ?? tagStrong,
    em: styleEm === undefined ? tagEm : /^(?:italic|oblique)/u.test(styleEm),
    size: size ?? (tag === 'font' ? (fontSizes[attributeOf(element, 'size')] ?? null) : null),
  }
}

// Nothing in these is text for a reader.
const unread = new Set(
  'script style template head title meta link base noscript iframe object embed applet svg math canvas audio video map select button input textarea datalist progress meter xml'.split(
    ' ',
  ),
)

/** Scripts, styles, form fields, Office's own elements, and what a mail hides from its reader on purpose. */
export const isUnread = (element: Element): boolean => {
  if (element.namespaceURI !== parse5Html.NS.HTML || unread.has(element.tagName)) return true
  if (/^(?:v|w|m|st1):/u.test(element.tagName)) return true
  if (element.attrs.some((attribute) => attribute.name === 'hidden')) return true
  return /display\s*:\s*none|mso-hide\s*:\s*all|max-height\s*:\s*0(?:px)?\s*(?:;|$)/iu.test(
    attributeOf(element, 'style'),
  )
}

/** All words in an element, read without recursion. */
export const textOf = (root: Node): string => {
  const waiting: Node[] = [root]
  let text = ''
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (node.nodeName === '#text' && 'value' in node) text += node.value
    else if (isElement(node) && !isUnread(node)) {
      if (node.tagName === 'br' || node.tagName === 'p' || node.tagName === 'div' || node.tagName === 'td')
        text += ' '
      waiting.push(...node.childNodes.toReversed())
    }
  }
  return text.replace(/\s+/gu, ' ').trim()
}

/** Every element below this one, in order, one at a time and without recursion. */
export function* elementsIn(root: Element): Generator<Element, undefined> {
  const waiting: Node[] = root.childNodes.toReversed()
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (!isElement(node)) continue
    yield node
    waiting.push(...node.childNodes.toReversed())
  }
}
