import { diffRichText } from '#platform/richtext/diff.ts'
import { diffToHtml, hasChanges } from '#platform/richtext/diff-html.ts'
import { emptyRichText } from '#platform/richtext/plain-text.ts'
import type { RichText } from '#platform/richtext/types.ts'
import { wordDifference, type DifferencePart } from '#platform/views/difference.ts'
import { articleChanges } from '../rules/content-difference.ts'
import { canonicalText, type Content, type EditionContent } from '../rules/content.ts'

export type ShownDifference = {
  readonly title: string
  readonly note: string | null
  readonly heading: readonly DifferencePart[] | null
  readonly html: string | null
}

const texts = (title: string, before: RichText | null, after: RichText | null): ShownDifference[] => {
  const difference = diffRichText(before ?? emptyRichText, after ?? emptyRichText)
  return hasChanges(difference)
    ? [{ title, note: null, heading: null, html: diffToHtml(difference, { headingShift: 2 }) }]
    : []
}

const lines = (title: string, before: string, after: string): ShownDifference[] =>
  before === after ? [] : [{ title, note: null, heading: wordDifference(before, after), html: null }]

function articles(before: EditionContent, after: EditionContent): ShownDifference[] {
  return articleChanges(before.articles, after.articles).flatMap((one): ShownDifference[] => {
    const [old, now] = [one.before, one.after]
    const difference = diffRichText(old?.body ?? emptyRichText, now?.body ?? emptyRichText)
    const sameHeading = old?.heading === now?.heading
    const note = one.moved
      ? `Moved from place ${one.moved.from} to place ${one.moved.to}`
      : one.change === 'added'
        ? 'New article'
        : one.change === 'removed'
          ? 'Taken out'
          : null
    if (note === null && sameHeading && !hasChanges(difference)) return []
    return [
      {
        title: now?.heading ?? old?.heading ?? '',
        note,
        heading: sameHeading ? null : wordDifference(old?.heading ?? '', now?.heading ?? ''),
        html: hasChanges(difference) ? diffToHtml(difference, { headingShift: 2 }) : null,
      },
    ]
  })
}

/** Everything in which two frozen contents differ, in the order in which a reader meets it. Empty when they are the same. */
export function contentDifference(before: Content, after: Content): ShownDifference[] {
  if (before.kind === 'post' && after.kind === 'post')
    return [
      ...lines('Title', before.title, after.title),
      ...lines('Author', before.author, after.author),
      ...lines('Summary', before.summary, after.summary),
      ...texts('Text', before.body, after.body),
    ]
  if (before.kind !== 'edition' || after.kind !== 'edition') return []
  const readers =
    canonicalText(before.audience) === canonicalText(after.audience)
      ? []
      : [{ title: 'Who it goes to', note: 'The readers were chosen anew', heading: null, html: null }]
  return [
    ...lines('Title', before.title, after.title),
    ...lines('Subject of the mail', before.subject, after.subject),
    ...lines('Preheader', before.preheader, after.preheader),
    ...lines('Month', before.month ?? '', after.month ?? ''),
    ...readers,
    ...texts('Introduction', before.introduction, after.introduction),
    ...articles(before, after),
    ...texts('Closing words', before.closing, after.closing),
  ]
}
