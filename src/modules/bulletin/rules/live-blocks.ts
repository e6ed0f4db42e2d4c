import type { Block, RichText } from '#platform/richtext/types.ts'

const placeholder = /^\[\[([a-z]+\.[a-z_]+)\]\]$/u

/** The live block that a paragraph stands for, such as `[[forums.next]]`, or null where it is only a paragraph. */
export function blockName(block: Block): string | null {
  if (block.type !== 'paragraph' || block.content.length !== 1) return null
  const only = block.content[0]
  return only?.type === 'text' ? (placeholder.exec(only.text.trim())?.[1] ?? null) : null
}

/** The live blocks a text asks for, each once. */
export const blockNames = (texts: readonly RichText[]): string[] => [
  ...new Set(texts.flatMap((text) => text.content.map(blockName).filter((name) => name !== null))),
]

/** The text with each live block filled in. One that nobody fills stays as it was typed, for its writer to see. */
export const fillBlocks = (text: RichText, filled: ReadonlyMap<string, RichText>): RichText => ({
  type: 'doc',
  content: text.content.flatMap((block): readonly Block[] => {
    const name = blockName(block)
    return (name === null ? undefined : filled.get(name)?.content) ?? [block]
  }),
})
