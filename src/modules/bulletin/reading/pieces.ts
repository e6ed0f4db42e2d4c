import type { LooseBlock } from '#platform/richtext/loose.ts'
import type { Inline } from '#platform/richtext/types.ts'
import type { Line } from './lines.ts'
import { listOf, type Item } from './lists.ts'
import { tableOf } from './tables.ts'

/** What a paragraph falls into: blocks, items that are not in a list yet, rows that are not in a table yet. */
export type Piece =
  | {
      readonly kind: 'block'
      readonly block: LooseBlock
      readonly size: number | null
      readonly number: number | null
    }
  | { readonly kind: 'item'; readonly item: Item; readonly line: Line; readonly size: number | null }
  | { readonly kind: 'row'; readonly cells: readonly (readonly Inline[])[] }

type ItemPiece = Extract<Piece, { kind: 'item' }>

const isItem = (piece: Piece | undefined): piece is ItemPiece => piece?.kind === 'item'

/** Runs of items are lists and runs of rows tables; a number or a dash alone was only how a line began. */
export const gather = (pieces: readonly Piece[]): Piece[] => {
  const out: Piece[] = []
  for (let at = 0; at < pieces.length;) {
    const piece = pieces[at]
    if (!piece) break
    if (piece.kind === 'block') {
      out.push(piece)
      at += 1
      continue
    }
    if (piece.kind === 'row') {
      const rows: (readonly (readonly Inline[])[])[] = []
      for (let row = pieces[at]; row?.kind === 'row'; row = pieces[at]) {
        rows.push(row.cells)
        at += 1
      }
      out.push(...tableOf(rows).map((block): Piece => ({ kind: 'block', block, size: null, number: null })))
      continue
    }
    const run: ItemPiece[] = []
    let lastNumber = 0
    for (let next = pieces[at]; isItem(next) && fits(run[0], next, lastNumber); next = pieces[at]) {
      run.push(next)
      if (next.item.indent <= piece.item.indent) lastNumber = next.item.number ?? lastNumber
      at += 1
    }
    const isAlone = run.length === 1 && (piece.item.number !== null || piece.item.mark === '–')
    if (isAlone)
      out.push({
        kind: 'block',
        block: { type: 'paragraph', content: piece.line.content },
        size: piece.size,
        number: piece.item.number,
      })
    else out.push({ kind: 'block', block: listOf(run.map(({ item }) => item)), size: null, number: null })
  }
  return out
}

/** Whether an item goes on with the list before it: a numbered one only with the next number or moved in. */
const fits = (first: ItemPiece | undefined, next: ItemPiece, lastNumber: number): boolean => {
  if (!first || next.item.indent > first.item.indent) return true
  return first.item.number === null ? next.item.number === null : next.item.number === lastNumber + 1
}
