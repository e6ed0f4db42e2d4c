import type { DiffLine, DiffRun, RichTextDiff } from './diff.ts'
import { inlineHtml } from './html-write.ts'

const runHtml = ({ change, content }: DiffRun): string => {
  const words = inlineHtml(content)
  if (change === 'same' || words === '') return words
  return change === 'added' ? `<ins>${words}</ins>` : `<del>${words}</del>`
}

const tagOf = (line: DiffLine, headingShift: number): string => {
  if (line.kind === 'heading') return `h${Math.min(6, Math.max(1, line.level + headingShift))}`
  return line.kind === 'bullet' || line.kind === 'numbered' ? 'li' : 'p'
}

const lead = { cite: '— ', image: 'Picture: ', rule: '———' } as const

const lineHtml = (line: DiffLine, headingShift: number): string => {
  const before = line.kind === 'cite' || line.kind === 'image' || line.kind === 'rule' ? lead[line.kind] : ''
  const runs = line.runs.map(runHtml).join('')
  const whole = before !== '' && line.change !== 'same' && line.change !== 'changed'
  const sign = whole
    ? `<${line.change === 'added' ? 'ins' : 'del'}>${before}</${line.change === 'added' ? 'ins' : 'del'}>`
    : before
  const tag = tagOf(line, headingShift)
  return `<${tag} dir="auto" data-change="${line.change}" data-level="${line.level}">${sign}${runs}</${tag}>`
}

const groupOf = (line: DiffLine): string => {
  const list = line.kind === 'bullet' ? 'ul' : line.kind === 'numbered' ? 'ol' : ''
  return `${line.quoted ? 'blockquote ' : ''}${list}`.trim()
}

const opened = (group: string): string =>
  group
    .split(' ')
    .map((tag) => (tag === '' ? '' : `<${tag}>`))
    .join('')
const closed = (group: string): string =>
  group
    .split(' ')
    .toReversed()
    .map((tag) => (tag === '' ? '' : `</${tag}>`))
    .join('')

/**
 * A comparison as HTML: what came in `<ins>`, what went in `<del>`. Every line carries `data-change` (same, added,
 * removed, changed) and `data-level`, the depth of an item, for the style sheet.
 */
export const diffToHtml = (diff: RichTextDiff, options: { readonly headingShift?: number } = {}): string => {
  let group = ''
  let out = ''
  for (const line of diff) {
    const next = groupOf(line)
    if (next !== group) out += closed(group) + opened(next)
    group = next
    out += lineHtml(line, options.headingShift ?? 0)
  }
  return out + closed(group)
}

/** Whether two texts differ in anything a reader could see. */
export const hasChanges = (diff: RichTextDiff): boolean => diff.some((line) => line.change !== 'same')
