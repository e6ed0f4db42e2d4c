import { escapePlain, writeHeadingLine, writeInline } from './markdown-write-inline.ts'
import type { Block, Image, List, ListItem, RichText } from './types.ts'

const indented = (text: string, first: string): string =>
  text
    .split('\n')
    .map((line, index) => (index === 0 ? first + line : line === '' ? '' : ' '.repeat(first.length) + line))
    .join('\n')

// Items stand close together when each is one paragraph, perhaps with a list under it. A numbered list that does
// not begin at 1 cannot follow a line directly: Markdown would take its number for part of the sentence.
const isTight = (item: ListItem): boolean =>
  item.content.every(
    (block, index) =>
      index === 0 || (block.type !== 'paragraph' && (block.type === 'bulletList' || block.attrs.start === 1)),
  ) && item.content.length <= 2

/** Two lists side by side need different signs, or they would be read as one. */
const writeList = (list: List, second: boolean): string => {
  const gap = list.content.every(isTight) ? '\n' : '\n\n'
  return list.content
    .map((item, index) => {
      const sign =
        list.type === 'bulletList'
          ? second
            ? '* '
            : '- '
          : `${list.attrs.start + index}${second ? ') ' : '. '}`
      return indented(writeBlocks(item.content, gap), sign)
    })
    .join(gap)
}

const writeImage = ({ attrs }: Image): string => {
  const caption = attrs.caption === null ? '' : ` "${escapePlain(attrs.caption).replaceAll('"', '\\"')}"`
  return `![${escapePlain(attrs.alt)}](image:${attrs.id}${caption})`
}

const writeBlock = (block: Block, second: boolean): string => {
  switch (block.type) {
    case 'paragraph':
      return writeInline(block.content)
    case 'heading':
      return `${'#'.repeat(block.attrs.level)} ${writeHeadingLine(block.content)}`
    case 'bulletList':
    case 'orderedList':
      return writeList(block, second)
    case 'blockquote': {
      const cite = block.attrs.cite === null ? '' : `\n\n— ${escapePlain(block.attrs.cite)}`
      return (writeBlocks(block.content, '\n\n') + cite)
        .split('\n')
        .map((line) => (line === '' ? '>' : `> ${line}`))
        .join('\n')
    }
    case 'image':
      return writeImage(block)
    case 'horizontalRule':
      break
  }
  return '---'
}

const writeBlocks = (blocks: readonly Block[], gap: string): string => {
  let second = false
  return blocks
    .map((block, index) => {
      const isList = block.type === 'bulletList' || block.type === 'orderedList'
      second = isList && blocks[index - 1]?.type === block.type && !second
      return writeBlock(block, second)
    })
    .join(gap)
}

/** The text as Markdown for the form that works without script. Reading it back gives the same text. */
export const toMarkdown = (doc: RichText): string => writeBlocks(doc.content, '\n\n')
