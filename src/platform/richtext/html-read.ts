import { parse } from 'parse5'
import { safeHref } from './href.ts'
import { attributeOf, isElement, isUnread, lookOf, textOf, type Element, type Node } from './html-style.ts'
import { isDataTable, tableBlocks } from './html-table.ts'
import { isWordSign, wordItemOf, wordLists, type WordItem } from './html-word.ts'
import type { LooseBlock, LooseItem } from './loose.ts'
import { inlineText, textNode } from './tidy-inline.ts'
import { tidy } from './tidy.ts'
import type { Inline, Mark, RichText } from './types.ts'

export type HtmlReading = {
  /** The file id of a picture that is already ours, by its address; pictures of other places are left out. */
  readonly imageId?: (source: string) => string | null
}

/** A block with the size of its type in CSS pixels where the source says it: headings are often only drawn larger. */
export type HtmlBlock = { readonly block: LooseBlock; readonly size: number | null; readonly item?: WordItem }

type Manner = {
  readonly marks: readonly Mark[]
  readonly size: number | null
  readonly depth: number
  readonly pre: boolean
}
type Sink = { readonly blocks: HtmlBlock[]; inline: Inline[]; size: number | null }

// Deeper than any newsletter's tables stand in each other; what lies below is read as plain words.
const greatestDepth = 600

const blockTags = new Set(
  'address article aside body caption center dd details dialog dir div dl dt fieldset figcaption figure footer form header hgroup html legend main menu nav p pre search section summary table tbody td tfoot th thead tr'.split(
    ' ',
  ),
)

const newSink = (): Sink => ({ blocks: [], inline: [], size: null })
const isBlank = (nodes: readonly Inline[]): boolean => inlineText(nodes).trim() === ''

const flush = (sink: Sink, make: (content: Inline[]) => Omit<HtmlBlock, 'size'>): void => {
  if (!isBlank(sink.inline)) sink.blocks.push({ ...make(sink.inline), size: sink.size })
  sink.inline = []
  sink.size = null
}
const asParagraph = (content: Inline[]) => ({ block: { type: 'paragraph', content } as const })
const flushParagraph = (sink: Sink): void => flush(sink, asParagraph)

const withMark = (marks: readonly Mark[], mark: Mark['type'], wanted: boolean | null): readonly Mark[] => {
  if (wanted === null || mark === 'link') return marks
  const rest = marks.filter((other) => other.type !== mark)
  return wanted ? [...rest, { type: mark }] : rest
}

/** Runs of Word's item paragraphs become lists. */
const settle = (sink: Sink): HtmlBlock[] => {
  flushParagraph(sink)
  const out: HtmlBlock[] = []
  let run: { item: WordItem; block: LooseBlock }[] = []
  const closeRun = () => {
    out.push(...wordLists(run).map((block) => ({ block, size: null })))
    run = []
  }
  for (const entry of sink.blocks) {
    if (entry.item) run.push({ item: entry.item, block: entry.block })
    else {
      closeRun()
      out.push(entry)
    }
  }
  closeRun()
  return out
}
const blocksOf = (entries: readonly HtmlBlock[]): LooseBlock[] => entries.map((entry) => entry.block)

const headingLevelOf = (element: Element): number | null => {
  const tag = /^h([1-6])$/u.exec(element.tagName)
  if (tag) return Number(tag[1])
  if (attributeOf(element, 'role') === 'heading')
    return Number(/^[1-6]$/u.exec(attributeOf(element, 'aria-level'))?.[0] ?? 2)
  return /\bMsoTitle\b/u.test(attributeOf(element, 'class')) ? 0 : null
}

const readText = (value: string, manner: Manner, sink: Sink): void => {
  const lines = manner.pre ? value.split(/\r\n?|\n/u) : [value]
  lines.forEach((line, index) => {
    if (index > 0) sink.inline.push({ type: 'hardBreak' })
    const text = line.replace(/\s+/gu, ' ')
    if (text.trim() !== '') sink.size = Math.max(sink.size ?? 0, manner.size ?? 0) || null
    if (text !== '') sink.inline.push(textNode(text, manner.marks))
  })
}

/** Two line breaks in a row part paragraphs in mail as two line ends do in text. */
const readBreak = (sink: Sink): void => {
  const lastWords = sink.inline.findLast((node) => node.type === 'hardBreak' || node.text.trim() !== '')
  if (lastWords?.type === 'hardBreak') flushParagraph(sink)
  else sink.inline.push({ type: 'hardBreak' })
}

const reader = (options: HtmlReading) => {
  const readInto = (parent: Element, manner: Manner, sink: Sink): void => {
    if (manner.depth > greatestDepth) sink.inline.push(textNode(textOf(parent), manner.marks))
    else for (const node of parent.childNodes) readNode(node, { ...manner, depth: manner.depth + 1 }, sink)
  }
  const readApart = (element: Element, manner: Manner): HtmlBlock[] => {
    const sink = newSink()
    readInto(element, manner, sink)
    return settle(sink)
  }
  const wordsOf = (element: Element, manner: Manner): Inline[] =>
    readApart(element, manner).flatMap(({ block }, index): Inline[] => {
      const content = 'content' in block ? block.content : []
      const nodes = content.filter((node) => node.type === 'text' || node.type === 'hardBreak')
      // Only a list can stand where words were expected; its words are kept without their marks.
      const words = nodes.length === content.length ? nodes : [textNode(textOf(element))]
      return index === 0 ? words : [textNode(' '), ...words]
    })

  const readList = (element: Element, manner: Manner): LooseBlock => {
    const items: LooseItem[] = []
    for (const child of element.childNodes) {
      if (!isElement(child) || isUnread(child)) {
        if (child.nodeName === '#text' && 'value' in child && child.value.trim() !== '')
          items.push({
            type: 'listItem',
            content: [{ type: 'paragraph', content: [textNode(child.value.replace(/\s+/gu, ' '))] }],
          })
        continue
      }
      if (child.tagName === 'li')
        items.push({ type: 'listItem', content: blocksOf(readApart(child, manner)) })
      else {
        // Outlook puts an inner list beside the item it belongs to, not into it.
        const sink = newSink()
        readNode(child, manner, sink)
        const last = items.pop()
        items.push({ type: 'listItem', content: [...(last?.content ?? []), ...blocksOf(settle(sink))] })
      }
    }
    if (element.tagName !== 'ol') return { type: 'bulletList', content: items }
    return {
      type: 'orderedList',
      attrs: { start: Number(attributeOf(element, 'start') || 1) },
      content: items,
    }
  }

  const readQuote = (element: Element, manner: Manner, sink: Sink): void => {
    const inside = readApart(element, manner)
    const isForwarded =
      attributeOf(element, 'type') === 'cite' || /\bgmail_quote\b/u.test(attributeOf(element, 'class'))
    // Mail programs indent whole texts with this element; a quotation has no headings.
    if (isForwarded || inside.some(({ block }) => block.type === 'heading')) sink.blocks.push(...inside)
    else
      sink.blocks.push({
        block: { type: 'blockquote', attrs: { cite: null }, content: blocksOf(inside) },
        size: null,
      })
  }

  /** The words under a quotation say who spoke, those under a picture are its caption. */
  const readFigure = (element: Element, manner: Manner, sink: Sink): void => {
    const inside = readApart(element, manner)
    const caption = element.childNodes.find((child) => isElement(child) && child.tagName === 'figcaption')
    const last = inside.at(-1)
    const first = inside[0]
    if (!caption || !first || inside.length !== 2 || last?.block.type !== 'paragraph') {
      sink.blocks.push(...inside)
      return
    }
    const words = inlineText(last.block.content).trim()
    if (first.block.type === 'blockquote')
      sink.blocks.push({ ...first, block: { ...first.block, attrs: { cite: words } } })
    else if (first.block.type === 'image')
      sink.blocks.push({
        ...first,
        block: { ...first.block, attrs: { ...first.block.attrs, caption: words } },
      })
    else sink.blocks.push(...inside)
  }

  const readImage = (element: Element, sink: Sink): void => {
    const id = options.imageId?.(attributeOf(element, 'src')) ?? null
    if (id === null) return
    flushParagraph(sink)
    sink.blocks.push({
      block: { type: 'image', attrs: { id, alt: attributeOf(element, 'alt'), caption: null } },
      size: null,
    })
  }

  const readBlock = (element: Element, manner: Manner, sink: Sink): void => {
    const level = headingLevelOf(element)
    const item = wordItemOf(element)
    const isTable = element.tagName === 'table' && isDataTable(element)
    flushParagraph(sink)
    if (level !== null) {
      const content = wordsOf(element, manner)
      if (!isBlank(content))
        sink.blocks.push({ block: { type: 'heading', attrs: { level }, content }, size: manner.size })
    } else if (item) sink.blocks.push(...readApart(element, manner).map((entry) => ({ ...entry, item })))
    else if (isTable)
      sink.blocks.push(
        ...tableBlocks(element, (cell) =>
          wordsOf(cell, {
            ...manner,
            marks: withMark(manner.marks, 'strong', cell.tagName === 'th' ? true : null),
          }),
        ).map((block) => ({ block, size: null })),
      )
    else if (element.tagName === 'ul' || element.tagName === 'ol')
      sink.blocks.push({ block: readList(element, manner), size: null })
    else if (element.tagName === 'blockquote') readQuote(element, manner, sink)
    else if (element.tagName === 'figure') readFigure(element, manner, sink)
    else if (element.tagName === 'hr') sink.blocks.push({ block: { type: 'horizontalRule' }, size: null })
    else {
      readInto(element, { ...manner, pre: manner.pre || element.tagName === 'pre' }, sink)
      flushParagraph(sink)
    }
  }

  const readNode = (node: Node, outer: Manner, sink: Sink): void => {
    if (node.nodeName === '#text' && 'value' in node) return readText(node.value, outer, sink)
    if (!isElement(node) || isUnread(node) || isWordSign(node)) return undefined
    if (node.tagName === 'br') return readBreak(sink)
    if (node.tagName === 'img') return readImage(node, sink)
    const look = lookOf(node, outer.size)
    const marks = withMark(withMark(outer.marks, 'strong', look.strong), 'em', look.em)
    const href = node.tagName === 'a' ? safeHref(attributeOf(node, 'href')) : null
    const linked: readonly Mark[] = href === null ? marks : [...marks, { type: 'link', attrs: { href } }]
    const manner: Manner = { ...outer, marks: linked, size: look.size ?? outer.size }
    const isBlock = blockTags.has(node.tagName) || /^(?:h[1-6]|ul|ol|li|blockquote|hr)$/u.test(node.tagName)
    if (isBlock || attributeOf(node, 'role') === 'heading') return readBlock(node, manner, sink)
    return readInto(node, manner, sink)
  }
  return readNode
}

/** The blocks of an HTML page or fragment as they stand, before tidying. */
export const htmlBlocks = (html: string, options: HtmlReading = {}): HtmlBlock[] => {
  const sink = newSink()
  const readNode = reader(options)
  for (const node of parse(html).childNodes)
    readNode(node, { marks: [], size: null, depth: 0, pre: false }, sink)
  return settle(sink)
}

/**
 * Reads HTML from anywhere: Word, Outlook, newsletters, web pages. Nothing is filtered out; only what our own tree
 * can hold is taken over, so scripts, styles, handlers and unsafe addresses have no way in.
 */
export const fromHtml = (html: string, options: HtmlReading = {}): RichText =>
  tidy(blocksOf(htmlBlocks(html, options)))
