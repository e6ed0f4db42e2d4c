import type { SourceBlock } from '../rules/import/types.ts'
import { linkAddressesInBlock } from '#platform/richtext/addresses.ts'
import type { LooseBlock, LooseItem } from '#platform/richtext/loose.ts'
import { tidy } from '#platform/richtext/tidy.ts'
import type { Piece } from './pieces.ts'
import { citeOf, opensQuotation, quotationOf } from './quotes.ts'

type BlockPiece = Extract<Piece, { kind: 'block' }>

// Paragraphs of one quotation. A longer one stays as paragraphs.
const greatestQuotation = 12

/** A quotation over several paragraphs opens with a mark in each and closes in the last. */
const longQuotation = (
  pieces: readonly BlockPiece[],
  at: number,
): { readonly block: LooseBlock; readonly count: number } | null => {
  const content: LooseBlock[] = []
  for (let index = at; index < Math.min(pieces.length, at + greatestQuotation); index += 1) {
    const block = pieces[index]?.block
    if (block?.type !== 'paragraph') return null
    const last = quotationOf(block.content)
    if (last?.type === 'blockquote') {
      if (content.length === 0) return null
      return { block: { ...last, content: [...content, ...last.content] }, count: content.length + 1 }
    }
    if (!opensQuotation(block.content)) return null
    content.push(block)
  }
  return null
}

/** A line that names who spoke; with a short dash it was first taken for a list of one. */
const citeBelow = (block: LooseBlock): string | null => {
  if (block.type === 'paragraph') return citeOf(block.content)
  const [only, ...more] = block.type === 'bulletList' ? block.content : []
  const [line, ...rest] = only?.content ?? []
  if (line?.type !== 'paragraph' || more.length > 0 || rest.length > 0) return null
  return citeOf([{ type: 'text', text: '- ' }, ...line.content])
}

const withQuotations = (pieces: readonly BlockPiece[]): BlockPiece[] => {
  const out: BlockPiece[] = []
  for (let at = 0; at < pieces.length; at += 1) {
    const piece = pieces[at]
    if (!piece) break
    const above = out.at(-1)
    const { block } = piece
    const cite = above?.block.type === 'blockquote' ? citeBelow(block) : null
    const long = longQuotation(pieces, at)
    const quotation = block.type === 'paragraph' ? quotationOf(block.content) : null
    if (cite !== null && above?.block.type === 'blockquote' && above.block.attrs.cite === null) {
      out.pop()
      out.push({ ...above, block: { ...above.block, attrs: { cite } } })
    } else if (long) {
      out.push({ ...piece, block: long.block, size: null, number: null })
      at += long.count - 1
    } else out.push(quotation ? { ...piece, block: quotation, size: null, number: null } : piece)
  }
  return out
}

type Run = { piece: BlockPiece; items: LooseItem[] }

const goesOnAs = (above: Run | undefined, block: LooseBlock): boolean => {
  const first = above?.piece.block
  if (first?.type === 'bulletList') return block.type === 'bulletList'
  if (first?.type !== 'orderedList' || block.type !== 'orderedList') return false
  return block.attrs.start === first.attrs.start + (above?.items.length ?? 0)
}

/** Lists of one kind with nothing between them are one list: Word and mail tools cut lists into pieces. */
const withJoinedLists = (pieces: readonly BlockPiece[]): BlockPiece[] => {
  const runs: Run[] = []
  for (const piece of pieces) {
    const { block } = piece
    const items = block.type === 'bulletList' || block.type === 'orderedList' ? [...block.content] : []
    const above = runs.at(-1)
    if (above && goesOnAs(above, block)) for (const item of items) above.items.push(item)
    else runs.push({ piece, items })
  }
  return runs.map(({ piece, items }): BlockPiece => {
    const { block } = piece
    const isList = block.type === 'bulletList' || block.type === 'orderedList'
    return isList ? { ...piece, block: { ...block, content: items } } : piece
  })
}

/** Quotations and whole lists found, addresses linked, every block in its stored form. */
export const settle = (pieces: readonly Piece[]): SourceBlock[] => {
  const blocks = pieces.filter((piece) => piece.kind === 'block')
  return withJoinedLists(withQuotations(blocks)).flatMap(({ block, size, number }) => {
    const level = block.type === 'heading' ? block.attrs.level : null
    const tidied = tidy([linkAddressesInBlock(block)]).content
    return tidied.map((one): SourceBlock => ({
      block: one,
      level: one.type === 'heading' ? level : null,
      size,
      number,
    }))
  })
}
