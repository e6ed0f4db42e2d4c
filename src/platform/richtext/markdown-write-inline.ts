import type { Inline, Mark, TextNode } from './types.ts'

type Piece =
  | { readonly kind: 'text'; text: string }
  | { readonly kind: 'open'; readonly sign: '**' | '_' }
  | { readonly kind: 'close'; readonly sign: '**' | '_' }
  | { readonly kind: 'literal'; readonly text: string }

const isWord = (character: string | undefined): boolean =>
  character !== undefined && /[\p{L}\p{N}]/u.test(character)
// Which characters count as punctuation beside a delimiter differs between Markdown readers for symbols and emoji.
// Inside the delimiter anything that is no letter or digit might count; outside only what certainly does helps.
const isSurelyApart = (character: string | undefined): boolean =>
  character === undefined || /[\s!-/:-@[-`{-~]/u.test(character)

/** Marks the text's own characters that Markdown would read as signs. */
const escapeText = (text: string, inLink: boolean): string =>
  text
    .replace(/[\\*]/gu, '\\$&')
    // Brackets alone are only brackets: nobody who types [[a.name]] or [sic] is to find it changed.
    .replace(inLink ? /[[\]]/gu : /\](?=\()/gu, '\\$&')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replace(/<(?=[A-Za-z/!?])/gu, '\\<')
    .replace(/&(?=#?\w+;)/gu, '\\&')

const sameMark = (a: Mark, b: Mark): boolean =>
  a.type === b.type && (a.type !== 'link' || b.type !== 'link' || a.attrs.href === b.attrs.href)

/** How many nodes from the first on carry this mark. */
const runLength = (nodes: readonly TextNode[], mark: Mark): number => {
  const end = nodes.findIndex((node) => !node.marks?.some((other) => sameMark(other, mark)))
  return end === -1 ? nodes.length : end
}

const without = (nodes: readonly TextNode[], mark: Mark): TextNode[] =>
  nodes.map((node) => ({ ...node, marks: (node.marks ?? []).filter((other) => !sameMark(other, mark)) }))

const linkTarget = (href: string): string => {
  const address = href.replace(/&(?=#?\w+;)/gu, '\\&')
  return /[()]/u.test(address) ? `<${address}>` : address
}

/** The longest mark goes outermost, so that no two delimiters of one kind ever meet. */
const piecesOf = (nodes: readonly TextNode[], inLink: boolean): Piece[] => {
  const first = nodes[0]
  if (!first) return []
  const marks = (first.marks ?? []).map((mark) => ({ mark, length: runLength(nodes, mark) }))
  const longest = marks.toSorted((a, b) => b.length - a.length)[0]
  if (!longest)
    return [{ kind: 'text', text: escapeText(first.text, inLink) }, ...piecesOf(nodes.slice(1), inLink)]
  const { mark, length } = longest
  const inside = piecesOf(without(nodes.slice(0, length), mark), inLink || mark.type === 'link')
  const after = piecesOf(nodes.slice(length), inLink)
  if (mark.type === 'link') {
    const target = linkTarget(mark.attrs.href)
    return [{ kind: 'literal', text: '[' }, ...inside, { kind: 'literal', text: `](${target})` }, ...after]
  }
  const sign = mark.type === 'strong' ? '**' : '_'
  return [{ kind: 'open', sign }, ...inside, { kind: 'close', sign }, ...after]
}

const firstOf = (piece: Piece | undefined): string | undefined => {
  if (!piece) return undefined
  return piece.kind === 'text' || piece.kind === 'literal' ? /^./su.exec(piece.text)?.[0] : piece.sign[0]
}
const lastOf = (piece: Piece | undefined): string | undefined => {
  if (!piece) return undefined
  return piece.kind === 'text' || piece.kind === 'literal' ? /.$/su.exec(piece.text)?.[0] : piece.sign[0]
}

const asEntity = (character: string): string => `&#${character.codePointAt(0) ?? 0};`

/**
 * A delimiter opens or closes only in the right company. Where a letter stands in the way, as in bold "(a)"
 * followed by "b", that letter is written as a character reference, which Markdown counts as punctuation.
 */
const giveRoom = (pieces: readonly Piece[], sign: '**' | '_'): void => {
  pieces.forEach((piece, index) => {
    if (piece.kind === 'text' || piece.kind === 'literal' || piece.sign !== sign) return
    const [before, after] = [pieces[index - 1], pieces[index + 1]]
    const [outer, inner] = piece.kind === 'open' ? [before, after] : [after, before]
    const outside = piece.kind === 'open' ? lastOf(outer) : firstOf(outer)
    const inside = piece.kind === 'open' ? firstOf(inner) : lastOf(inner)
    // Where a mark has to be cut at a space because another one overlaps it.
    if (inner?.kind === 'text' && inside === ' ')
      inner.text = piece.kind === 'open' ? `&#32;${inner.text.slice(1)}` : `${inner.text.slice(0, -1)}&#32;`
    const needed = piece.sign === '_' || !isWord(inside)
    if (!needed || isSurelyApart(outside) || outside === undefined || outer?.kind !== 'text') return
    outer.text =
      piece.kind === 'open'
        ? outer.text.slice(0, -outside.length) + asEntity(outside)
        : asEntity(outside) + outer.text.slice(outside.length)
  })
}

const writeLine = (nodes: readonly TextNode[]): string => {
  const pieces = piecesOf(nodes, false)
  // The underscore asks for more and changes what the asterisks stand beside, so it goes first.
  giveRoom(pieces, '_')
  giveRoom(pieces, '**')
  return pieces
    .map((piece, index) => {
      if (piece.kind === 'open' || piece.kind === 'close') return piece.sign
      // "!" before a link would make it a picture.
      return firstOf(pieces[index + 1]) === '[' ? piece.text.replace(/!$/u, '\\!') : piece.text
    })
    .join('')
}

/** A line must not begin like a heading, a list, a quotation or the underline of a heading. */
const escapeLineStart = (line: string): string =>
  line
    .replace(/^(?:#{1,6}(?=\s|$)|>|[-+](?=\s|$)|=+\s*$|-+\s*$)/u, '\\$&')
    .replace(/^(\d{1,9})([.)])(?=\s|$)/u, '$1\\$2')

/** Words with marks as Markdown; what `parseMarkdown` reads back is the same. */
export const writeInline = (nodes: readonly Inline[]): string => {
  const lines: TextNode[][] = [[]]
  for (const node of nodes) {
    if (node.type === 'hardBreak') lines.push([])
    else lines.at(-1)?.push(node)
  }
  return lines.map((line) => escapeLineStart(writeLine(line))).join('\\\n')
}

/** The same on one line, where nothing at its start has a meaning: headings and descriptions of pictures. */
export const writeHeadingLine = (nodes: readonly TextNode[]): string =>
  writeLine(nodes).replace(/(^|\s)(#+)$/u, '$1\\$2')

export const escapePlain = (text: string): string => escapeText(text, true)
