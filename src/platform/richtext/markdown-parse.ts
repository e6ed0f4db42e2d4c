import MarkdownIt from 'markdown-it'
import { imageIdOf, safeHref } from './href.ts'
import type { LooseBlock, LooseItem } from './loose.ts'
import { textNode } from './tidy-inline.ts'
import { tidy } from './tidy.ts'
import type { Inline, Mark, RichText } from './types.ts'

// Code and HTML are left out on purpose: nobody writes them in a bulletin, and an indented line or a stray
// angle bracket has to stay text.
const markdown = new MarkdownIt('commonmark', { html: false, maxNesting: 100 })
markdown.disable(['code', 'fence', 'backticks', 'html_block', 'html_inline', 'reference'])
markdown.validateLink = (address) => imageIdOf(address) !== null || safeHref(address) !== null
markdown.normalizeLink = (address) => safeHref(address) ?? address
markdown.normalizeLinkText = (address) => address

type Token = ReturnType<(typeof markdown)['parse']>[number]

const attribute = (token: Token, name: string): string => String(token.attrGet(name) ?? '')

const plainText = (tokens: readonly Token[]): string =>
  tokens
    .map((token) => {
      if (token.type === 'softbreak' || token.type === 'hardbreak') return ' '
      return token.children ? plainText(token.children) : token.content
    })
    .join('')

const imageFrom = (token: Token): LooseBlock[] => {
  const id = imageIdOf(attribute(token, 'src'))
  const alt = plainText(token.children ?? [])
  if (id !== null) return [{ type: 'image', attrs: { id, alt, caption: attribute(token, 'title') || null } }]
  // A picture that is not one of ours cannot be shown, but its words are kept.
  return alt === '' ? [] : [{ type: 'paragraph', content: [textNode(alt)] }]
}

/** A paragraph, and the pictures that stood in it as blocks of their own. */
const inlineBlocks = (tokens: readonly Token[], block: (content: Inline[]) => LooseBlock): LooseBlock[] => {
  const out: LooseBlock[] = []
  let content: Inline[] = []
  let marks: readonly Mark[] = []
  for (const token of tokens) {
    if (token.type === 'text' || token.type === 'text_special') content.push(textNode(token.content, marks))
    else if (token.type === 'softbreak') content.push(textNode('\n', marks))
    else if (token.type === 'hardbreak') content.push({ type: 'hardBreak' })
    else if (token.type === 'strong_open') marks = [...marks, { type: 'strong' }]
    else if (token.type === 'em_open') marks = [...marks, { type: 'em' }]
    else if (token.type === 'link_open')
      marks = [...marks, { type: 'link', attrs: { href: attribute(token, 'href') } }]
    else if (token.nesting === -1) marks = marks.slice(0, -1)
    else if (token.type === 'image') {
      out.push(block(content), ...imageFrom(token))
      content = []
    }
  }
  return [...out, block(content)]
}

type Open = { readonly token: Token; readonly children: LooseBlock[]; readonly items: LooseItem[] }

const closed = ({ token, children, items }: Open): LooseBlock[] => {
  if (token.type === 'bullet_list_open') return [{ type: 'bulletList', content: items }]
  if (token.type === 'ordered_list_open')
    return [{ type: 'orderedList', attrs: { start: Number(token.attrGet('start') ?? 1) }, content: items }]
  if (token.type === 'blockquote_open')
    return [{ type: 'blockquote', attrs: { cite: null }, content: children }]
  return children
}

/** The blocks of a Markdown text as they stand, before tidying: heading levels 1 to 6, wrapped lines as "\n". */
export const markdownBlocks = (text: string): LooseBlock[] => {
  const root: LooseBlock[] = []
  const stack: Open[] = []
  const place = (blocks: readonly LooseBlock[]) => (stack.at(-1)?.children ?? root).push(...blocks)
  for (const token of markdown.parse(text, {})) {
    if (token.type === 'inline') {
      const open = stack.at(-1)?.token
      const level = open?.type === 'heading_open' ? Number(open.tag.slice(1)) : null
      place(
        inlineBlocks(token.children ?? [], (content) =>
          level === null ? { type: 'paragraph', content } : { type: 'heading', attrs: { level }, content },
        ),
      )
    } else if (token.type === 'hr') place([{ type: 'horizontalRule' }])
    else if (token.nesting === 1) stack.push({ token, children: [], items: [] })
    else if (token.nesting === -1) {
      const done = stack.pop()
      if (!done) continue
      if (done.token.type === 'list_item_open') {
        stack.at(-1)?.items.push({ type: 'listItem', content: done.children })
      } else place(closed(done))
    }
  }
  return root
}

/** Reads our dialect of Markdown. Addresses that may not be stored stay as the text that was typed. */
export const parseMarkdown = (text: string): RichText => tidy(markdownBlocks(text))
