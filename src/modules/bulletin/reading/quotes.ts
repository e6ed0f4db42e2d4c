import type { LooseBlock } from '#platform/richtext/loose.ts'
import type { Inline } from '#platform/richtext/types.ts'
import { textOfInline } from './lines.ts'

const pairs: Readonly<Record<string, string>> = { '“': '”', '‘': '’', '"': '"', '«': '»', "'": "'", '„': '“' }
const fewestWords = 4

// Whom bulletins quote. Words that begin so say who spoke, also where no dash stands before them.
const speaker =
  /^(?:an? |the |from an? )?(?:young (?:person|man|woman|people|lad|girl|boy)|girl|boy|female|male|child|pupil|student|parent|mother|mum|father|dad|(?:foster )?carer|grandparent|champion|practitioner|professional|worker|social worker|teacher)\b[^.!?;]{0,60}$/iu

/**
 * Where the words of a paragraph that is one quotation end, or null when it is none: it opens with a quotation mark,
 * that mark closes once, and after it comes nothing but who or what is quoted.
 */
const quotationIn = (text: string): { readonly end: number; readonly cite: string | null } | null => {
  const start = text.length - text.trimStart().length
  const close = pairs[text[start] ?? '']
  if (close === undefined) return null
  // An apostrophe looks like a closing single mark; only one that ends a word before a space or the end closes.
  const isSingle = close === '’' || close === "'"
  const closing = isSingle ? /['’](?=\s*$|\s*[-–—(])/gu : new RegExp(`[${close}”]`, 'gu')
  closing.lastIndex = start + 1
  const match = closing.exec(text)
  if (!match) return null
  const words = text.slice(start + 1, match.index).trim()
  if (words.split(/\s+/u).length < fewestWords) return null
  const after = text.slice(match.index + 1).trim()
  if (after === '' || after === '.' || after === ',') return { end: text.length, cite: null }
  const named =
    /^[.,]?\s*(?:[-–—―]+|~)\s*(\S.{0,120}?)\.?$/su.exec(after) ?? /^\(([^()]{2,120})\)\.?$/u.exec(after)
  if (named) return { end: match.index + 1, cite: (named[1] ?? '').trim() }
  const cite = after.replace(/^[.,]\s*|\.$/gu, '')
  return speaker.test(cite) ? { end: match.index + 1, cite } : null
}

const upTo = (content: readonly Inline[], end: number): Inline[] => {
  let left = end
  return content.flatMap((node): Inline[] => {
    const length = node.type === 'hardBreak' ? 1 : node.text.length
    const kept = Math.min(Math.max(left, 0), length)
    left -= length
    if (kept === 0) return []
    return [node.type === 'hardBreak' ? node : { ...node, text: node.text.slice(0, kept) }]
  })
}

/** A paragraph that is a person's words in quotation marks becomes a quotation; the marks stay as they were written. */
export const quotationOf = (content: readonly Inline[]): LooseBlock | null => {
  const found = quotationIn(textOfInline(content))
  if (!found) return null
  return {
    type: 'blockquote',
    attrs: { cite: found.cite },
    content: [{ type: 'paragraph', content: upTo(content, found.end) }],
  }
}

/** A line that opens with a quotation mark and does not close it: the quotation goes on in the next paragraph. */
export const opensQuotation = (content: readonly Inline[]): boolean =>
  /^\s*“[^”]+$/su.test(textOfInline(content))

/** "— Ann, 15" or "(Girl, 15)" on a line of its own, right below a quotation, says who spoke. */
export const citeOf = (content: readonly Inline[]): string | null => {
  const text = textOfInline(content).trim()
  const match = /^[-–—―~]+\s*(\p{L}[^.!?]{0,80})\.?$/u.exec(text)
  if (match) return match[1]?.trim() ?? null
  const named = /^\((\p{L}[^()]{0,80})\)\.?$/u.exec(text)?.[1] ?? ''
  return speaker.test(named) ? named : null
}
