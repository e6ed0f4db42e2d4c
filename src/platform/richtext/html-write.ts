import type { Block, Inline, Mark, RichText } from './types.ts'

export type HtmlOptions = {
  /** Where the picture with this file id is served. */
  readonly imageUrl: (id: string) => string
  /** Added to every heading's level, so that an article fits under the heading of its page. None by default. */
  readonly headingShift?: number
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/gu, (sign) => entities[sign] ?? sign)

const opening = (mark: Mark): string =>
  mark.type === 'link' ? `<a href="${escapeHtml(mark.attrs.href)}">` : `<${mark.type}>`
const closing = (mark: Mark): string => (mark.type === 'link' ? '</a>' : `</${mark.type}>`)
const sameMark = (a: Mark | undefined, b: Mark | undefined): boolean =>
  a !== undefined && b !== undefined && opening(a) === opening(b)

/** Marks stay open from one node to the next where both carry them, so that a half-bold link stays one link. */
export const inlineHtml = (nodes: readonly Inline[]): string => {
  let open: readonly Mark[] = []
  let out = ''
  const keep = (wanted: readonly Mark[]) => {
    let same = 0
    while (sameMark(open[same], wanted[same])) same += 1
    out += open.slice(same).toReversed().map(closing).join('') + wanted.slice(same).map(opening).join('')
    open = wanted
  }
  for (const node of nodes) {
    if (node.type === 'hardBreak') {
      keep([])
      out += '<br>'
      continue
    }
    keep(node.marks ?? [])
    out += escapeHtml(node.text)
  }
  keep([])
  return out
}

const blockHtml = (block: Block, options: HtmlOptions): string => {
  const inner = (blocks: readonly Block[]) => blocks.map((child) => blockHtml(child, options)).join('')
  switch (block.type) {
    case 'paragraph':
      return `<p dir="auto">${inlineHtml(block.content)}</p>`
    case 'heading': {
      const level = Math.min(6, Math.max(1, block.attrs.level + (options.headingShift ?? 0)))
      return `<h${level} dir="auto">${inlineHtml(block.content)}</h${level}>`
    }
    case 'bulletList':
    case 'orderedList': {
      const items = block.content.map((item) => {
        const [first, ...rest] = item.content
        // An item of one line is written without a paragraph, as mail programs and readers expect of a close list.
        const lead = first?.type === 'paragraph' && !rest.some((child) => child.type === 'paragraph')
        const body = lead ? inlineHtml(first.content) + inner(rest) : inner(item.content)
        // A list finds its direction by words that have none of their own, so its items carry none: its signs stand where it begins.
        return `<li>${body}</li>`
      })
      if (block.type === 'bulletList') return `<ul dir="auto">${items.join('')}</ul>`
      const start = block.attrs.start === 1 ? '' : ` start="${block.attrs.start}"`
      return `<ol dir="auto"${start}>${items.join('')}</ol>`
    }
    case 'blockquote': {
      const quote = `<blockquote dir="auto">${inner(block.content)}</blockquote>`
      const { cite } = block.attrs
      return cite === null
        ? quote
        : `<figure>${quote}<figcaption dir="auto">— ${escapeHtml(cite)}</figcaption></figure>`
    }
    case 'image': {
      const { id, alt, caption } = block.attrs
      const picture = `<img src="${escapeHtml(options.imageUrl(id))}" alt="${escapeHtml(alt)}">`
      const under = caption === null ? '' : `<figcaption dir="auto">${escapeHtml(caption)}</figcaption>`
      return `<figure>${picture}${under}</figure>`
    }
    case 'horizontalRule':
      break
  }
  return '<hr>'
}

/** Safe HTML without classes, styles or ids. Every block finds its own direction of writing. */
export const toHtml = (doc: RichText, options: HtmlOptions): string =>
  doc.content.map((block) => blockHtml(block, options)).join('\n')
