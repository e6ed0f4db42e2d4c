import { Schema, type DOMOutputSpec, type Node } from 'prosemirror-model'
import { safeHref } from '../href.ts'
import type { LooseBlock, LooseItem } from '../loose.ts'
import { markdownBlocks } from '../markdown-parse.ts'
import { toMarkdown } from '../markdown-write.ts'
import { textNode } from '../tidy-inline.ts'
import { tidy } from '../tidy.ts'
import type { Block, Inline, Mark, RichText } from '../types.ts'

/** Where each picture that may be used in this text is served, by its file id. */
export type PictureSources = ReadonlyMap<string, string>

const paragraphOutput: DOMOutputSpec = ['p', { dir: 'auto' }, 0]

const hrefOf = (element: HTMLElement): { href: string } | false => {
  const href = safeHref(element.getAttribute('href') ?? '')
  return href === null ? false : { href }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/**
 * Our tree as ProseMirror edits it. Who is quoted is written as the last line of the quotation, "— Name", as in
 * Markdown: a field of its own would be one more thing to find and to name.
 */
export const editorSchema = (sources: PictureSources) =>
  new Schema({
    nodes: {
      doc: { content: 'block+' },
      paragraph: {
        content: 'inline*',
        group: 'block',
        parseDOM: [{ tag: 'p' }],
        toDOM: () => paragraphOutput,
      },
      heading: {
        content: 'text*',
        group: 'block',
        defining: true,
        attrs: { level: { default: 2 } },
        parseDOM: [1, 2, 3, 4, 5, 6].map((level) => ({
          tag: `h${level}`,
          attrs: { level: Math.min(4, Math.max(2, level)) },
        })),
        toDOM: (node) => [`h${textOf(String(node.attrs['level']))}`, { dir: 'auto' }, 0],
      },
      bulletList: {
        content: 'listItem+',
        group: 'block list',
        parseDOM: [{ tag: 'ul' }],
        toDOM: () => ['ul', { dir: 'auto' }, 0],
      },
      orderedList: {
        content: 'listItem+',
        group: 'block list',
        attrs: { start: { default: 1 } },
        parseDOM: [
          { tag: 'ol', getAttrs: (element) => ({ start: Number(element.getAttribute('start') ?? 1) || 1 }) },
        ],
        toDOM: (node) => ['ol', { dir: 'auto', start: String(node.attrs['start']) }, 0],
      },
      listItem: {
        content: 'paragraph (paragraph | list)*',
        defining: true,
        parseDOM: [{ tag: 'li' }],
        toDOM: () => ['li', { dir: 'auto' }, 0],
      },
      blockquote: {
        content: '(paragraph | list)+',
        group: 'block',
        defining: true,
        parseDOM: [{ tag: 'blockquote' }],
        toDOM: () => ['blockquote', { dir: 'auto' }, 0],
      },
      image: {
        group: 'block',
        atom: true,
        draggable: true,
        attrs: { id: {}, alt: { default: '' }, caption: { default: null } },
        // A picture from elsewhere has no file here and cannot be pasted.
        parseDOM: [
          {
            tag: 'img[data-picture]',
            getAttrs: (element) => ({
              id: element.getAttribute('data-picture') ?? '',
              alt: element.getAttribute('alt') ?? '',
              caption: element.getAttribute('data-caption'),
            }),
          },
        ],
        toDOM: (node) => {
          const { id, alt, caption } = node.attrs
          const source = sources.get(textOf(id)) ?? ''
          const said = typeof caption === 'string' ? { 'data-caption': caption } : {}
          return ['img', { src: source, alt: textOf(alt), 'data-picture': textOf(id), ...said }]
        },
      },
      horizontalRule: { group: 'block', parseDOM: [{ tag: 'hr' }], toDOM: () => ['hr'] },
      text: { group: 'inline' },
      hardBreak: {
        inline: true,
        group: 'inline',
        selectable: false,
        parseDOM: [{ tag: 'br' }],
        toDOM: () => ['br'],
      },
    },
    marks: {
      link: {
        attrs: { href: {} },
        inclusive: false,
        parseDOM: [{ tag: 'a[href]', getAttrs: hrefOf }],
        toDOM: (mark) => ['a', { href: textOf(mark.attrs['href']) }, 0],
      },
      strong: {
        parseDOM: [
          { tag: 'strong' },
          { tag: 'b', getAttrs: (element) => element.style.fontWeight !== 'normal' && null },
          { style: 'font-weight', getAttrs: (value) => /^(?:bold(?:er)?|[6-9]\d\d)$/u.test(value) && null },
        ],
        toDOM: () => ['strong', 0],
      },
      em: {
        parseDOM: [{ tag: 'em' }, { tag: 'i' }, { style: 'font-style=italic' }],
        toDOM: () => ['em', 0],
      },
    },
  })

export type EditorSchema = ReturnType<typeof editorSchema>

const withCiteLine = (block: Block): object =>
  block.type !== 'blockquote'
    ? block
    : {
        type: 'blockquote',
        content:
          block.attrs.cite === null
            ? block.content
            : [...block.content, { type: 'paragraph', content: [textNode(`— ${block.attrs.cite}`)] }],
      }

/** What Markdown says, as the editor shows it. */
export const editorDoc = (schema: EditorSchema, markdown: string): Node => {
  const { content } = tidy(markdownBlocks(markdown))
  return schema.nodeFromJSON({
    type: 'doc',
    content: content.length === 0 ? [{ type: 'paragraph' }] : content.map(withCiteLine),
  })
}

const childrenOf = (node: Node): Node[] =>
  Array.from({ length: node.childCount }, (_, index) => node.child(index))

const marksOf = (node: Node): Mark[] =>
  node.marks.flatMap((mark): Mark[] => {
    if (mark.type.name === 'link') return [{ type: 'link', attrs: { href: textOf(mark.attrs['href']) } }]
    return mark.type.name === 'strong' || mark.type.name === 'em' ? [{ type: mark.type.name }] : []
  })

const inlineOf = (node: Node): Inline[] =>
  childrenOf(node).map((child) =>
    child.isText ? textNode(child.text ?? '', marksOf(child)) : { type: 'hardBreak' },
  )

const itemsOf = (node: Node): LooseItem[] =>
  childrenOf(node).map((item) => ({ type: 'listItem', content: childrenOf(item).flatMap(blockOf) }))

const blockOf = (node: Node): LooseBlock[] => {
  switch (node.type.name) {
    case 'paragraph':
      return [{ type: 'paragraph', content: inlineOf(node) }]
    case 'heading':
      return [{ type: 'heading', attrs: { level: Number(node.attrs['level']) }, content: inlineOf(node) }]
    case 'bulletList':
      return [{ type: 'bulletList', content: itemsOf(node) }]
    case 'orderedList':
      return [{ type: 'orderedList', attrs: { start: Number(node.attrs['start']) }, content: itemsOf(node) }]
    case 'blockquote':
      return [{ type: 'blockquote', attrs: { cite: null }, content: childrenOf(node).flatMap(blockOf) }]
    case 'image': {
      const { id, alt, caption } = node.attrs
      return [
        { type: 'image', attrs: { id: textOf(id), alt: textOf(alt), caption: textOf(caption) || null } },
      ]
    }
    case 'horizontalRule':
      return [{ type: 'horizontalRule' }]
    default:
      return []
  }
}

/** What the editor shows, in the one stored form. */
export const editedText = (doc: Node): RichText => tidy(childrenOf(doc).flatMap(blockOf))

export const editedMarkdown = (doc: Node): string => toMarkdown(editedText(doc))
